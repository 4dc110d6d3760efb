/** Scripts in processes of their own, on the built package. */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UnsupportedOperationError } from "../../src/core/index.ts";

const preload = new URL("from-dist.js", import.meta.url).href;

/**
 * What a script prints that runs on dist: without the memory Node takes for stripping types, in every thread.
 *
 * @throws UnsupportedOperationError where dist is missing or older than src.
 */
export function runBuilt(script: URL, argument: string): string {
  checkBuilt();
  const command = ["--import", preload, fileURLToPath(script), argument];
  return execFileSync(process.execPath, command, { encoding: "utf8" });
}

function checkBuilt(): void {
  const root = new URL("../../", import.meta.url);
  const changed = readdirSync(new URL("src/", root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((last, { parentPath, name }) => Math.max(last, statSync(`${parentPath}/${name}`).mtimeMs), 0);
  const built = statSync(new URL("dist/index.js", root), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built >= changed) return;
  throw new UnsupportedOperationError({
    where: "benchmark of the built package",
    problem: built === 0 ? "there is no dist" : "src was changed after dist was built",
    allowed: "a dist of this src",
    remedy: "run npm run build",
  });
}
