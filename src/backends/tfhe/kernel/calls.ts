import type { KernelExports } from "./instantiate.ts";
import type { ThreadPlan } from "./plan.ts";

/** One call of a kernel function: its name and arguments. All data lies in the shared memory. */
export type Call = readonly [name: string, ...args: (number | bigint)[]];

/** Makes the calls one after the other. What a worker does, and what one thread does itself. */
export function perform(kernel: KernelExports, calls: readonly Call[]): void {
  for (const [name, ...args] of calls) kernel[name](...args);
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
