import { keyStream } from "./key-stream.ts";
import { randomSeed, SEED_BYTES, unsafeSeedFrom } from "./seed.ts";

/**
 * Where an algorithm takes its seeds from: one call a seed. Mask seed and private seed of an object are
 * two calls, so they are independent.
 */
export interface SeedSource {
  next(): Uint8Array<ArrayBuffer>;
}

/** The default everywhere: every seed is a fresh draw of the platform's generator. */
export const platformSeeds: SeedSource = { next: randomSeed };

/** Derives seeds; no other object uses this domain. */
const UNSAFE_SEEDS = 0xffff_ffff;

/**
 * A reproducible sequence of seeds, for tests and nothing else. **Whoever knows the label knows every
 * secret drawn from it.**
 */
export function unsafeSeededSource(label: string | number): SeedSource {
  const stream = keyStream(unsafeSeedFrom(label), UNSAFE_SEEDS, 0);
  return {
    next: () => {
      const seed = new Uint8Array(SEED_BYTES);
      stream.fillBytes(seed);
      return seed;
    },
  };
}
