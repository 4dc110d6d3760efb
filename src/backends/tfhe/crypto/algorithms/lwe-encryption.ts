import type { NoiseDistribution } from "../../params/index.ts";
import {
  checkDimension,
  lweCount,
  type LweCiphertexts,
  type LweSecretKey,
  type SeededLweCiphertexts,
} from "../entities/index.ts";
import { binaryDot, halves, modulo32, TWO32 } from "../torus/index.ts";
import { domains, keyStream, platformSeeds, sampleNoise, type SeedSource } from "../random/index.ts";

/**
 * Encrypts torus words, masks by seed: body = sum a_i s_i + message + noise.
 *
 * @param messages encoded words modulo 2^64, one a ciphertext; see `encode`.
 * @param noise the least secure one is `minimalNoise(dimension)`.
 * @param seeds never given outside tests.
 */
export function encryptLweSeeded(
  key: LweSecretKey,
  messages: BigUint64Array,
  noise: NoiseDistribution,
  seeds: SeedSource = platformSeeds,
): SeededLweCiphertexts {
  const seed = seeds.next();
  const errors = sampleNoise(keyStream(seeds.next(), domains.lweNoise, 0), noise, messages.length);
  const dimension = key.bits.length;
  const bodies = new BigUint64Array(messages.length);
  const [out, message, error] = [halves(bodies), halves(messages), halves(errors)];
  for (let c = 0; c < messages.length; c++) {
    const mask = halves(keyStream(seed, domains.lweMask, c).u64(dimension));
    const [low, high] = binaryDot(mask, 0, key.bits);
    const sum = low + message[2 * c] + error[2 * c];
    out[2 * c] = sum;
    out[2 * c + 1] = high + message[2 * c + 1] + error[2 * c + 1] + Math.floor(sum / TWO32);
  }
  return { dimension, seed, domain: domains.lweMask, bodies };
}

/** Encrypts torus words as full ciphertexts; see {@link encryptLweSeeded}. */
export function encryptLwe(
  key: LweSecretKey,
  messages: BigUint64Array,
  noise: NoiseDistribution,
  seeds: SeedSource = platformSeeds,
): LweCiphertexts {
  return expandLwe(encryptLweSeeded(key, messages, noise, seeds));
}

/** Ciphertexts with mask 0: not secret at all, for constants on the server's side. */
export function trivialLwe(dimension: number, messages: BigUint64Array): LweCiphertexts {
  const words = new BigUint64Array(messages.length * (dimension + 1));
  for (let c = 0; c < messages.length; c++) words[c * (dimension + 1) + dimension] = messages[c];
  return { dimension, words };
}

/** Regenerates the masks of seeded ciphertexts. */
export function expandLwe({ dimension, seed, domain, bodies }: SeededLweCiphertexts): LweCiphertexts {
  const words = new BigUint64Array(bodies.length * (dimension + 1));
  for (let c = 0; c < bodies.length; c++) {
    words.set(keyStream(seed, domain, c).u64(dimension), c * (dimension + 1));
    words[c * (dimension + 1) + dimension] = bodies[c];
  }
  return { dimension, words };
}

/**
 * Phases b - sum a_i s_i: message plus noise. **Unsafe to publish**: a phase is a linear equation in
 * the key. Decode it (see `decode`) and discard it.
 *
 * @throws KeyMismatchError if the dimensions differ.
 */
export function unsafePhaseLwe(key: LweSecretKey, lwe: LweCiphertexts): BigUint64Array<ArrayBuffer> {
  checkDimension("unsafePhaseLwe", lwe.dimension, key.bits.length);
  const count = lweCount(lwe);
  const phases = new BigUint64Array(count);
  const [out, words] = [halves(phases), halves(lwe.words)];
  for (let c = 0; c < count; c++) {
    const at = c * (lwe.dimension + 1);
    const [low, high] = binaryDot(words, at, key.bits);
    const difference = words[2 * (at + lwe.dimension)] - low;
    out[2 * c] = difference;
    out[2 * c + 1] = modulo32(words[2 * (at + lwe.dimension) + 1] - high + Math.floor(difference / TWO32));
  }
  return phases;
}

/** The same for ciphertexts modulo 2^32, scaled up to 64-bit words. Unsafe to publish as well. */
export function unsafePhaseLwe32(key: LweSecretKey, words: Uint32Array): BigUint64Array<ArrayBuffer> {
  const row = key.bits.length + 1;
  checkDimension("unsafePhaseLwe32", words.length % row === 0 ? row - 1 : words.length, row - 1);
  const phases = new BigUint64Array(words.length / row);
  const out = halves(phases);
  for (let c = 0; c < phases.length; c++) {
    let sum = words[c * row + row - 1];
    for (let i = 0; i < row - 1; i++) sum -= words[c * row + i] * key.bits[i];
    out[2 * c + 1] = modulo32(sum);
  }
  return phases;
}
