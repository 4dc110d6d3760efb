/**
 * `npm run table:trees` measures every kind of tree model on five data sets, clear, simulated and encrypted, and
 * writes the tables of docs/guide/trees.md: some minutes on a quiet machine. `-- --only TEXT` prints the tables
 * of some models and leaves the page alone.
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { command } from "../bench/lib/arguments.ts";
import { describeMachine } from "../bench/lib/machine.ts";
import { note, progress } from "../bench/lib/notes.ts";
import { tableCases } from "./trees-table/cases.ts";
import { growthCases, measureGrowth } from "./trees-table/growth.ts";
import { measureRow, sweep } from "./trees-table/measure.ts";
import { generatedPart, page, replaceGenerated, type Measured } from "./trees-table/page.ts";

const { values } = parseArgs({ options: { only: { type: "string" } } });
await command(main);

async function main(): Promise<void> {
  const text = (values.only ?? "").toLowerCase();
  const measured: Measured[] = [];
  for (const each of tableCases.filter(({ id }) => id.toLowerCase().includes(text))) {
    progress(each.id);
    measured.push({ row: await measureRow(each), sweep: await sweep(each) });
  }
  const growth = [];
  for (const each of growthCases.filter(({ id }) => id.toLowerCase().includes(text))) {
    progress(each.id);
    growth.push(await measureGrowth(each));
  }
  progress("");
  const { cpu, cores, node, measuredAt } = describeMachine();
  const part = generatedPart(
    measured,
    growth,
    `${cpu}, ${cores} cores, Node ${node}, ${measuredAt.slice(0, 10)}`,
  );
  if (values.only === undefined) {
    const written = replaceGenerated(await readFile(page, "utf8"), part);
    const options = await resolveConfig(page);
    await writeFile(page, await format(written, { ...options, parser: "markdown" }));
    note(`Written: docs/guide/trees.md, ${measured.length} models.`);
  } else {
    process.stdout.write(`${part}\n`);
  }
  // An encrypted answer that differs from the clear one would break the promise: make it seen.
  if ([...measured.map(({ row }) => row), ...growth].some(({ differing }) => differing > 0))
    process.exitCode = 1;
}
