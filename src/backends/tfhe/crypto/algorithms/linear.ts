/** Levelled arithmetic on LWE ciphertexts; noise follows `linearVariance`. */
import { OptionValueError } from "../../../../core/index.ts";
import { checkDimension, lweCount, type LweCiphertexts } from "../entities/index.ts";
import { addScaledWords, addWords } from "../torus/index.ts";

/** Largest magnitude of a weight: sums of products then stay exact in doubles. */
const MAX_WEIGHT = 2 ** 20;

/** x + y, ciphertext by ciphertext. @throws KeyMismatchError on different dimensions. */
export function addLwe(x: LweCiphertexts, y: LweCiphertexts): LweCiphertexts {
  checkDimension("addLwe", y.dimension, x.dimension);
  checkDimension("addLwe, ciphertexts", lweCount(y), lweCount(x));
  const words = x.words.slice();
  addWords(words, 0, y.words);
  return { dimension: x.dimension, words };
}

/** Adds encoded clear words, one a ciphertext, to the bodies. */
export function addPlaintexts(lwe: LweCiphertexts, messages: BigUint64Array): LweCiphertexts {
  const row = lwe.dimension + 1;
  checkDimension("addPlaintexts, messages", messages.length, lweCount(lwe));
  const words = lwe.words.slice();
  for (let c = 0; c < messages.length; c++) {
    addWords(words, c * row + row - 1, messages.subarray(c, c + 1));
  }
  return { dimension: lwe.dimension, words };
}

/**
 * Integer combinations of the ciphertexts of a batch: output o is sum over c of weights[o][c] times
 * ciphertext c.
 *
 * @param weights one row an output, integers of magnitude at most 2^20.
 * @throws OptionValueError for other weights.
 */
export function combineLwe(lwe: LweCiphertexts, weights: readonly ArrayLike<number>[]): LweCiphertexts {
  const row = lwe.dimension + 1;
  const count = lweCount(lwe);
  const words = new BigUint64Array(weights.length * row);
  weights.forEach((coefficients, o) => {
    checkDimension("combineLwe, weights", coefficients.length, count);
    for (let c = 0; c < count; c++) {
      const weight = coefficients[c];
      if (!Number.isInteger(weight) || Math.abs(weight) > MAX_WEIGHT) throw badWeight(weight);
      if (weight === 0) continue;
      addScaledWords(words, o * row, lwe.words.subarray(c * row, (c + 1) * row), weight);
    }
  });
  return { dimension: lwe.dimension, words };
}

function badWeight(weight: number): OptionValueError {
  return new OptionValueError({
    where: "combineLwe(weights)",
    problem: `got ${weight}`,
    allowed: "integers of magnitude at most 2^20",
    remedy: "quantize the weights, or split large ones",
  });
}
