import type { Gadget } from "../shape.ts";
import { offsetDigits } from "./decomposition.ts";
import { cmux } from "./external-product.ts";
import { multiplyByMonomial } from "./polynomial.ts";

/**
 * X^(-phase) times the accumulator: starts at X^(-b) acc, then for every key bit chooses between
 * acc and X^(a_i) acc by CMUX.
 *
 * @param exponents n + 1 exponents modulo 2N, mask then body.
 * @param key [n][levels][k + 1][(k + 1) N] words.
 */
export function blindRotate(
  exponents: Uint32Array,
  accumulator: BigUint64Array,
  key: BigUint64Array,
  size: number,
  gadget: Gadget,
): BigUint64Array {
  const dimension = exponents.length - 1;
  const ggswWords = key.length / dimension;
  let current = rotate(accumulator, -exponents[dimension], size);
  for (let i = 0; i < dimension; i++) {
    if (exponents[i] === 0) continue;
    const ggsw = key.subarray(i * ggswWords, (i + 1) * ggswWords);
    current = cmux(ggsw, current, rotate(current, exponents[i], size), size, gadget, offsetDigits);
  }
  return current;
}

function rotate(glwe: BigUint64Array, exponent: number, size: number): BigUint64Array {
  const out = new BigUint64Array(glwe.length);
  for (let start = 0; start < glwe.length; start += size) {
    out.set(multiplyByMonomial(glwe.subarray(start, start + size), exponent), start);
  }
  return out;
}
