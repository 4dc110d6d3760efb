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

/**
 * Half the Tweedie deviance for mean m = e^z and a power of 1 to 2, without the terms of y alone:
 * -y m^(1-p) / (1-p) + m^(2-p) / (2-p), whose limits are m - y z for p = 1 and y / m + z for p = 2.
 * Source: Jorgensen (1987), Exponential dispersion models. Convex in z.
 */
export function tweedieLoss(power: number): RowLoss {
  const [a, b] = [1 - power, 2 - power];
  return {
    evaluate(z, y, weight, slope, curvature) {
      let sum = 0;
      for (let i = 0; i < z.length; i++) {
        // m^a and m^b; where y is 0 its term vanishes even if m^a overflows.
        const [low, high] = [y[i] === 0 ? 0 : y[i] * Math.exp(a * z[i]), Math.exp(b * z[i])];
        sum += weight[i] * ((a === 0 ? -y[i] * z[i] : -low / a) + (b === 0 ? z[i] : high / b));
        if (!slope || !curvature) continue;
        slope[i] = weight[i] * (high - low);
        curvature[i] = weight[i] * (b * high - a * low);
      }
      return sum;
    },
  };
}

/** Half the squared error (z - y)^2 / 2. */
export const squaredLoss: RowLoss = {
  evaluate(z, y, weight, slope, curvature) {
    let sum = 0;
    for (let i = 0; i < z.length; i++) {
      sum += (weight[i] * (z[i] - y[i]) ** 2) / 2;
      if (!slope || !curvature) continue;
      slope[i] = weight[i] * (z[i] - y[i]);
      curvature[i] = weight[i];
    }
    return sum;
  },
};

/** Half the squared error of the mean e^z: (e^z - y)^2 / 2. Not convex where y > 2 e^z: there Fisher's curvature. */
export const squaredLogLoss: RowLoss = {
  evaluate(z, y, weight, slope, curvature) {
    let sum = 0;
    for (let i = 0; i < z.length; i++) {
      const mean = Math.exp(z[i]);
      sum += (weight[i] * (mean - y[i]) ** 2) / 2;
      if (!slope || !curvature) continue;
      slope[i] = weight[i] * (mean - y[i]) * mean;
      const exact = 2 * mean - y[i];
      curvature[i] = weight[i] * mean * (exact > 0 ? exact : mean);
    }
    return sum;
  },
};

/** Squared hinge loss max(0, 1 - y z)^2 for y in {-1, 1}; its second derivative jumps at y z = 1. */
export const squaredHingeLoss: RowLoss = {
  evaluate(z, y, weight, slope, curvature) {
    let sum = 0;
    for (let i = 0; i < z.length; i++) {
      const margin = Math.max(0, 1 - y[i] * z[i]);
      sum += weight[i] * margin * margin;
      if (!slope || !curvature) continue;
      slope[i] = -2 * weight[i] * y[i] * margin;
      curvature[i] = margin > 0 ? 2 * weight[i] : 0;
    }
    return sum;
  },
};

/** Squared epsilon-insensitive loss max(0, |z - y| - epsilon)^2. */
export function squaredEpsilonLoss(epsilon: number): RowLoss {
  return {
    evaluate(z, y, weight, slope, curvature) {
      let sum = 0;
      for (let i = 0; i < z.length; i++) {
        const error = z[i] - y[i];
        const beyond = Math.max(0, Math.abs(error) - epsilon);
        sum += weight[i] * beyond * beyond;
        if (!slope || !curvature) continue;
        slope[i] = 2 * weight[i] * Math.sign(error) * beyond;
        curvature[i] = beyond > 0 ? 2 * weight[i] : 0;
      }
      return sum;
    },
  };
}
