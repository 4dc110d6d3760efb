import type { Gadget } from "../shape.ts";
import type { Decompose } from "./decomposition.ts";
import { negacyclicProduct } from "./polynomial.ts";
import { wrap } from "./torus.ts";

/**
 * GGSW(m) times GLWE(M): a GLWE ciphertext of m M, exact modulo 2^64.
 *
 * @param ggsw [levels][k + 1][(k + 1) N] words: rows r < k encrypt -S_r m q/B^j, row k m q/B^j.
 * @param glwe (k + 1) N words, k mask polynomials then the body.
 */
export function externalProduct(
  ggsw: BigUint64Array,
  glwe: BigUint64Array,
  size: number,
  gadget: Gadget,
  decompose: Decompose,
): BigUint64Array {
  const columns = glwe.length / size;
  const out = new BigUint64Array(glwe.length);
  for (let row = 0; row < columns; row++) {
    const digits = Array.from(glwe.subarray(row * size, (row + 1) * size), (x) => decompose(x, gadget));
    for (let level = 0; level < gadget.levels; level++) {
      const factor = BigInt64Array.from(digits, (all) => all[level]);
      for (let column = 0; column < columns; column++) {
        const start = ((level * columns + row) * columns + column) * size;
        addTo(out, column * size, negacyclicProduct(ggsw.subarray(start, start + size), factor));
      }
    }
  }
  return out;
}

/** CMUX: `zero` where the GGSW ciphertext encrypts 0, `one` where it encrypts 1. */
export function cmux(
  ggsw: BigUint64Array,
  zero: BigUint64Array,
  one: BigUint64Array,
  size: number,
  gadget: Gadget,
  decompose: Decompose,
): BigUint64Array {
  const difference = zero.map((x, j) => wrap(one[j] - x));
  const out = zero.slice();
  addTo(out, 0, externalProduct(ggsw, difference, size, gadget, decompose));
  return out;
}

function addTo(target: BigUint64Array, at: number, terms: BigUint64Array): void {
  for (let j = 0; j < terms.length; j++) target[at + j] = wrap(target[at + j] + terms[j]);
}
