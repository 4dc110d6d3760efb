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

/** Words of masks at a time: what is made on the way then stays small beside the keys. */
const CHUNK_WORDS = 1 << 16;

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
  const masks = new BigUint64Array(Math.min(chunk, rows) * k * size);
  for (let first = 0; first < rows; first += chunk) {
    throwIfCancelled(signal, "encryptRows");
    const count = Math.min(chunk, rows - first);
    // [i][row][N]: all products with one polynomial of the key share its transform.
    for (let r = 0; r < count; r++) {
      const stream = keyStream(seed, domain.mask, first + r);
      for (let i = 0; i < k; i++) {
        stream.fillBytes(new Uint8Array(masks.buffer, (i * count + r) * size * 8, size * 8));
      }
      const error = sampleNoise(keyStream(privateSeed, domain.noise, first + r), noise, size);
      addWords(bodies, (first + r) * size, error);
    }
    for (let i = 0; i < k; i++) {
      const factors = masks.subarray(i * count * size, (i + 1) * count * size);
      const bits = key.bits.subarray(i * size, (i + 1) * size);
      addWords(bodies, first * size, await multiplier.multiplyByBinary(factors, bits, { signal }));
    }
    onProgress?.({ stage: "keygen: rows", done: first + count, total: rows });
  }
  return { glweDimension: k, polynomialSize: size, seed, domain: domain.mask, bodies };
}
