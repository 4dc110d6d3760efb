import { bytes, duration, number, renderTable, times } from "../lib/table.ts";
import type { EngineRow, EngineSuiteResult } from "./engine-suite.ts";

/** One table: a row a set and measure, times a ciphertext, and ours relative to tfhe-rs. */
export function engineReport({ sides, rows, wrong }: EngineSuiteResult): string {
  const table = renderTable(
    ["set", "measure", ...sides, "ours / tfhe-rs"],
    rows.map((row) => [row.set, row.measure, ...cells(row, sides)]),
    2,
  );
  const errors = sides.map((side) => `${side} ${wrong[side]}`).join(", ");
  return `${table}\n\nResults that decrypted wrong: ${errors}.`;
}

function cells({ unit, bySide }: EngineRow, sides: readonly string[]): string[] {
  const medians = sides.map((side) => bySide[side].median);
  if (unit === "gain") {
    const processes = bySide["two processes of ours"].median;
    return [...medians.map(times), `two processes ${times(processes)}`];
  }
  const print = unit === "bytes" ? bytes : duration;
  const [peer, ours] = medians;
  return [...medians.map(print), medians.length < 2 ? "" : number(ours / peer)];
}
