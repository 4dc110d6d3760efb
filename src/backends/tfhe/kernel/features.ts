/** What the running JavaScript engine offers the kernels. */
export interface KernelFeatures {
  /** 128-bit vectors; without them a scalar module runs, several times slower. */
  readonly simd: boolean;
  /** Fused multiply-add among the vector instructions. */
  readonly relaxedSimd: boolean;
  /** WebAssembly memory that threads share (in a browser: only when cross-origin isolated). */
  readonly sharedMemory: boolean;
  /** Worker threads can be started. */
  readonly workers: boolean;
}

// () -> v128 with i8x16.splat, i8x16.popcnt; and the same with i16x8.relaxed_dot (a relaxed opcode).
const simdProbe = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);
const relaxedProbe = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  15,
  1,
  13,
  0,
  65,
  1,
  253,
  15,
  65,
  2,
  253,
  15,
  253,
  128,
  2,
  11,
);

let detected: KernelFeatures | undefined;

/** Probes once; later calls return the same object. */
export function detectFeatures(): KernelFeatures {
  detected ??= {
    simd: WebAssembly.validate(simdProbe),
    relaxedSimd: WebAssembly.validate(relaxedProbe),
    sharedMemory: canShareMemory(),
    workers: canStartWorkers(),
  };
  return detected;
}

/** True in Node and Deno, which have node:worker_threads. */
export function hasNodeWorkers(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}

function canStartWorkers(): boolean {
  return hasNodeWorkers() || typeof (globalThis as { Worker?: unknown }).Worker === "function";
}

function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer !== "function") return false;
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  if (crossOriginIsolated === false && !hasNodeWorkers()) return false;
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return memory.buffer instanceof SharedArrayBuffer;
  } catch {
    return false;
  }
}
