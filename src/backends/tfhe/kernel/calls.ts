import type { KernelExports } from "./instantiate.ts";

/** One call of a kernel function: its name and arguments. All data lies in the shared memory. */
export type Call = readonly [name: string, ...args: (number | bigint)[]];

/** Makes the calls one after the other. What a worker does, and what one thread does itself. */
export function perform(kernel: KernelExports, calls: readonly Call[]): void {
  for (const [name, ...args] of calls) kernel[name](...args);
}

/** A plan as one thread sees it: addresses, and what every call of the kernel takes. */
export interface ThreadPlan {
  /** Two counters: the next tape, and tapes done. */
  readonly state: number;
  /** A record a tape; addresses in tapes are those of this thread. */
  readonly records: number;
  readonly count: number;
  /** Scratch memory: transformed polynomials, and k + 4 polynomials. */
  readonly rows: number;
  readonly polys: number;
  readonly glweDimension: number;
  readonly outputs: number;
}

/** From the engine to a worker. */
export type ToWorker =
  | { readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory }
  | { readonly calls: readonly Call[] }
  | { readonly plan: ThreadPlan };

/** From a worker: ready or done, or what failed. */
export interface FromWorker {
  readonly error?: string;
}
