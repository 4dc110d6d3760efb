/**
 * `npm run table:linear` measures every linear model on its data set, all test rows encrypted, and writes the
 * tables of docs/guide/linear-models.md: about half a minute on a quiet machine. `-- --only TEXT` prints the
 * tables of some models and leaves the page alone.
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { command } from "../bench/lib/arguments.ts";
import { describeMachine } from "../bench/lib/machine.ts";
import { note, progress } from "../bench/lib/notes.ts";
import { selectCases } from "../bench/peers/cases/index.ts";
import { measureRow, sweep } from "./linear-table/measure.ts";
import { generatedPart, page, replaceGenerated, type Measured } from "./linear-table/page.ts";

const { values } = parseArgs({ options: { only: { type: "string" } } });
await command(main);

async function main(): Promise<void> {
  const measured: Measured[] = [];
  const { cpu, cores, node, load, measuredAt } = describeMachine();
  for (const each of selectCases("linear", values.only ?? "")) {
    progress(each.id);
    measured.push({ row: await measureRow(each), sweep: await sweep(each) });
  }
  progress("");
  const machine = `${cpu}, ${cores} cores, load ${load}, Node ${node}, ${measuredAt.slice(0, 10)}`;
  const part = generatedPart(measured, machine);
  if (values.only === undefined) {
    const text = replaceGenerated(await readFile(page, "utf8"), part);
    const options = await resolveConfig(page);
    await writeFile(page, await format(text, { ...options, parser: "markdown" }));
    note(`Written: docs/guide/linear-models.md, ${measured.length} models.`);
  } else {
    process.stdout.write(`${part}\n`);
  }
  // An encrypted answer that differs from the clear one would break the promise: make it seen.
  if (measured.some(({ row }) => row.differing > 0)) process.exitCode = 1;
}
