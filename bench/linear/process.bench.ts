import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InternalError } from "../../src/core/index.ts";
import { median } from "../lib/stats.ts";
import { suite, type Figure } from "../lib/suite.ts";

const root = new URL("../../", import.meta.url);
/** What a user of the package imports, where it is built; else the source, whose types Node strips first. */
const doors = [
  ["built package", new URL("dist/index.js", root)],
  ["source", new URL("src/index.ts", root)],
] as const;

/** Runs a program in a fresh process; it prints one JSON line of numbers by name. */
function inFreshProcess(program: string): Record<string, number> {
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    cwd: fileURLToPath(root),
  });
  if (run.status === 0) return JSON.parse(run.stdout) as Record<string, number>;
  throw new InternalError({
    where: "process benchmark",
    problem: `a fresh process ended with status ${run.status}: ${run.stderr.slice(-500)}`,
    allowed: "status 0",
    remedy: "run npm test",
  });
}

const importing = (url: string): string => `
  const start = performance.now();
  await import(${JSON.stringify(url)});
  const ms = performance.now() - start;
  console.log(JSON.stringify({ ms, bytes: process.resourceUsage().maxRSS * 1024 }));`;

/** The demo of `npm start`, its own output held back. */
const demo = `
  import { writeSync } from "node:fs";
  const start = performance.now();
  process.on("exit", () => {
    const ms = performance.now() - start;
    writeSync(1, JSON.stringify({ ms, bytes: process.resourceUsage().maxRSS * 1024 }));
  });
  process.stdout.write = () => true;
  await import(${JSON.stringify(new URL("examples/demo/index.ts", root).href)});`;

export default suite("Fresh processes, medians", ({ quick }) => {
  const figures: Record<string, Figure> = {};
  const rounds = quick ? 3 : 5;
  const empty = "console.log(JSON.stringify({ bytes: process.resourceUsage().maxRSS * 1024 }))";
  figures["peak memory, Node alone"] = { value: inFreshProcess(empty).bytes, unit: "bytes" };
  for (const [name, url] of doors.filter(([, door]) => existsSync(door))) {
    // The first one fills the file cache.
    const runs = Array.from({ length: rounds + 1 }, () => inFreshProcess(importing(url.href))).slice(1);
    figures[`import, ${name}`] = { value: median(runs.map(({ ms }) => ms)), unit: "ms" };
    figures[`peak memory after import, ${name}`] = {
      value: median(runs.map(({ bytes }) => bytes)),
      unit: "bytes",
    };
  }
  const demos = Array.from({ length: rounds }, () => inFreshProcess(demo));
  figures["demo, wall time"] = { value: median(demos.map(({ ms }) => ms)), unit: "ms" };
  figures["demo, peak memory"] = { value: median(demos.map(({ bytes }) => bytes)), unit: "bytes" };
  return { figures };
});
