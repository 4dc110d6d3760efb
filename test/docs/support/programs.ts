/** Runs documentation as users would: against the built package, by its own name. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./markdown.ts";
import type { Section } from "./markdown.ts";

/** Inside the package, so that its own name resolves; ignored by git. */
const folder = join(root, ".cache/docs");

/** Separates the output of blocks; printed by no example. */
const MARK = "\u241e";

/** Builds `dist` where it is missing or older than the sources. */
export function ensureBuilt(): void {
  const built = join(root, "dist/index.js");
  if (existsSync(built) && statSync(built).mtimeMs >= newestSource()) return;
  execFileSync(process.execPath, [join(root, "scripts/build-kernels.ts")], { cwd: root });
  execFileSync(process.execPath, [join(root, "scripts/build.ts")], { cwd: root });
}

function newestSource(): number {
  const at = join(root, "src");
  const files = readdirSync(at, { recursive: true, encoding: "utf8" });
  const sources = files.filter((path) => path.endsWith(".ts") && !path.includes("/assembly/"));
  return Math.max(...sources.map((path) => statSync(join(at, path)).mtimeMs));
}

/** Writes a program to a file; `removePrograms` takes all of them away. */
export function writeProgram(name: string, code: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name.replace(/[^\w-]+/g, "-")}.ts`);
  writeFileSync(file, code);
  return file;
}

/** Removes what `writeProgram` wrote. */
export function removePrograms(): void {
  rmSync(folder, { recursive: true, force: true });
}

/** The blocks of a section as one program that marks where one ends. */
export function programOf({ blocks }: Section): string {
  return `${blocks.map(({ code }) => code).join(`\nconsole.log(${JSON.stringify(MARK)});\n`)}\nexport {};\n`;
}

/** Standard output of a program; throws with its error output where it fails. */
export function run(file: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${file} ended with ${String(status)}:\n${stderr}`);
  return stdout;
}

/** What a section's program prints, block by block. */
export function runSection(file: string): string[] {
  return run(file)
    .split(`${MARK}\n`)
    .map((output) => output.trimEnd());
}

/** Messages of the compiler for programs, with this package's own options. */
export function typeErrors(files: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  // Examples may name things they do not use.
  const relaxed = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const program = ts.createProgram(files, relaxed);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    return `${file?.fileName ?? ""}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

/** A pattern of stated output: `…` stands for anything on its line, such as a time. */
export function outputPattern(stated: string): RegExp {
  const escaped = stated.trimEnd().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("…", "[^\\n]*")}$`);
}
