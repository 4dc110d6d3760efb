import { throwIfCancelled, type RunOptions } from "../../../../core/index.ts";
import type { Engine } from "../../kernel/index.ts";
import type { NoiseDistribution } from "../../params/index.ts";
import type { GlweSecretKey, SeededGlweCiphertexts } from "../entities/index.ts";
import { keyStream, platformSeeds, sampleNoise, type SeedSource } from "../random/index.ts";
import { addWords } from "../torus/index.ts";

/** The one engine operation that key generation needs: exact products by bits. */
export type BinaryMultiplier = Pick<Engine, "multiplyByBinary">;

/** Options of every function that makes rows of GLWE ciphertexts. */
export interface RowOptions extends RunOptions {
  /** Never given outside tests. */
  readonly seeds?: SeedSource;
}

/** Rows encrypted at a time: bounds the scratch memory to a few megabytes. */
const CHUNK_WORDS = 1 << 18;

/**
 * Encrypts many polynomials under one key, products by the engine. Row r takes its mask from
 * (seed, maskDomain, r) and its noise from (private seed, noiseDomain, r).
 *
 * @param messages [rows][N] words.
 * @param multiplier an engine of the key's shape.
 */
export async function encryptRows(
  key: GlweSecretKey,
  messages: BigUint64Array,
  noise: NoiseDistribution,
  domain: { readonly mask: number; readonly noise: number },
  multiplier: BinaryMultiplier,
  options: RowOptions = {},
): Promise<SeededGlweCiphertexts> {
  const { glweDimension: k, polynomialSize: size } = key;
  const { seeds = platformSeeds, signal, onProgress } = options;
  const seed = seeds.next();
  const privateSeed = seeds.next();
  const bodies = messages.slice();
  const rows = bodies.length / size;
  const chunk = Math.max(1, Math.floor(CHUNK_WORDS / (k * size)));
  for (let first = 0; first < rows; first += chunk) {
    throwIfCancelled(signal, "encryptRows");
    const count = Math.min(chunk, rows - first);
    const masks = new BigUint64Array(count * k * size);
    const bits = new Uint8Array(count * k * size);
    for (let r = 0; r < count; r++) {
      masks.set(keyStream(seed, domain.mask, first + r).u64(k * size), r * k * size);
      bits.set(key.bits, r * k * size);
      const error = sampleNoise(keyStream(privateSeed, domain.noise, first + r), noise, size);
      addWords(bodies, (first + r) * size, error);
    }
    const products = await multiplier.multiplyByBinary(masks, bits, { signal });
    for (let p = 0; p < count * k; p++) {
      addWords(bodies, (first + Math.floor(p / k)) * size, products.subarray(p * size, (p + 1) * size));
    }
    onProgress?.({ stage: "keygen: rows", done: first + count, total: rows });
  }
  return { glweDimension: k, polynomialSize: size, seed, domain: domain.mask, bodies };
}
