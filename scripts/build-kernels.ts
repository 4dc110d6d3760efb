/**
 * Compiles the AssemblyScript kernels to WebAssembly, one module a polynomial size and instruction
 * set, as base64 text that bundlers, Node, Deno and browsers import alike. Skips what is up to date.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { compile, type Job } from "./build-kernels/compile.ts";
import { read } from "./build-kernels/sources.ts";

const output = new URL("../src/backends/tfhe/kernel/wasm/", import.meta.url);
const sizes = [128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768];

/** Modules for every size, and those for none; the latter only where their source exists. */
const entries: readonly { entry: string; sized: boolean; simd: boolean }[] = [
  { entry: "kernel", sized: true, simd: true },
  { entry: "scalar", sized: false, simd: false },
  { entry: "levelled", sized: false, simd: false },
];

function jobs(): Job[] {
  return entries
    .filter(({ entry }) => read(entry) !== null)
    .flatMap(({ entry, sized, simd }) =>
      (sized ? sizes : [0]).flatMap((size) =>
        (simd ? [true, false] : [false]).map((relaxed) => {
          const name = `${sized ? `n${size}` : entry}-${relaxed ? "relaxed" : "baseline"}`;
          return { name, entry, size, simd, relaxed };
        }),
      ),
    );
}

/** Changes when a source, this script or the compiler does. */
function fingerprint(): string {
  const hash = createHash("sha256");
  for (const folder of ["../src/backends/tfhe/kernel/assembly/", "build-kernels/"]) {
    const at = new URL(folder, import.meta.url);
    for (const file of readdirSync(at).sort()) hash.update(file).update(readFileSync(new URL(file, at)));
  }
  for (const file of [
    "build-kernels.ts",
    "../src/backends/tfhe/kernel/passes.ts",
    "../node_modules/assemblyscript/package.json",
  ]) {
    hash.update(readFileSync(new URL(file, import.meta.url)));
  }
  return hash.digest("hex");
}

async function build(): Promise<void> {
  const stamp = fingerprint();
  const stampFile = new URL("fingerprint.txt", output);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  const started = performance.now();
  const all = jobs();
  mkdirSync(output, { recursive: true });
  let next = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url));
      const assign = (): void => {
        if (next < all.length) worker.postMessage(all[next++]);
        else
          void worker.terminate().then(() => {
            resolve();
          });
      };
      worker.on("message", assign);
      worker.on("error", reject);
      assign();
    });
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  const lines = all.map(({ name }) => `  "${name}": () => import("./${name}.ts"),`);
  writeFileSync(
    new URL("index.ts", output),
    `export const modules: Record<string, () => Promise<{ readonly base64: string }>> = {\n${lines.join("\n")}\n};\n`,
  );
  writeFileSync(stampFile, stamp);
  console.log(`built ${all.length} kernels in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

if (isMainThread) {
  await build();
} else {
  parentPort!.on("message", (job: Job) => {
    void compile(job).then((binary) => {
      const base64 = Buffer.from(binary).toString("base64");
      writeFileSync(new URL(`${job.name}.ts`, output), `export const base64: string =\n  "${base64}";\n`);
      parentPort!.postMessage(job.name);
    });
  });
}
