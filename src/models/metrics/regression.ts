import type { VectorLike } from "../../core/index.ts";
import { checkPairs, meanOver, weightedMean } from "./inputs.ts";
import type { MetricOptions } from "./inputs.ts";

/** Weighted mean of (yTrue - yPred)^2. */
export function meanSquaredError(yTrue: VectorLike, yPred: VectorLike, options: MetricOptions = {}): number {
  return meanOver(checkPairs(yTrue, yPred, options, "meanSquaredError"), (y, p) => (y - p) ** 2);
}

/** Square root of {@link meanSquaredError}, in the unit of the target. */
export function rootMeanSquaredError(
  yTrue: VectorLike,
  yPred: VectorLike,
  options: MetricOptions = {},
): number {
  return Math.sqrt(
    meanOver(checkPairs(yTrue, yPred, options, "rootMeanSquaredError"), (y, p) => (y - p) ** 2),
  );
}

/** Weighted mean of |yTrue - yPred|. */
export function meanAbsoluteError(yTrue: VectorLike, yPred: VectorLike, options: MetricOptions = {}): number {
  return meanOver(checkPairs(yTrue, yPred, options, "meanAbsoluteError"), (y, p) => Math.abs(y - p));
}

/**
 * Coefficient of determination R2 = 1 - sum w (y - p)^2 / sum w (y - mean)^2: 1 is perfect, 0 the mean.
 * For constant targets 1 where every prediction is right, else 0.
 */
export function r2Score(yTrue: VectorLike, yPred: VectorLike, options: MetricOptions = {}): number {
  const pairs = checkPairs(yTrue, yPred, options, "r2Score");
  const mean = weightedMean(pairs.yTrue, pairs.weight);
  return ratioScore(
    meanOver(pairs, (y, p) => (y - p) ** 2),
    meanOver(pairs, (y) => (y - mean) ** 2),
  );
}

/** 1 - loss / baseline, with scikit-learn's values where the baseline is 0. */
export function ratioScore(loss: number, baseline: number): number {
  if (baseline > 0) return 1 - loss / baseline;
  return loss === 0 ? 1 : 0;
}
