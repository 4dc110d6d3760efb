import asc from "assemblyscript/asc";
import { kernelSource } from "./sources.ts";

export interface Job {
  readonly name: string;
  /** Entry file in the assembly folder, without extension. */
  readonly entry: string;
  readonly size: number;
  readonly simd: boolean;
  readonly relaxed: boolean;
}

/** One WebAssembly module. Throws with the compiler's text where it does not compile. */
export async function compile(job: Job): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const features = [...(job.simd ? ["simd"] : []), ...(job.relaxed ? ["relaxed-simd"] : [])];
  // -O1: higher levels merge everything into one function, whose values no longer fit registers.
  const shared = [
    [
      "--importMemory",
      "--sharedMemory",
      "--initialMemory",
      "1",
      "--maximumMemory",
      "65536",
      "--memoryBase",
      "64",
    ],
    features.length > 0 ? ["--enable", ["threads", ...features].join(",")] : ["--enable", "threads"],
  ].flat();
  // The levelled layer runs on one thread, in clients too: a small memory of its own that may grow.
  const own = ["--initialMemory", "2"];
  const options = [
    ["--outFile", "out.wasm", "-O1", "--runtime", "stub", "--noAssert"],
    job.entry === "levelled" ? own : shared,
  ].flat();
  const { error, stderr } = await asc.main([`${job.entry}.ts`, ...options], {
    readFile: (name) => {
      const file = /^([\w-]+)\.ts$/.exec(name);
      return file === null ? null : kernelSource(file[1], job.size, job.relaxed);
    },
    writeFile: (_, contents) => {
      binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) {
    throw new Error(
      `${job.name}: ${error?.message ?? "no output"}\n${(stderr as { toString(): string }).toString()}`,
    );
  }
  return binary;
}
