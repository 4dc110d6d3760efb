/**
 * A loss l(z, y) of one linear predictor z, summed over rows with weights. Convex in z.
 */
export interface RowLoss {
  /**
   * Returns the sum over rows of weight * l; where given, fills `slope` with weight * dl/dz and
   * `curvature` with weight * d2l/dz2.
   */
  evaluate(
    z: Float64Array,
    y: Float64Array,
    weight: Float64Array,
    slope?: Float64Array,
    curvature?: Float64Array,
  ): number;
}

/** Logistic loss log(1 + e^z) - y z for y in {0, 1}. */
export const logisticLoss: RowLoss = {
  evaluate(z, y, weight, slope, curvature) {
    let sum = 0;
    for (let i = 0; i < z.length; i++) {
      // e^-|z| cannot overflow; both tails come from it without cancellation.
      const e = Math.exp(-Math.abs(z[i]));
      sum += weight[i] * (Math.log1p(e) + (Math.max(z[i], 0) - y[i] * z[i]));
      if (!slope || !curvature) continue;
      const p = z[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
      slope[i] = weight[i] * (p - y[i]);
      curvature[i] = (weight[i] * e) / ((1 + e) * (1 + e));
    }
    return sum;
  },
};

/** Half the Poisson deviance for mean e^z, without the term that depends on y only: e^z - y z. */
export const poissonLoss: RowLoss = {
  evaluate(z, y, weight, slope, curvature) {
    let sum = 0;
    for (let i = 0; i < z.length; i++) {
      const mean = Math.exp(z[i]);
      sum += weight[i] * (mean - y[i] * z[i]);
      if (!slope || !curvature) continue;
      slope[i] = weight[i] * (mean - y[i]);
      curvature[i] = weight[i] * mean;
    }
    return sum;
  },
};
