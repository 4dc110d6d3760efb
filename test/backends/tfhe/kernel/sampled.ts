import type { Gadget } from "../../../../src/backends/tfhe/kernel/index.ts";
import type { Decompose } from "../../../../src/backends/tfhe/kernel/reference/decomposition.ts";
import { wrap } from "../../../../src/backends/tfhe/kernel/reference/torus.ts";

/** Coefficient `position` of a * b modulo X^N + 1 and 2^64, by the definition. */
export function productAt(a: BigUint64Array, b: readonly bigint[], position: number): bigint {
  const size = a.length;
  let sum = 0n;
  for (let i = 0; i < size; i++) {
    const j = position - i;
    sum += j >= 0 ? a[i] * b[j] : -a[i] * b[j + size];
  }
  return wrap(sum);
}

/** Some coefficients of GGSW times GLWE, [column][position], by the definition. */
export function externalProductAt(
  ggsw: BigUint64Array,
  glwe: BigUint64Array,
  size: number,
  gadget: Gadget,
  decompose: Decompose,
  positions: readonly number[],
): bigint[][] {
  const columns = glwe.length / size;
  const sums = Array.from({ length: columns }, () => positions.map(() => 0n));
  for (let row = 0; row < columns; row++) {
    const digits = Array.from(glwe.subarray(row * size, (row + 1) * size), (x) => decompose(x, gadget));
    for (let level = 0; level < gadget.levels; level++) {
      const factor = digits.map((all) => all[level]);
      for (let column = 0; column < columns; column++) {
        const start = ((level * columns + row) * columns + column) * size;
        const key = ggsw.subarray(start, start + size);
        positions.forEach((position, p) => {
          sums[column][p] = wrap(sums[column][p] + productAt(key, factor, position));
        });
      }
    }
  }
  return sums;
}

/** Distance of two torus words, as a fraction of the torus. */
export function torusDistance(a: bigint, b: bigint): number {
  return Math.abs(Number(BigInt.asIntN(64, a - b))) / 2 ** 64;
}

/**
 * Standard deviation of the transform's rounding error in a product, torus fraction.
 * Source: the FFT term of tfhe-rs noise_formulas/lwe_programmable_bootstrap.rs.
 */
export function transformDeviation(k: number, size: number, { baseLog, levels }: Gadget): number {
  const variance =
    0.00705 * 2 ** (2 * (64 - 53) + 2 * baseLog - 128) * levels ** 1.01827 * k ** 1.22003 * size ** 2.22003;
  return Math.sqrt(variance * (k + 1) ** 1.01827);
}
