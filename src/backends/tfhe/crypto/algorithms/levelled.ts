/** Levelled operations on whole GLWE ciphertexts, by an engine of their shape. */
import type { RunOptions } from "../../../../core/index.ts";
import type { DigitOptions, Engine, LoadedKeys } from "../../kernel/index.ts";
import {
  checkGlweShape,
  type AutomorphismKeys,
  type GlweCiphertexts,
  type LweCiphertexts,
  type SeededGgsw,
  type SeededGlweKeyswitchKeys,
} from "../entities/index.ts";
import { exportRows } from "./expand-keys.ts";

/** Loads GGSW ciphertexts as selectors and factors. Digits are balanced unless told otherwise. */
export async function loadGgsw(
  engine: Engine,
  ggsw: SeededGgsw,
  options: DigitOptions = {},
): Promise<LoadedKeys> {
  checkGlweShape("loadGgsw", ggsw, engine.shape);
  return engine.loadGgsw(exportRows(ggsw), ggsw.gadget, options);
}

/** Loads GLWE keyswitching or automorphism keys. Digits are balanced unless told otherwise. */
export async function loadGlweKeyswitchKeys(
  engine: Engine,
  keys: SeededGlweKeyswitchKeys,
  options: DigitOptions = {},
): Promise<LoadedKeys> {
  checkGlweShape("loadGlweKeyswitchKeys", keys, engine.shape);
  return engine.loadGlweKeyswitchKeys(exportRows(keys), keys.gadget, options);
}

/** GGSW number index[c] times ciphertext c. Noise: `externalProductVariance`. */
export async function externalProduct(
  engine: Engine,
  ggsw: LoadedKeys,
  index: ArrayLike<number>,
  glwe: GlweCiphertexts,
  options: RunOptions = {},
): Promise<GlweCiphertexts> {
  checkGlweShape("externalProduct", glwe, engine.shape);
  return like(glwe, await engine.externalProduct(ggsw, index, glwe.words, options));
}

/** one[c] where GGSW number index[c] encrypts 1, else zero[c]. Noise: `cmuxVariance`. */
export async function cmux(
  engine: Engine,
  ggsw: LoadedKeys,
  index: ArrayLike<number>,
  zero: GlweCiphertexts,
  one: GlweCiphertexts,
  options: RunOptions = {},
): Promise<GlweCiphertexts> {
  checkGlweShape("cmux", zero, engine.shape);
  checkGlweShape("cmux", one, engine.shape);
  return like(zero, await engine.cmux(ggsw, index, zero.words, one.words, options));
}

/** Ciphertext c to the key that keyswitching key number index[c] leads to. Noise: `glweKeyswitchVariance`. */
export async function keyswitchGlwe(
  engine: Engine,
  keys: LoadedKeys,
  index: ArrayLike<number>,
  glwe: GlweCiphertexts,
  options: RunOptions = {},
): Promise<GlweCiphertexts> {
  checkGlweShape("keyswitchGlwe", glwe, engine.shape);
  return like(glwe, await engine.glweKeyswitch(keys, index, glwe.words, options));
}

/**
 * M(X) to M(X^g) for every ciphertext, g = keys.exponents[index[c]], under the same key.
 * Noise: `glweKeyswitchVariance`.
 */
export async function automorphism(
  engine: Engine,
  keys: { readonly loaded: LoadedKeys; readonly exponents: AutomorphismKeys["exponents"] },
  index: ArrayLike<number>,
  glwe: GlweCiphertexts,
  options: RunOptions = {},
): Promise<GlweCiphertexts> {
  checkGlweShape("automorphism", glwe, engine.shape);
  const exponents = Array.from(index, (i) => keys.exponents[i]);
  const words = await engine.automorphismKeyswitch(keys.loaded, index, exponents, glwe.words, options);
  return like(glwe, words);
}

/** Coefficients as LWE ciphertexts under the flattened key: [count][positions]. Adds no noise. */
export function sampleExtract(
  engine: Engine,
  glwe: GlweCiphertexts,
  positions: ArrayLike<number>,
): LweCiphertexts {
  checkGlweShape("sampleExtract", glwe, engine.shape);
  const words = engine.sampleExtract(glwe.words, positions);
  return { dimension: glwe.glweDimension * glwe.polynomialSize, words: words as BigUint64Array<ArrayBuffer> };
}

function like(glwe: GlweCiphertexts, words: BigUint64Array): GlweCiphertexts {
  return { ...glwe, words: words as BigUint64Array<ArrayBuffer> };
}
