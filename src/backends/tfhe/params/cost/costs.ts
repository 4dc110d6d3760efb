import type { GadgetShape } from "../noise/index.ts";
import type { TfheParameters } from "../parameters.ts";

/** Times of one polynomial size in a blind rotation, microseconds, with eight ciphertexts a pass. */
export interface SizeCosts {
  /** One digit polynomial: rotation, digits and forward transform. */
  readonly forward: number;
  /** One polynomial of the result: inverse transform and addition to the accumulator. */
  readonly inverse: number;
  /** One product of transformed polynomials, added up, for one ciphertext. */
  readonly product: number;
  /** Reading one transformed polynomial of the key, once for all ciphertexts of the pass. */
  readonly read: number;
}

/** Times of a keyswitch, nanoseconds. */
export interface KeyswitchCosts {
  /** One word of the key times one digit, for one ciphertext. */
  readonly product: number;
  /** Reading one word of the key, once for all ciphertexts of the pass. */
  readonly read: number;
  /** One digit of one input word. */
  readonly digit: number;
}

/** What the kernels of this library take on one machine: see `scripts/calibrate.ts`. */
export interface EngineCosts {
  /** In words, with the date: figures of other machines differ, ratios less so. */
  readonly machine: string;
  readonly measuredAt: string;
  /** By polynomial size. */
  readonly sizes: Readonly<Record<number, SizeCosts>>;
  readonly keyswitch: Readonly<Record<32 | 64, KeyswitchCosts>>;
  /** Nanoseconds a word of the accumulator takes besides: copying in and out, extraction. */
  readonly lookup: number;
  /** What the second thread gains: 0 nothing, 1 as much as the first did. */
  readonly secondThread: number;
}

/** Ciphertexts that share a pass over the keys unless said otherwise: the engine's largest batch. */
export const ENGINE_BATCH = 8;

/**
 * Milliseconds of one blind rotation on one thread:
 * (k+1) N lookup + n [ (k+1) l forward + (k+1) inverse + (k+1)^2 l (product + read / batch) ].
 * The engine does for a key bit what is in the bracket: docs/decisions/0006.
 */
export function rotationMilliseconds(
  costs: EngineCosts,
  lweDimension: number,
  glweDimension: number,
  polynomialSize: number,
  levels: number,
  batch: number = ENGINE_BATCH,
): number {
  const size = costs.sizes[polynomialSize];
  const columns = glweDimension + 1;
  const cmux =
    columns * (levels * size.forward + size.inverse) +
    columns * columns * levels * (size.product + size.read / batch);
  return (lweDimension * cmux) / 1e3 + (columns * polynomialSize * costs.lookup) / 1e6;
}

/** Milliseconds of one keyswitch on one thread: n_in l [ digit + (n + 1) (product + read / batch) ]. */
export function keyswitchMilliseconds(
  costs: EngineCosts,
  inputDimension: number,
  outputDimension: number,
  { levels, modulusLog }: { readonly levels: number; readonly modulusLog: 32 | 64 },
  batch: number = ENGINE_BATCH,
): number {
  const { product, read, digit } = costs.keyswitch[modulusLog];
  return (inputDimension * levels * (digit + (outputDimension + 1) * (product + read / batch))) / 1e6;
}

/** How much work, and how it is run. */
export interface Workload {
  readonly rotations: number;
  readonly keyswitches: number;
  /** Ciphertexts that share a pass over the keys, 1 to 8. Default 8. */
  readonly batch?: number;
  /** Default 1. */
  readonly threads?: number;
}

/** Milliseconds, in all and by kind of work. */
export interface PredictedTime {
  readonly milliseconds: number;
  readonly rotations: number;
  readonly keyswitches: number;
}

/**
 * How long a workload takes. Threads beyond the first gain what the second did in the calibration, which
 * holds as long as there are cores and batches for them.
 */
export function predictTime(
  parameters: Pick<TfheParameters, "lweDimension" | "glweDimension" | "polynomialSize" | "keyswitch"> & {
    readonly bootstrap: GadgetShape;
  },
  work: Workload,
  costs: EngineCosts,
): PredictedTime {
  const { lweDimension: n, glweDimension: k, polynomialSize: N, bootstrap, keyswitch } = parameters;
  const { batch = ENGINE_BATCH, threads = 1 } = work;
  const speed = 1 + (threads - 1) * costs.secondThread;
  const rotations = (work.rotations * rotationMilliseconds(costs, n, k, N, bootstrap.levels, batch)) / speed;
  const keyswitches = (work.keyswitches * keyswitchMilliseconds(costs, k * N, n, keyswitch, batch)) / speed;
  return { milliseconds: rotations + keyswitches, rotations, keyswitches };
}
