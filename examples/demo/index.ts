/**
 * The main job, `npm start`: train three models on real data, simulate them, then encrypt test rows,
 * compute blind and decrypt. `--json` prints one object for machines.
 */
import { parseArgs } from "node:util";
import { boostedTrees, breastCancer, claims } from "./cases.ts";
import { measure } from "./measure.ts";
import type { Result } from "./measure.ts";
import { createDisplay } from "./progress.ts";
import { formatResult } from "./report.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const started = performance.now();
const display = createDisplay(values.json);
const results: Result[] = [];
for (const load of [breastCancer, claims, boostedTrees]) {
  const result = await measure(await load(), display.show);
  display.stop();
  results.push(result);
  if (!values.json) console.log(`\n${formatResult(result)}`);
}
const seconds = (performance.now() - started) / 1000;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
if (values.json) {
  console.log(JSON.stringify({ results, seconds, peakMegabytes }));
} else {
  console.log(`\nDone in ${seconds.toFixed(1)} s, ${peakMegabytes.toFixed(0)} MB of memory at most.`);
}
// An encrypted answer that differs from the clear one would break the promise: make it seen.
if (results.some(({ differences }) => differences > 0)) process.exitCode = 1;
