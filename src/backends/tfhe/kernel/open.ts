import { OptionValueError, throwIfCancelled, UnsupportedOperationError } from "../../../core/index.ts";
import type { Core } from "./core.ts";
import { diagramEngine, type DiagramEngine } from "./diagram-engine.ts";
import type { Engine } from "./engine-types.ts";
import { detectFeatures, type KernelFeatures } from "./features.ts";
import { Heap, memoryLimit, Scratch } from "./heap.ts";
import { instantiate } from "./instantiate.ts";
import { memoryNeeded } from "./memory.ts";
import { loadModule } from "./module.ts";
import { twiddleEnd, writeTwiddles } from "./passes.ts";
import { inlineRunner, workerRunner } from "./pool.ts";
import { openReferenceEngine } from "./reference/engine.ts";
import { checkShape, type EngineShape } from "./shape.ts";
import { wasmEngine } from "./wasm-engine.ts";

export interface EngineOptions {
  /** Worker threads, 1 to 64; default 1: the calling thread. One where memory cannot be shared. */
  readonly threads?: number;
  /** Switches off features that were detected, to force a build. */
  readonly features?: Partial<KernelFeatures>;
  /** Bytes of memory this engine may take. Default 4 GiB, the most WebAssembly addresses. */
  readonly memoryLimit?: number;
  readonly signal?: AbortSignal | undefined;
}

const addressable = 2 ** 32;

/**
 * Opens an engine for one key set: a WebAssembly memory and threads of its own. Nothing is
 * allocated for keys until they are loaded. Without SIMD or shared memory it works, slower, and says so once.
 *
 * @throws OptionValueError for a shape or thread count no kernel supports.
 * @throws MemoryLimitError, with the figure, when the loaded keys would not fit.
 */
export async function openEngine(shape: EngineShape, options: EngineOptions = {}): Promise<Engine> {
  throwIfCancelled(options.signal, "openEngine");
  checkShape(shape);
  const features = { ...detectFeatures(), ...options.features };
  const threads = threadCount(options.threads ?? 1, features);
  const needed = memoryNeeded(shape, undefined, threads);
  if (!features.simd) {
    // Too little memory is the same error with and without SIMD.
    allowedMemory(needed, options);
    notice("no WebAssembly SIMD here: using the exact bigint engine, thousands of times slower");
    return openReferenceEngine(shape);
  }
  return wasmEngine(await openCore(shape, { ...options, threads, features }, needed));
}

/**
 * Opens an engine for decision diagrams: ciphertexts stay in its memory between operations.
 *
 * @param bytes - What keys, ciphertexts and scratch will take.
 * @throws OptionValueError, MemoryLimitError as {@link openEngine}.
 * @throws UnsupportedOperationError without WebAssembly SIMD: diagrams have no other engine.
 */
export async function openDiagramEngine(
  shape: Pick<EngineShape, "glweDimension" | "polynomialSize">,
  bytes: number,
  options: EngineOptions = {},
): Promise<DiagramEngine> {
  throwIfCancelled(options.signal, "openDiagramEngine");
  checkShape(shape);
  const features = { ...detectFeatures(), ...options.features };
  const threads = threadCount(options.threads ?? 1, features);
  if (!features.simd) {
    throw new UnsupportedOperationError({
      where: "openDiagramEngine",
      problem: "this platform has no WebAssembly SIMD",
      allowed: "Node, Deno and every current browser",
      remedy: "run the server half elsewhere; the client half needs no SIMD",
    });
  }
  return diagramEngine(await openCore(shape, { ...options, threads, features }, bytes));
}

/** Memory, module and threads of an engine. */
async function openCore(
  shape: EngineShape,
  options: EngineOptions & { readonly threads: number; readonly features: KernelFeatures },
  needed: number,
): Promise<Core> {
  const limit = allowedMemory(needed, options);
  const { threads, features } = options;
  const shared = threads > 1;
  const module = await loadModule(moduleName(shape, features), shared);
  const size = shape.polynomialSize;
  // Room for staging beyond the estimate: a quarter, and 64 MB.
  const heap = new Heap(twiddleEnd(size), Math.min(limit, needed * 1.25 + 2 ** 26), shared);
  writeTwiddles(heap.buffer, size);
  const kernel = await instantiate(module, heap.memory);
  const runner = shared
    ? await workerRunner(threads, module, heap.memory)
    : inlineRunner(kernel, heap.memory);
  const slots = Array.from({ length: runner.threads }, () => new Scratch(heap));
  return { shape, heap, kernel, runner, own: new Scratch(heap), slots };
}

/** The memory limit. @throws MemoryLimitError when it is too low. */
function allowedMemory(needed: number, { memoryLimit: asked }: EngineOptions): number {
  const limit = Math.min(asked ?? addressable, addressable);
  if (needed <= limit) return limit;
  const [has, most] = [needed, limit].map((bytes) => Math.ceil(bytes / 2 ** 20));
  throw memoryLimit(`these keys need ${has} MB of ${most} MB`);
}

function moduleName({ polynomialSize }: EngineShape, { relaxedSimd }: KernelFeatures): string {
  return `n${polynomialSize}-${relaxedSimd ? "relaxed" : "baseline"}`;
}

const noticed = new Set<string>();

/** Says once a process what makes it slower than it could be. */
function notice(text: string): void {
  if (noticed.has(text)) return;
  noticed.add(text);
  console.warn(`fhe-learn: ${text}`);
}

function threadCount(asked: number, { sharedMemory, workers }: KernelFeatures): number {
  if (!Number.isInteger(asked) || asked < 1 || asked > 64) {
    throw new OptionValueError({
      where: "openEngine option threads",
      problem: `got ${asked}`,
      allowed: "an integer from 1 to 64",
      remedy: "use at most the number of processor cores",
    });
  }
  if (asked === 1 || (sharedMemory && workers)) return asked;
  notice("threads need shared memory and workers (in a browser: cross-origin isolation); using one");
  return 1;
}
