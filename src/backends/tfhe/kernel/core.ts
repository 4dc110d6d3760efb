import { InvalidInputError } from "../../../core/index.ts";
import type { Heap, Scratch } from "./heap.ts";
import type { KernelExports } from "./instantiate.ts";
import type { Runner } from "./pool.ts";
import type { EngineShape } from "./shape.ts";

/** Ciphertexts that share one pass over a key. More gains little and takes more cache. */
export const largestBatch = 8;

/** Ciphertexts that share a block of the key while it is in the first-level cache. */
export const cacheGroup = 8;

/** What the operations of one engine share. */
export interface Core {
  readonly shape: EngineShape;
  readonly heap: Heap;
  /** The module in this thread, for short calls. */
  readonly kernel: KernelExports;
  readonly runner: Runner;
  /** Scratch memory of this thread, apart from that of chunks. */
  readonly own: Scratch;
  /** Scratch memory of every slot of the runner. */
  readonly slots: readonly Scratch[];
}

/** Bytes of a transformed polynomial: `ROW` of assembly/layout.ts. */
export function rowBytes(size: number): number {
  return size * 8 + 320;
}

/** Bytes from one accumulator polynomial to the next: `ACC` of assembly/layout.ts. */
export function accumulatorBytes(size: number): number {
  return size * 8 + 64;
}

/**
 * Splits a batch in even parts: none larger than `largestBatch`, and as many for every thread.
 *
 * @returns first ciphertext and count of each part.
 */
export function splitBatch(count: number, threads: number): { first: number; count: number }[] {
  const least = Math.max(Math.ceil(count / largestBatch), Math.min(threads, count));
  const parts = Math.min(count, Math.ceil(least / threads) * threads);
  return Array.from({ length: parts }, (_, i) => {
    const first = Math.floor((i * count) / parts);
    return { first, count: Math.floor(((i + 1) * count) / parts) - first };
  });
}

/** The 12 words `chacha20` starts from: key, counter 0, nonce (domain, index); see streamNonce. */
export function writeStreamState(
  heap: Heap,
  address: number,
  seed: Uint8Array,
  domain: number,
  index = 0,
): void {
  if (seed.length !== 32) {
    throw new InvalidInputError({
      where: "mask seed",
      problem: `got ${seed.length} bytes`,
      allowed: "32 bytes",
      remedy: "pass the seed the key came with",
    });
  }
  heap.bytes(address, 32).set(seed);
  heap.words32(address + 32, 4).set([0, domain, index % 2 ** 32, Math.floor(index / 2 ** 32)]);
}
