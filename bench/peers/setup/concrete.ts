import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MissingPackageError } from "../../../src/core/index.ts";
import { LineProcess } from "../../lib/line-process.ts";
import { note, progress } from "../../lib/notes.ts";

const concreteMl = "concrete-ml==1.9.0";
/** Concrete ML 1.9.0 has wheels for these. */
const pythons = ["python3", "python3.11", "python3.12", "python3.10", "python3.9", "python3.8", "python"];
const environment = fileURLToPath(new URL("../.venv/", import.meta.url));
const stamp = `${environment}installed.txt`;
const python = process.platform === "win32" ? `${environment}Scripts/python.exe` : `${environment}bin/python`;

/**
 * Starts the Concrete ML driver, installing its environment (about 6 GB, some minutes) on first use.
 *
 * @throws MissingPackageError where Python 3.8 to 3.12 or pip is missing, or pip fails.
 */
export async function openConcrete(): Promise<LineProcess> {
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== concreteMl) await install();
  const driver = fileURLToPath(new URL("../concrete/driver.py", import.meta.url));
  return new LineProcess(python, [driver], { name: "Concrete ML" });
}

async function install(): Promise<void> {
  const found = pythons.find((name) => {
    const check = "import sys, venv, ensurepip; sys.exit(not (3, 8) <= sys.version_info[:2] <= (3, 12))";
    return spawnSync(name, ["-c", check]).status === 0;
  });
  if (found === undefined) {
    throw missing(
      "no Python 3.8 to 3.12 with venv and pip on the path",
      "install one (Debian: python3-venv)",
    );
  }
  note(
    `Installing ${concreteMl} in bench/peers/.venv with ${found}: some minutes, about 6 GB, kept for later runs.`,
  );
  rmSync(environment, { recursive: true, force: true });
  await step(found, ["-m", "venv", environment]);
  await step(python, ["-m", "pip", "install", "--no-input", "--progress-bar", "off", concreteMl]);
  writeFileSync(stamp, concreteMl);
  note("Installed.");
}

async function step(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let tail = "";
  const start = performance.now();
  const show = (text: string): void => {
    tail = (tail + text).slice(-2000);
    const seconds = Math.round((performance.now() - start) / 1000);
    progress(`  ${seconds} s  ${lastLine(text).slice(0, 90)}`);
  };
  child.stdout.setEncoding("utf8").on("data", show);
  child.stderr.setEncoding("utf8").on("data", show);
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", (error) => {
      show(String(error));
      resolve(null);
    });
    child.on("close", resolve);
  });
  progress("");
  if (code !== 0)
    throw missing(
      `${command} ${args.join(" ")} failed: ${tail.trim()}`,
      "read the lines above; pip needs a network",
    );
}

function lastLine(text: string): string {
  const trimmed = text.trim();
  return trimmed.slice(trimmed.lastIndexOf("\n") + 1);
}

function missing(problem: string, remedy: string): MissingPackageError {
  return new MissingPackageError({
    where: "bench:peers, Concrete ML",
    problem,
    allowed: `Python 3.8 to 3.12 and pip, which install ${concreteMl}`,
    remedy,
  });
}
