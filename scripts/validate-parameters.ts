/**
 * Compares parameters with what others published: `npm run validate:parameters`, with `-- --all` for one
 * line a set.
 *
 * 1. Recomputes the failure probability of every tfhe-rs parameter set with our noise formulas.
 * 2. Runs our search with tfhe-rs' model against its 24 MESSAGE_m_CARRY_m sets.
 * 3. Runs it with Concrete's model against the 470 rows of Concrete's tables.
 *
 * Exits with 1 if a set other than the known inconsistent one deviates by more than 0.01 bit, or an
 * optimum is another.
 */
import { readFileSync } from "node:fs";
import { readConcreteTable, searchConcreteRow } from "../test/backends/tfhe/params/optimize/concrete.ts";
import {
  readOptimalSets,
  searchOptimum,
  statedOptimum,
} from "../test/backends/tfhe/params/optimize/tfhe-rs.ts";
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

const optima = readOptimalSets().map((set) => {
  const { log2PFail: stated, ...published } = statedOptimum(set);
  const found = searchOptimum(set);
  if (found === undefined) return { name: set.name, equal: false, deviation: Infinity, published, found };
  const { log2PFail, ...sizes } = found;
  const deviation = Math.abs(log2PFail - stated);
  const equal = JSON.stringify(sizes) === JSON.stringify(published) && deviation <= 0.01;
  return { name: set.name, equal, deviation, published, found };
});
report("search with tfhe-rs' model", "sets", optima);
const worst = Math.max(...optima.map(({ deviation }) => deviation));
console.log(`  largest deviation of a failure probability ${worst.toFixed(4)} bit`);

const table = readConcreteTable().map((published) => {
  const found = searchConcreteRow(published);
  const equal = JSON.stringify(found) === JSON.stringify(published);
  return {
    name: `${published.security} bits, ${published.bits} bits at norm 2^${published.log2Norm}`,
    equal,
    published,
    found,
  };
});
report("search with Concrete's model", "rows (parameters, cost, p_error as printed)", table);

interface Compared {
  readonly name: string;
  readonly equal: boolean;
  readonly published: unknown;
  readonly found: unknown;
}

function report(title: string, things: string, compared: readonly Compared[]): void {
  const equal = compared.filter((one) => one.equal);
  console.log(`${title}: ${equal.length}/${compared.length} ${things} equal`);
  for (const one of compared) {
    if (one.equal && !all) continue;
    console.log(
      `  ${one.equal ? "equal" : "DIFFERENT"} ${one.name}: ${JSON.stringify(one.found ?? "nothing found")}`,
    );
    if (!one.equal) console.log(`    published ${JSON.stringify(one.published)}`);
  }
  if (equal.length < compared.length || compared.length === 0) process.exitCode = 1;
}
