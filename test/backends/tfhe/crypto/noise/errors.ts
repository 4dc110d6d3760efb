/** Errors of an operation, key by key, as torus fractions, and how they are collected. */
import { type Engine } from "../../../../../src/backends/tfhe/kernel/index.ts";
import {
  keyStream,
  unsafeSeedFrom,
  type GlweSecretKey,
} from "../../../../../src/backends/tfhe/crypto/index.ts";

/** Errors by key: `all` for variances, `one` a ciphertext (independent under a key) for offsets. */
export interface Errors {
  readonly all: Float64Array[];
  readonly one: Float64Array[];
}

export interface Sampling {
  readonly keys: number;
  readonly ciphertexts: number;
  readonly seed: string;
}

export const signed = (x: bigint): number => Number(BigInt.asIntN(64, x)) / 2 ** 64;
export const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);

/** Uniform words: ciphertexts of random messages with random masks. */
export function uniformWords(label: string, index: number, count: number): BigUint64Array<ArrayBuffer> {
  return keyStream(unsafeSeedFrom(label), 7, index).u64(count);
}

/** Phases [count][N] of GLWE words, products by the engine. */
export async function glwePhases(
  engine: Engine,
  key: GlweSecretKey,
  words: BigUint64Array,
): Promise<BigUint64Array> {
  const { glweDimension: k, polynomialSize: size } = key;
  const row = (k + 1) * size;
  const count = words.length / row;
  const masks = new BigUint64Array(count * k * size);
  const bits = new Uint8Array(masks.length);
  for (let c = 0; c < count; c++) {
    masks.set(words.subarray(c * row, (c + 1) * row - size), c * k * size);
    bits.set(key.bits, c * k * size);
  }
  const products = await engine.multiplyByBinary(masks, bits);
  const phases = new BigUint64Array(count * size);
  for (let c = 0; c < count; c++) {
    for (let j = 0; j < size; j++) {
      let sum = words[(c + 1) * row - size + j];
      for (let r = 0; r < k; r++) sum -= products[(c * k + r) * size + j];
      phases[c * size + j] = wrap(sum);
    }
  }
  return phases;
}

/** Phase of `after` minus the wanted polynomial, all coefficients, and the first of each ciphertext. */
export function collect(
  errors: Errors,
  after: BigUint64Array,
  wanted: (i: number) => bigint,
  size: number,
): void {
  const all = Float64Array.from(after, (x, i) => signed(x - wanted(i)));
  errors.all.push(all);
  errors.one.push(Float64Array.from({ length: all.length / size }, (_, c) => all[c * size]));
}
