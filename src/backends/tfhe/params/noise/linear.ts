import type { Variance } from "./variance.ts";

/**
 * Variance of sum w_i c_i over independent ciphertexts: sum w_i^2 V_i. Adding a constant costs
 * nothing; a ciphertext used twice must have its weights added first, or its noise is undercounted.
 *
 * @param weights the w_i.
 * @param variances one a ciphertext, or a single number for all.
 */
export function linearVariance(
  weights: ArrayLike<number>,
  variances: ArrayLike<Variance> | Variance,
): Variance {
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    total += weights[i] ** 2 * (typeof variances === "number" ? variances : variances[i]);
  }
  return total;
}

/** Variance of the same sum when nothing is known of the correlations: (sum |w_i| sigma_i)^2. */
export function worstCaseLinearVariance(
  weights: ArrayLike<number>,
  variances: ArrayLike<Variance> | Variance,
): Variance {
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    total += Math.abs(weights[i]) * Math.sqrt(typeof variances === "number" ? variances : variances[i]);
  }
  return total ** 2;
}
