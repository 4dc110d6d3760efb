import seedrandom from "seedrandom";
import { OptionValueError } from "./errors.ts";

/**
 * Reproducible randomness for training, splits and simulated noise.
 *
 * Never for keys or ciphertexts: those draw from the platform's cryptographic generator only.
 */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform integer in 0 .. bound - 1. */
  integer(bound: number): number;
  /** Standard normal variate. */
  normal(): number;
  /** The numbers 0 .. count - 1 in random order. */
  permutation(count: number): Uint32Array;
  /** An independent generator; equal labels give equal streams. */
  fork(label: string | number): Random;
}

/** A seed, or nothing for one drawn from the platform's generator. */
export type RandomState = number | string | undefined;

/**
 * A seeded generator (seedrandom's ARC4-based one).
 *
 * @throws OptionValueError when `randomState` is neither a finite number, a string nor undefined.
 */
export function createRandom(randomState?: RandomState): Random {
  if (randomState !== undefined && typeof randomState !== "string" && !Number.isFinite(randomState)) {
    throw new OptionValueError({
      where: "randomState",
      problem: `got ${String(randomState)}`,
      allowed: "a finite number, a string, or undefined for a different result each time",
      remedy: "pass a whole number such as 42",
    });
  }
  const seed = randomState ?? globalThis.crypto.getRandomValues(new Uint32Array(4)).join();
  return new SeededRandom(`${typeof seed}:${seed}`);
}

class SeededRandom implements Random {
  readonly #seed: string;
  readonly #uniform: () => number;
  #spareNormal: number | undefined;

  constructor(seed: string) {
    this.#seed = seed;
    const generator = seedrandom(seed);
    this.#uniform = () => generator();
  }

  next(): number {
    return this.#uniform();
  }

  integer(bound: number): number {
    return Math.floor(this.#uniform() * bound);
  }

  /** Marsaglia's polar method: two variates a round, one kept for the next call. */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.#uniform() - 1;
      const v = 2 * this.#uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spareNormal = v * scale;
      return u * scale;
    }
  }

  /** Fisher-Yates. */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i];
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }

  fork(label: string | number): Random {
    return new SeededRandom(`${this.#seed}/${typeof label}:${label}`);
  }
}
