import type { Variance } from "./variance.ts";

/**
 * Variance of rounding a body to its top `bits` bits: 1 / (12 * 2^(2 bits)), less the 1 / (12 q^2)
 * of a word that was discrete before. Only bodies may be cut: a cut mask would be multiplied by the key.
 */
export function truncationVariance(bits: number, logQ = 64): Variance {
  return bits >= logQ ? 0 : (2 ** (-2 * bits) - 2 ** (-2 * logQ)) / 12;
}
