/**
 * `npm run bench -- SUITE [--quick] [--json] [--only TEXT]` runs `bench/SUITE/*.bench.ts`. Every file
 * verifies its results before it is timed; tasks are timed in turn; medians are shown and stored.
 */
import { readdir } from "node:fs/promises";
import { command, readArguments } from "./lib/arguments.ts";
import { describeMachine, machineLine } from "./lib/machine.ts";
import { note, progress } from "./lib/notes.ts";
import { storeResults } from "./lib/results.ts";
import { measureSuite, type BenchSuite, type SuiteRow, type Unit } from "./lib/suite.ts";
import { bytes, duration, number, renderTable, times } from "./lib/table.ts";

const here = new URL("./", import.meta.url);
await command(main);

async function main(): Promise<void> {
  const options = readArguments("npm run bench", await suiteNames());
  const machine = describeMachine();
  note(machineLine(machine));

  const measured: { readonly file: string; readonly title: string; readonly rows: readonly SuiteRow[] }[] =
    [];
  const files = (await benchFiles(options.suite)).filter((file) => file.includes(options.only));
  for (const file of files) {
    const { default: suite } = (await import(new URL(`${options.suite}/${file}`, here).href)) as {
      default: BenchSuite;
    };
    progress(`${suite.title}: preparing`);
    const rows = await measureSuite(suite, options, (round, rounds) => {
      progress(`${suite.title}: round ${round} of ${rounds}`);
    });
    progress("");
    measured.push({ file, title: suite.title, rows });
    if (!options.json) process.stdout.write(`${suite.title}\n${report(rows)}\n\n`);
  }
  const stored = { suite: options.suite, quick: options.quick, machine, measured };
  if (options.json) process.stdout.write(`${JSON.stringify(stored, null, 2)}\n`);
  note(`Stored in ${await storeResults(options.suite, stored)}`);
}

function report(rows: readonly SuiteRow[]): string {
  const print: Readonly<Record<Unit, (value: number) => string>> = {
    ms: duration,
    bytes,
    "rows/s": (value) => `${number(value)} rows/s`,
    gain: times,
  };
  return renderTable(
    ["", "median", "best", "spread", "ratio"],
    rows.map(({ name, unit, summary, ratio }) => [
      name,
      print[unit](summary.median),
      summary.rounds === 1 ? "" : print[unit](unit === "rows/s" ? summary.max : summary.min),
      summary.rounds === 1 ? "" : `${number(100 * summary.spread)} %`,
      ratio === undefined ? "" : number(ratio),
    ]),
  );
}

/** Folders of this one that hold benchmarks. */
async function suiteNames(): Promise<string[]> {
  const entries = await readdir(here, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const counts = await Promise.all(names.map(async (name) => (await benchFiles(name)).length));
  return names.filter((_, i) => counts[i] > 0);
}

async function benchFiles(suite: string): Promise<string[]> {
  const entries = await readdir(new URL(`${suite}/`, here));
  return entries.filter((name) => name.endsWith(".bench.ts")).sort();
}
