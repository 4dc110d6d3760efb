import type { ModulusSwitchMode } from "../shape.ts";

/**
 * Exponents of an LWE ciphertext modulo 2N: nearest multiples of q / 2N, in [0, 2N).
 *
 * "standard" rounds every word. "centred" knows the rounding errors e_i of the mask: for a binary
 * key they move the phase by -sum s_i e_i, whose mean -1/2 sum e_i is taken out of the body, which
 * is then rounded down so that boxes begin on half-integers (eprint 2025/809; tfhe-rs
 * lwe_ciphertext_centered_binary_modulus_switch). Halves are taken per word, the lost units once.
 *
 * @param lwe n + 1 words modulo 2^modulusLog.
 * @param logTwoN log2 of 2N.
 */
export function modulusSwitch(
  lwe: BigUint64Array | Uint32Array,
  modulusLog: 32 | 64,
  logTwoN: number,
  mode: ModulusSwitchMode,
): Uint32Array {
  const drop = BigInt(modulusLog - logTwoN);
  const half = 1n << (drop - 1n);
  const nearest = (word: bigint): bigint => (word + half) >> drop;
  const dimension = lwe.length - 1;
  const exponents = new Uint32Array(dimension + 1);
  const last = (1 << logTwoN) - 1;
  let halves = 0n;
  let lostUnits = 0n;
  for (let i = 0; i < dimension; i++) {
    const word = BigInt(lwe[i]);
    const error = (nearest(word) << drop) - word;
    halves += error >> 1n;
    lostUnits += error & 1n;
    exponents[i] = Number(nearest(word)) & last;
  }
  const body = BigInt(lwe[dimension]);
  const switched = mode === "standard" ? nearest(body) : (body + halves + (lostUnits >> 1n)) >> drop;
  exponents[dimension] = Number(switched & BigInt(last));
  return exponents;
}
