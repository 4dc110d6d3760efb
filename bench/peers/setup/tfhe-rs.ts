import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { MissingPackageError } from "../../../src/core/index.ts";
import { LineProcess } from "../../lib/line-process.ts";
import { note } from "../../lib/notes.ts";

const folder = fileURLToPath(new URL("../tfhe-rs/", import.meta.url));

/**
 * Builds the tfhe-rs program where that is needed (about a minute the first time) and starts it.
 *
 * @throws MissingPackageError without cargo, or when the build fails.
 */
export function openTfheRs(): LineProcess {
  note("Building bench/peers/tfhe-rs (about a minute the first time).");
  const built = spawnSync("cargo", ["build", "--release", "--quiet"], { cwd: folder, encoding: "utf8" });
  if (built.status !== 0) {
    throw new MissingPackageError({
      where: "bench:peers, tfhe-rs",
      problem:
        built.error === undefined
          ? `cargo build failed: ${built.stderr.slice(-2000)}`
          : "cargo is not on the path",
      allowed: "Rust 1.91.1 or later with cargo, and access to its packages",
      remedy: "install Rust, or read the lines above",
    });
  }
  const suffix = process.platform === "win32" ? ".exe" : "";
  return new LineProcess(`${folder}target/release/tfhe-rs-peer${suffix}`, [], { name: "tfhe-rs" });
}
