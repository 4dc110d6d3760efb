import { OptionValueError } from "../../core/index.ts";
import type { VectorLike } from "../../core/index.ts";
import { checkNames, show } from "../base/index.ts";
import { checkPairs, checkValues, meanOver, weightedMean } from "./inputs.ts";
import type { MetricOptions, Pairs } from "./inputs.ts";
import { ratioScore } from "./regression.ts";

/** Options of the quantile losses. */
export interface PinballOptions extends MetricOptions {
  /** The quantile, 0 to 1. Default 0.5. */
  readonly alpha?: number;
}

/** 1 - variance of the errors / variance of the targets: R2 that forgives a constant shift. */
export function explainedVarianceScore(
  yTrue: VectorLike,
  yPred: VectorLike,
  options: MetricOptions = {},
): number {
  const pairs = checkPairs(yTrue, yPred, options, "explainedVarianceScore");
  const errors = pairs.yTrue.map((y, i) => y - pairs.yPred[i]);
  const [shift, mean] = [weightedMean(errors, pairs.weight), weightedMean(pairs.yTrue, pairs.weight)];
  return ratioScore(
    meanOver(pairs, (y, p) => (y - p - shift) ** 2),
    meanOver(pairs, (y) => (y - mean) ** 2),
  );
}

/** Weighted mean of |yTrue - yPred| / |yTrue| (a share, not per cent); targets of 0 count with 2^-52. */
export function meanAbsolutePercentageError(
  yTrue: VectorLike,
  yPred: VectorLike,
  options: MetricOptions = {},
): number {
  const pairs = checkPairs(yTrue, yPred, options, "meanAbsolutePercentageError");
  return meanOver(pairs, (y, p) => Math.abs(y - p) / Math.max(Math.abs(y), Number.EPSILON));
}

/** Weighted mean of (log(1 + yTrue) - log(1 + yPred))^2; values above -1. */
export function meanSquaredLogError(
  yTrue: VectorLike,
  yPred: VectorLike,
  options: MetricOptions = {},
): number {
  const where = "meanSquaredLogError";
  const pairs = checkPairs(yTrue, yPred, options, where);
  for (const values of [pairs.yTrue, pairs.yPred])
    checkValues(values, (v) => v > -1, where, "values above -1");
  return meanOver(pairs, (y, p) => (Math.log1p(y) - Math.log1p(p)) ** 2);
}

/** The greatest |yTrue - yPred|. */
export function maxError(yTrue: VectorLike, yPred: VectorLike): number {
  const pairs = checkPairs(yTrue, yPred, {}, "maxError");
  return pairs.yTrue.reduce((most, y, i) => Math.max(most, Math.abs(y - pairs.yPred[i])), 0);
}

/** The median of |yTrue - yPred|. */
export function medianAbsoluteError(yTrue: VectorLike, yPred: VectorLike): number {
  const pairs = checkPairs(yTrue, yPred, {}, "medianAbsoluteError");
  return quantile(
    pairs.yTrue.map((y, i) => Math.abs(y - pairs.yPred[i])),
    0.5,
  );
}

/** Weighted mean of max(alpha (y - p), (alpha - 1)(y - p)): least where p is the alpha quantile. */
export function meanPinballLoss(yTrue: VectorLike, yPred: VectorLike, options: PinballOptions = {}): number {
  const { pairs, alpha } = checked(yTrue, yPred, options, "meanPinballLoss");
  return meanOver(pairs, pinball(alpha));
}

/** 1 - pinball loss / that of the targets' own quantile. */
export function d2PinballScore(yTrue: VectorLike, yPred: VectorLike, options: PinballOptions = {}): number {
  const { pairs, alpha } = checked(yTrue, yPred, options, "d2PinballScore");
  const loss = pinball(alpha);
  const baseline =
    options.sampleWeight === undefined
      ? quantile(pairs.yTrue, alpha)
      : weightedQuantile(pairs.yTrue, pairs.weight, alpha);
  return ratioScore(
    meanOver(pairs, loss),
    meanOver(pairs, (y) => loss(y, baseline)),
  );
}

/** 1 - mean absolute error / that of the median. */
export function d2AbsoluteErrorScore(
  yTrue: VectorLike,
  yPred: VectorLike,
  options: MetricOptions = {},
): number {
  checkNames("d2AbsoluteErrorScore", options, ["sampleWeight"]);
  return d2PinballScore(yTrue, yPred, { ...options, alpha: 0.5 });
}

const pinball =
  (alpha: number) =>
  (y: number, p: number): number =>
    Math.max(alpha * (y - p), (alpha - 1) * (y - p));

function checked(
  yTrue: VectorLike,
  yPred: VectorLike,
  { alpha = 0.5, ...rest }: PinballOptions,
  where: string,
): { pairs: Pairs; alpha: number } {
  if (!(alpha >= 0 && alpha <= 1)) {
    throw new OptionValueError({
      where,
      problem: `alpha = ${show(alpha)}`,
      allowed: "a quantile from 0 to 1",
      remedy: "pass for example alpha: 0.9",
    });
  }
  return { pairs: checkPairs(yTrue, yPred, rest, where), alpha };
}

/** Interpolated between the two neighbours in order (numpy's `linear`). */
function quantile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** The least value whose cumulated weight reaches the share. */
function weightedQuantile(values: Float64Array, weight: Float64Array, share: number): number {
  const order = Array.from(values.keys())
    .filter((i) => weight[i] > 0)
    .sort((a, b) => values[a] - values[b]);
  const target = share * weight.reduce((a, b) => a + b, 0);
  let total = 0;
  for (const i of order) {
    total += weight[i];
    if (total >= target) return values[i];
  }
  return values[order[order.length - 1]];
}
