import { modulo, wrap } from "./torus.ts";

/** a * b in Z[X] / (2^64, X^N + 1), term by term. `b` holds signed integers; both have N words. */
export function negacyclicProduct(a: BigUint64Array, b: BigInt64Array): BigUint64Array {
  const size = a.length;
  const sums = new Array<bigint>(size).fill(0n);
  for (let i = 0; i < size; i++) {
    const factor = b[i];
    if (factor === 0n) continue;
    for (let j = 0; j < size; j++) {
      const at = i + j;
      // X^N = -1: what passes the end comes back negated.
      if (at < size) sums[at] += a[j] * factor;
      else sums[at - size] -= a[j] * factor;
    }
  }
  return BigUint64Array.from(sums, wrap);
}

/** a * X^exponent for any integer exponent; X has order 2N. */
export function multiplyByMonomial(a: BigUint64Array, exponent: number): BigUint64Array {
  const size = a.length;
  const shift = modulo(exponent, 2 * size);
  return BigUint64Array.from(a, (_, j) => {
    const from = modulo(j - shift, 2 * size);
    return from < size ? a[from] : wrap(-a[from - size]);
  });
}

/** a(X^exponent) for an odd exponent: coefficient j moves to j * exponent mod 2N, X^N = -1. */
export function applyAutomorphism(a: BigUint64Array, exponent: number): BigUint64Array {
  const size = a.length;
  const out = new BigUint64Array(size);
  for (let j = 0; j < size; j++) {
    const to = modulo(j * exponent, 2 * size);
    out[to % size] = to < size ? a[j] : wrap(-a[j]);
  }
  return out;
}
