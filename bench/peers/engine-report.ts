import { bytes, duration, number, renderTable, times } from "../lib/table.ts";
import type { EngineRow, EngineSuiteResult } from "./engine-suite.ts";

/**
 * One table: a row a set and measure, times a ciphertext, and ours relative to tfhe-rs: by medians
 * of the clock, by the best rounds, and by processor time, which other work disturbs least.
 */
export function engineReport({ sides, rows, wrong }: EngineSuiteResult): string {
  const table = renderTable(
    ["set", "measure", ...sides, "ours / tfhe-rs", "best rounds", "processor time"],
    rows.map((row) => [row.set, row.measure, ...cells(row, sides)]),
    2,
  );
  const errors = sides.map((side) => `${side} ${wrong[side]}`).join(", ");
  return `${table}\n\nResults that decrypted wrong: ${errors}.`;
}

function cells({ unit, bySide, processorTime }: EngineRow, sides: readonly string[]): string[] {
  const medians = sides.map((side) => bySide[side].median);
  if (unit === "gain") {
    return [...medians.map(times), `two processes ${times(bySide["two processes of ours"].median)}`];
  }
  const print = unit === "bytes" ? bytes : duration;
  const ratio = (of: (side: string) => number): string => {
    const [peer, ours] = sides.map(of);
    return sides.length < 2 ? "" : number(ours / peer);
  };
  return [
    ...medians.map(print),
    ratio((side) => bySide[side].median),
    ratio((side) => bySide[side].min),
    processorTime === undefined ? "" : ratio((side) => processorTime[side].median),
  ];
}
