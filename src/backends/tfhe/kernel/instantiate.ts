/** The functions of a kernel module: see `assembly/kernel.ts`. Addresses are byte offsets. */
export type KernelExports = Record<string, (...args: (number | bigint)[]) => number>;

/** Instances have no start function and no state of their own. */
export async function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<KernelExports> {
  const abort = (): never => {
    throw new WebAssembly.RuntimeError("kernel aborted");
  };
  const instance = await WebAssembly.instantiate(module, { env: { memory, abort } });
  return instance.exports as KernelExports;
}
