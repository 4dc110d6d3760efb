import type { Gadget } from "../shape.ts";
import type { Decompose } from "./decomposition.ts";
import { applyAutomorphism, negacyclicProduct } from "./polynomial.ts";
import { wrap } from "./torus.ts";

/**
 * A GLWE ciphertext to another key: (0, ..., 0, B) - sum over mask polynomials i and levels j of
 * digit_ij K_ij, where K_ij encrypts S_i q/B^j.
 *
 * @param key [k][levels][(k + 1) N] words.
 */
export function glweKeyswitch(
  key: BigUint64Array,
  glwe: BigUint64Array,
  size: number,
  gadget: Gadget,
  decompose: Decompose,
): BigUint64Array {
  const columns = glwe.length / size;
  const out = new BigUint64Array(glwe.length);
  out.set(glwe.subarray((columns - 1) * size), (columns - 1) * size);
  for (let i = 0; i < columns - 1; i++) {
    const digits = Array.from(glwe.subarray(i * size, (i + 1) * size), (x) => decompose(x, gadget));
    for (let level = 0; level < gadget.levels; level++) {
      const factor = BigInt64Array.from(digits, (all) => all[level]);
      for (let column = 0; column < columns; column++) {
        const start = ((i * gadget.levels + level) * columns + column) * size;
        const product = negacyclicProduct(key.subarray(start, start + size), factor);
        for (let c = 0; c < size; c++) {
          out[column * size + c] = wrap(out[column * size + c] - product[c]);
        }
      }
    }
  }
  return out;
}

/** X -> X^exponent on every polynomial, then back to the first key: K_ij encrypts S_i(X^exponent) q/B^j. */
export function automorphismKeyswitch(
  key: BigUint64Array,
  glwe: BigUint64Array,
  exponent: number,
  size: number,
  gadget: Gadget,
  decompose: Decompose,
): BigUint64Array {
  const moved = new BigUint64Array(glwe.length);
  for (let start = 0; start < glwe.length; start += size) {
    moved.set(applyAutomorphism(glwe.subarray(start, start + size), exponent), start);
  }
  return glweKeyswitch(key, moved, size, gadget, decompose);
}
