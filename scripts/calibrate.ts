/**
 * Measures this machine's kernels and compares with the stored table of costs that parameters are chosen
 * by: `npm run calibrate`. With `-- --write` the new table is stored in src; with `--quick` fewer
 * rounds are taken. Run it on a quiet machine: about three minutes.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { describeMachine, machineLine } from "../bench/lib/machine.ts";
import { renderTable } from "../bench/lib/table.ts";
import { calibratedCosts, type EngineCosts, type SizeCosts } from "../src/backends/tfhe/params/index.ts";
import { calibrateKeyswitch } from "./calibrate/keyswitches.ts";
import { calibrateOverhead, calibrateThreads, checkLookups, compareCosts } from "./calibrate/lookups.ts";
import { calibrateSize } from "./calibrate/rotations.ts";

const { values } = parseArgs({
  options: { write: { type: "boolean", default: false }, quick: { type: "boolean", default: false } },
});
const rounds = values.quick ? 3 : 7;
const machine = describeMachine();
console.error(machineLine(machine));

const sizes: Record<number, SizeCosts> = {};
for (let size = 256; size <= 32_768; size *= 2) {
  console.error(`rotations, N = ${size}`);
  sizes[size] = await calibrateSize(size, rounds);
}
console.error("keyswitches");
const keyswitch = {
  32: await calibrateKeyswitch(32, rounds),
  64: await calibrateKeyswitch(64, rounds),
};
console.error("whole lookups");
const costs: EngineCosts = {
  machine: machineLine(machine),
  measuredAt: machine.measuredAt,
  sizes,
  keyswitch,
  lookup: await calibrateOverhead(2 * rounds),
  secondThread: await calibrateThreads(2 * rounds),
};

console.log(`Stored: ${calibratedCosts.machine}, ${calibratedCosts.measuredAt}`);
console.log(`Now:    ${costs.machine}, ${costs.measuredAt}\n`);
console.log(
  renderTable(
    ["ms, batch 8, one thread", "rotation stored", "now", "keyswitch stored", "now"],
    compareCosts(calibratedCosts, costs),
  ),
);
const gain = (table: EngineCosts): string => `${(1 + table.secondThread).toFixed(2)}x`;
console.log(`\nTwo threads: ${gain(calibratedCosts)} stored, ${gain(costs)} now\n`);

const checked = await checkLookups(costs, rounds);
const deviation = checked.map(({ measured, predicted }) => predicted / measured - 1);
console.log(
  renderTable(
    ["sets that were not fitted, ms a lookup", "measured", "predicted", "deviation"],
    checked.map(({ name, measured, predicted }, i) => [
      name,
      measured.toFixed(2),
      predicted.toFixed(2),
      `${(100 * deviation[i]).toFixed(1)} %`,
    ]),
  ),
);
console.log(`Largest deviation ${(100 * Math.max(...deviation.map(Math.abs))).toFixed(1)} %`);

if (values.write) {
  const file = new URL("../src/backends/tfhe/params/cost/table.ts", import.meta.url);
  const code = [
    "// Made by `npm run calibrate -- --write`. Do not edit.",
    'import type { EngineCosts } from "./costs.ts";',
    "",
    "/** Times of the machine the library was last calibrated on. */",
    `export const calibratedCosts: EngineCosts = ${JSON.stringify(costs, rounded)};`,
  ].join("\n");
  const style = await resolveConfig(file);
  await writeFile(file, await format(code, { ...style, parser: "typescript" }));
  console.log(`Written: ${file.pathname}`);
} else {
  console.log("Nothing written: pass --write to store this table.");
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(4)) : value;
}
