/**
 * `npm run bench:peers -- linear|fit|engine [--quick] [--json] [--only TEXT]`: the same work by the peers
 * and by us, in one run, round by round in turn. Only ratios of one run are worth comparing.
 */
import { command, readArguments } from "../lib/arguments.ts";
import { describeMachine, machineLine } from "../lib/machine.ts";
import { note, progress } from "../lib/notes.ts";
import { storeResults } from "../lib/results.ts";
import { number } from "../lib/table.ts";
import { twoProcessGain } from "../lib/two-process-gain.ts";
import { modelSuites, selectCases } from "./cases/index.ts";
import { engineReport } from "./engine-report.ts";
import { runEngineSuite } from "./engine-suite.ts";
import { modelReport } from "./model-report.ts";
import { runModelSuite } from "./model-suite.ts";

await command(main);

async function main(): Promise<void> {
  const options = readArguments("npm run bench:peers", [...Object.keys(modelSuites), "engine"]);
  const machine = describeMachine();
  note(machineLine(machine));
  progress("two-process gain");
  const gain = await twoProcessGain();
  progress("");
  note(`Two processes do ${number(gain)} times the work of one.`);

  let results: object & { readonly remarks: readonly string[] };
  let report: string;
  if (options.suite === "engine") {
    const measured = await runEngineSuite(options);
    results = measured;
    report = engineReport(measured);
  } else {
    const cases = selectCases(options.suite, options.only);
    const measured = await runModelSuite(cases, options.quick);
    results = measured;
    report = modelReport(measured);
  }

  const stored = { suite: options.suite, quick: options.quick, machine, twoProcessGain: gain, ...results };
  if (options.json) process.stdout.write(`${JSON.stringify(stored, null, 2)}\n`);
  else process.stdout.write(`${report}\n`);
  note(`Stored in ${await storeResults(`peers-${options.suite}`, stored)}`);
  // A comparison was asked for: a missing side is a failure, though the rest is shown.
  if (results.remarks.length > 0) process.exitCode = 1;
}
