/**
 * Recomputes the failure probability of every published tfhe-rs parameter set with our noise formulas
 * and prints how far we are: `npm run validate:parameters`, with `-- --all` for one line a set. Exits
 * with 1 if a set other than the known inconsistent one deviates by more than 0.01 bit.
 */
import { readFileSync } from "node:fs";
import { deviations, type PublishedSet } from "../test/backends/tfhe/params/published.ts";

const file = new URL("../test/fixtures/params/tfhe-rs-params.json", import.meta.url);
const sets = JSON.parse(readFileSync(file, "utf8")) as PublishedSet[];
const rows = deviations(sets);
const all = process.argv.includes("--all");

for (const kind of ["classic", "multi-bit"] as const) {
  const group = rows.filter((row) => row.kind === kind);
  const equal = group.filter((row) => row.deviation <= 0.01);
  const worst = Math.max(...equal.map((row) => row.deviation));
  console.log(
    `${kind}: ${equal.length} of ${group.length} sets equal to 0.01 bit (largest deviation among them ${worst.toFixed(4)})`,
  );
}
for (const row of rows) {
  if (!all && row.deviation <= 0.01) continue;
  const note = row.inconsistent ? `  published set is inconsistent: ${row.inconsistent}` : "";
  console.log(
    `${row.name}: stated ${row.stated.toFixed(3)}, computed ${row.computed.toFixed(3)}, off by ${row.deviation.toFixed(4)}${note}`,
  );
}
const skipped = sets.length - rows.length;
console.log(`${skipped} sets not compared: no computed probability is stated beside them.`);
if (rows.some((row) => row.deviation > 0.01 && row.inconsistent === undefined)) process.exitCode = 1;
