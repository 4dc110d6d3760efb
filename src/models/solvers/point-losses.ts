/** A loss l(z, y) of one row, where z is its decision value. Convex in z. */
export interface PointLoss {
  value(z: number, y: number): number;
  /** dl/dz, or a subgradient where l has a kink. */
  slope(z: number, y: number): number;
}

/** Losses of classifiers: y is -1 or 1, m = y z the margin. */
export type MarginLossName = "hinge" | "logLoss" | "modifiedHuber" | "squaredHinge" | "perceptron";

/** Losses of regressors: e = z - y the error. */
export type ErrorLossName = "squaredError" | "huber" | "epsilonInsensitive" | "squaredEpsilonInsensitive";

/** max(0, threshold - m). At the kink the slope is that of a miss, as scikit-learn has it. */
function hinge(threshold: number): PointLoss {
  return {
    value: (z, y) => Math.max(0, threshold - y * z),
    slope: (z, y) => (y * z <= threshold ? -y : 0),
  };
}

const MAKERS: Record<MarginLossName | ErrorLossName, (epsilon: number) => PointLoss> = {
  hinge: () => hinge(1),
  perceptron: () => hinge(0),
  /** log(1 + e^-m). */
  logLoss: () => ({
    value: (z, y) => Math.log1p(Math.exp(-Math.abs(z))) + Math.max(-y * z, 0),
    slope: (z, y) => -y / (1 + Math.exp(y * z)),
  }),
  /** max(0, 1 - m)^2. */
  squaredHinge: () => ({
    value: (z, y) => Math.max(0, 1 - y * z) ** 2,
    slope: (z, y) => -2 * y * Math.max(0, 1 - y * z),
  }),
  /** The squared hinge, continued as a line, -4 m, where m < -1 (Zhang (2004), Solving large scale linear prediction problems). */
  modifiedHuber: () => ({
    value: (z, y) => (y * z < -1 ? -4 * y * z : Math.max(0, 1 - y * z) ** 2),
    slope: (z, y) => (y * z < -1 ? -4 * y : -2 * y * Math.max(0, 1 - y * z)),
  }),
  /** e^2 / 2. */
  squaredError: () => ({ value: (z, y) => (z - y) ** 2 / 2, slope: (z, y) => z - y }),
  /** e^2 / 2 up to |e| = epsilon, a line beyond. */
  huber: (epsilon) => ({
    value: (z, y) => {
      const size = Math.abs(z - y);
      return size <= epsilon ? size ** 2 / 2 : epsilon * size - epsilon ** 2 / 2;
    },
    slope: (z, y) => Math.max(-epsilon, Math.min(epsilon, z - y)),
  }),
  /** max(0, |e| - epsilon). */
  epsilonInsensitive: (epsilon) => ({
    value: (z, y) => Math.max(0, Math.abs(z - y) - epsilon),
    slope: (z, y) => (Math.abs(z - y) > epsilon ? Math.sign(z - y) : 0),
  }),
  /** max(0, |e| - epsilon)^2. */
  squaredEpsilonInsensitive: (epsilon) => ({
    value: (z, y) => Math.max(0, Math.abs(z - y) - epsilon) ** 2,
    slope: (z, y) => 2 * Math.sign(z - y) * Math.max(0, Math.abs(z - y) - epsilon),
  }),
};

/** The loss of that name; `epsilon` counts for those that are named after it and for `huber`. */
export function pointLoss(name: MarginLossName | ErrorLossName, epsilon: number): PointLoss {
  return MAKERS[name](epsilon);
}
