import type { LabelsLike } from "../../core/index.ts";
import { checkNames } from "../base/index.ts";
import { accuracyScore } from "./accuracy.ts";
import { confuse } from "./confusion.ts";
import { sum } from "./inputs.ts";
import type { MetricOptions } from "./inputs.ts";

/** Mean over the classes of the share predicted right: each class counts the same. */
export function balancedAccuracyScore(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: MetricOptions = {},
): number {
  checkNames("balancedAccuracyScore", options, ["sampleWeight"]);
  const { actual, right } = confuse(yTrue, yPred, options, "balancedAccuracyScore");
  // Classes that are only predicted have no share of their own.
  const shares = Array.from(right, (value, k) => value / actual[k]).filter((_, k) => actual[k] > 0);
  return shares.reduce((a, b) => a + b, 0) / shares.length;
}

/**
 * Matthews correlation coefficient, -1 to 1, 0 for a constant prediction.
 * Source: Gorodkin (2004), Comparing two K-category assignments by a K-category correlation coefficient.
 */
export function matthewsCorrcoef(yTrue: LabelsLike, yPred: LabelsLike, options: MetricOptions = {}): number {
  checkNames("matthewsCorrcoef", options, ["sampleWeight"]);
  const { actual, predicted, right, total } = confuse(yTrue, yPred, options, "matthewsCorrcoef");
  const product = (a: Float64Array, b: Float64Array): number =>
    total ** 2 - sum(a.map((value, k) => value * b[k]));
  const covariance = sum(right) * total - sum(actual.map((value, k) => value * predicted[k]));
  const spread = Math.sqrt(product(actual, actual) * product(predicted, predicted));
  return spread === 0 ? 0 : covariance / spread;
}

/** Cohen's kappa: agreement beyond that of independent labels of the same shares; 1 is perfect. */
export function cohenKappaScore(yTrue: LabelsLike, yPred: LabelsLike, options: MetricOptions = {}): number {
  checkNames("cohenKappaScore", options, ["sampleWeight"]);
  const { actual, predicted, right, total } = confuse(yTrue, yPred, options, "cohenKappaScore");
  const observed = sum(right) / total;
  const expected = sum(actual.map((value, k) => value * predicted[k])) / total ** 2;
  return expected === 1 ? 1 : (observed - expected) / (1 - expected);
}

/** Weighted share of labels that are wrong. */
export function zeroOneLoss(yTrue: LabelsLike, yPred: LabelsLike, options: MetricOptions = {}): number {
  return 1 - accuracyScore(yTrue, yPred, options);
}

/** Weighted share of labels that are wrong; for one label a row the same as {@link zeroOneLoss}. */
export function hammingLoss(yTrue: LabelsLike, yPred: LabelsLike, options: MetricOptions = {}): number {
  return zeroOneLoss(yTrue, yPred, options);
}
