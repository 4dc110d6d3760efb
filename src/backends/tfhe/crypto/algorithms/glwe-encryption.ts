import type { NoiseDistribution } from "../../params/index.ts";
import {
  checkGlweShape,
  glweCount,
  type GlweCiphertexts,
  type GlweSecretKey,
  type SeededGlweCiphertexts,
} from "../entities/index.ts";
import { addBinaryProduct, addWords, halves, modulo32, TWO32 } from "../torus/index.ts";
import { domains, keyStream, platformSeeds, sampleNoise, type SeedSource } from "../random/index.ts";

/**
 * Encrypts polynomials, masks by seed: body = sum A_i S_i + message + noise.
 *
 * @param messages [count][N] encoded words modulo 2^64.
 * @param noise the least secure one is `minimalNoise(k N)`.
 * @param seeds never given outside tests.
 */
export function encryptGlweSeeded(
  key: GlweSecretKey,
  messages: BigUint64Array,
  noise: NoiseDistribution,
  seeds: SeedSource = platformSeeds,
): SeededGlweCiphertexts {
  const { glweDimension, polynomialSize: size } = key;
  const seed = seeds.next();
  const bodies = messages.slice();
  addWords(bodies, 0, sampleNoise(keyStream(seeds.next(), domains.glweNoise, 0), noise, messages.length));
  for (let c = 0; c < bodies.length / size; c++) {
    const mask = keyStream(seed, domains.glweMask, c).u64(glweDimension * size);
    addMaskTimesKey(bodies.subarray(c * size, (c + 1) * size), mask, key);
  }
  return { glweDimension, polynomialSize: size, seed, domain: domains.glweMask, bodies };
}

/** Encrypts polynomials as full ciphertexts; see {@link encryptGlweSeeded}. */
export function encryptGlwe(
  key: GlweSecretKey,
  messages: BigUint64Array,
  noise: NoiseDistribution,
  seeds: SeedSource = platformSeeds,
): GlweCiphertexts {
  return expandGlwe(encryptGlweSeeded(key, messages, noise, seeds));
}

/** Regenerates the masks of seeded ciphertexts. */
export function expandGlwe(seeded: SeededGlweCiphertexts): GlweCiphertexts {
  const { glweDimension, polynomialSize: size, seed, domain, bodies } = seeded;
  const row = (glweDimension + 1) * size;
  const words = new BigUint64Array((bodies.length / size) * row);
  for (let c = 0; c < bodies.length / size; c++) {
    keyStream(seed, domain, c).fillBytes(new Uint8Array(words.buffer, c * row * 8, (row - size) * 8));
    words.set(bodies.subarray(c * size, (c + 1) * size), c * row + row - size);
  }
  return { glweDimension, polynomialSize: size, words };
}

/** Ciphertexts with mask 0 of clear polynomials, [count][N] words. */
export function trivialGlwe(
  glweDimension: number,
  polynomialSize: number,
  messages: BigUint64Array,
): GlweCiphertexts {
  const row = (glweDimension + 1) * polynomialSize;
  const count = messages.length / polynomialSize;
  const words = new BigUint64Array(count * row);
  for (let c = 0; c < count; c++) {
    const message = messages.subarray(c * polynomialSize, (c + 1) * polynomialSize);
    words.set(message, (c + 1) * row - polynomialSize);
  }
  return { glweDimension, polynomialSize, words };
}

/**
 * Phases B - sum A_i S_i, [count][N]: message plus noise. **Unsafe to publish**, as `unsafePhaseLwe`.
 *
 * @throws KeyMismatchError if k or N differ.
 */
export function unsafePhaseGlwe(key: GlweSecretKey, glwe: GlweCiphertexts): BigUint64Array<ArrayBuffer> {
  checkGlweShape("unsafePhaseGlwe", glwe, key);
  const count = glweCount(glwe);
  const { glweDimension, polynomialSize: size } = key;
  const row = (glweDimension + 1) * size;
  const phases = new BigUint64Array(count * size);
  for (let c = 0; c < count; c++) {
    const product = phases.subarray(c * size, (c + 1) * size);
    addMaskTimesKey(product, glwe.words.subarray(c * row, (c + 1) * row - size), key);
    subtractFrom(product, glwe.words.subarray((c + 1) * row - size, (c + 1) * row));
  }
  return phases;
}

/** target += sum over i of A_i S_i, for one mask of k N words. */
export function addMaskTimesKey(target: BigUint64Array, mask: BigUint64Array, key: GlweSecretKey): void {
  const size = key.polynomialSize;
  for (let at = 0; at < mask.length; at += size) {
    addBinaryProduct(target, mask.subarray(at, at + size), key.bits.subarray(at, at + size));
  }
}

/** target = minuend - target. */
function subtractFrom(target: BigUint64Array, minuend: BigUint64Array): void {
  const [out, from] = [halves(target), halves(minuend)];
  for (let i = 0; i < out.length; i += 2) {
    const low = from[i] - out[i];
    out[i] = low;
    out[i + 1] = modulo32(from[i + 1] - out[i + 1] + Math.floor(low / TWO32));
  }
}
