/** Compiles src to dist from scratch, so that no file of an earlier build survives. */
import { copyFileSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
rmSync(new URL("dist/", root), { recursive: true, force: true });
const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
  cwd: fileURLToPath(root),
  stdio: "inherit",
});
// Node reads the nearest one for every module it loads: beside the modules a short one is found, not the package's own.
if (status === 0) copyFileSync(new URL("src/package.json", root), new URL("dist/package.json", root));
process.exitCode = status ?? 1;
