import type { Variance } from "./variance.ts";

/**
 * Squared 2-norm of a table's differences: (f(0) + f(last))^2 + sum (f(i) - f(i-1))^2. One rotation of
 * a common polynomial times (1 - X) f gives f: the factor's coefficients are these differences.
 * Source: Carpov, Izabachene, Mollimard, eprint 2018/622 section 3.
 *
 * @param table integers f(0) .. f(2^p - 1), in units of the output encoding.
 */
export function tableDifferenceNorm(table: ArrayLike<number>): number {
  let norm = (table[0] + table[table.length - 1]) ** 2;
  for (let i = 1; i < table.length; i++) norm += (table[i] - table[i - 1]) ** 2;
  return norm;
}

/** Variance of one output of a multi-value bootstrap: the norm above times that of the rotation. */
export function multiValueVariance(table: ArrayLike<number>, rotationVariance: Variance): Variance {
  return tableDifferenceNorm(table) * rotationVariance;
}
