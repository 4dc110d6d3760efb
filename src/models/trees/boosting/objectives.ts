import { sigmoid } from "../../processing/index.ts";
import { sum } from "../cart/index.ts";
import type { TreeLink } from "../ensemble/index.ts";

/** What boosting minimises: a loss of one sum an output and row. */
export interface Objective {
  /** Sums a row. */
  readonly outputs: number;
  readonly link: TreeLink;
  /** Name of the mean loss, as XGBoost calls it. */
  readonly metric: string;
  /** Sums that minimise the loss on all rows, or start well; one an output. */
  base(y: Float64Array, weight: Float64Array): Float64Array;
  /** The sum that stands for a prediction: inverse of the link. */
  readonly toSum: (prediction: number) => number;
  /** First and second derivatives by output `k` of every row's weighted loss; `sums` holds one list an output. */
  derivatives(
    sums: readonly Float64Array[],
    k: number,
    y: Float64Array,
    weight: Float64Array,
    g: Float64Array,
    h: Float64Array,
  ): void;
  /** Weighted mean loss. */
  loss(sums: readonly Float64Array[], y: Float64Array, weight: Float64Array): number;
}

/** Second derivatives below this say nothing. */
const LEAST_CURVATURE = 1e-16;

/** Probabilities of 0 or 1 have no finite log odds. */
const LEAST_SHARE = 1e-7;

export function logOdds(share: number): number {
  const p = Math.min(Math.max(share, LEAST_SHARE), 1 - LEAST_SHARE);
  return Math.log(p / (1 - p));
}

/** (y - f)^2 / 2. */
export const squaredError: Objective = {
  outputs: 1,
  link: "identity",
  metric: "rmse",
  toSum: (prediction) => prediction,
  base: (y, weight) => Float64Array.of(weightedMean(y, weight)),
  derivatives: ([f], _k, y, weight, g, h) => {
    for (let i = 0; i < y.length; i++) {
      g[i] = weight[i] * (f[i] - y[i]);
      h[i] = weight[i];
    }
  },
  loss: ([f], y, weight) => {
    const squares = y.map((value, i) => (value - f[i]) ** 2);
    return Math.sqrt(weightedMean(squares, weight));
  },
};

/** log(1 + e^f) - y f for y = 0 or 1. */
export const logisticLoss: Objective = {
  outputs: 1,
  link: "sigmoid",
  metric: "logloss",
  toSum: logOdds,
  base: (y, weight) => Float64Array.of(logOdds(weightedMean(y, weight))),
  derivatives: ([f], _k, y, weight, g, h) => {
    for (let i = 0; i < y.length; i++) {
      const p = sigmoid(f[i]);
      g[i] = weight[i] * (p - y[i]);
      h[i] = weight[i] * Math.max(p * (1 - p), LEAST_CURVATURE);
    }
  },
  loss: ([f], y, weight) => {
    const losses = y.map((value, i) => softplus(f[i]) - value * f[i]);
    return weightedMean(losses, weight);
  },
};

/**
 * log(sum over c of e^f[c]) - f[y]. The second derivative is taken twice as large, as XGBoost does: with it a
 * step in one class alone does not overshoot.
 */
export function softmaxLoss(classes: number): Objective {
  return {
    outputs: classes,
    link: "softmax",
    metric: "mlogloss",
    toSum: (prediction) => prediction,
    base: (y, weight) => centredLogShares(y, weight, classes),
    derivatives: (sums, k, y, weight, g, h) => {
      for (let i = 0; i < y.length; i++) {
        const p = Math.exp(sums[k][i] - logSumExp(sums, i));
        g[i] = weight[i] * (p - (y[i] === k ? 1 : 0));
        h[i] = weight[i] * Math.max(2 * p * (1 - p), LEAST_CURVATURE);
      }
    },
    loss: (sums, y, weight) => {
      const losses = y.map((value, i) => logSumExp(sums, i) - sums[value][i]);
      return weightedMean(losses, weight);
    },
  };
}

/** Logarithms of the classes' shares, shifted to a mean of 0: the softmax of XGBoost's start, since its version 3.1. */
function centredLogShares(y: Float64Array, weight: Float64Array, classes: number): Float64Array {
  const shares = new Float64Array(classes);
  y.forEach((code, i) => (shares[code] += weight[i]));
  const total = sum(weight);
  const logs = shares.map((share) => Math.log(Math.max(share / total, LEAST_SHARE)));
  const mean = sum(logs) / classes;
  return logs.map((log) => log - mean);
}

/** log(1 + e^f) without overflow. */
function softplus(f: number): number {
  return Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f)));
}

function logSumExp(sums: readonly Float64Array[], row: number): number {
  let most = -Infinity;
  for (let c = 0; c < sums.length; c++) most = Math.max(most, sums[c][row]);
  let total = 0;
  for (let c = 0; c < sums.length; c++) total += Math.exp(sums[c][row] - most);
  return most + Math.log(total);
}

function weightedMean(values: Float64Array, weight: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += weight[i] * values[i];
  return total / sum(weight);
}
