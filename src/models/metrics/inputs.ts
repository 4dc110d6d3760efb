import { OutOfRangeError, toVector } from "../../core/index.ts";
import type { LabelsLike, VectorLike } from "../../core/index.ts";
import { checkLength, checkNames, checkWeights, toLabels } from "../base/index.ts";
import type { Labels } from "../base/index.ts";

/** Options every metric takes. */
export interface MetricOptions {
  /** Weight of each row, 0 or more. Default: 1 each. */
  readonly sampleWeight?: VectorLike | undefined;
}

/** True and predicted values with their weights, checked. */
export interface Pairs {
  readonly yTrue: Float64Array;
  readonly yPred: Float64Array;
  readonly weight: Float64Array;
  /** Sum of the weights. */
  readonly total: number;
}

export function checkPairs(
  yTrue: VectorLike,
  yPred: VectorLike,
  options: MetricOptions,
  where: string,
): Pairs {
  checkNames(where, options, ["sampleWeight"]);
  const truth = toVector(yTrue, `${where}(yTrue)`);
  const predicted = toVector(yPred, `${where}(yPred)`);
  checkLength(predicted.length, truth.length, where, "predictions");
  const weight = checkWeights(options.sampleWeight, truth.length, `${where}(sampleWeight)`);
  return { yTrue: truth, yPred: predicted, weight, total: sum(weight) };
}

/** True and predicted labels with their weights, checked. */
export interface LabelPairs {
  readonly yTrue: Labels;
  readonly yPred: Labels;
  readonly weight: Float64Array;
  readonly total: number;
}

export function checkLabelPairs(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: MetricOptions,
  where: string,
): LabelPairs {
  checkNames(where, options, ["sampleWeight"]);
  const truth = toLabels(yTrue, `${where}(yTrue)`);
  const predicted = toLabels(yPred, `${where}(yPred)`);
  checkLength(predicted.length, truth.length, where, "predictions");
  const weight = checkWeights(options.sampleWeight, truth.length, `${where}(sampleWeight)`);
  return { yTrue: truth, yPred: predicted, weight, total: sum(weight) };
}

/** The weighted mean of `loss` over the pairs. */
export function meanOver(
  { yTrue, yPred, weight, total }: Pairs,
  loss: (y: number, p: number) => number,
): number {
  let result = 0;
  for (let i = 0; i < yTrue.length; i++) {
    // A row of weight 0 counts as absent, whatever its loss.
    if (weight[i] > 0) result += weight[i] * loss(yTrue[i], yPred[i]);
  }
  return result / total;
}

export function weightedMean(values: Float64Array, weight: Float64Array): number {
  let [result, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    result += weight[i] * values[i];
    total += weight[i];
  }
  return result / total;
}

/** @throws OutOfRangeError naming the first value that `accepts` refuses. */
export function checkValues(
  values: Float64Array,
  accepts: (value: number) => boolean,
  where: string,
  allowed: string,
): void {
  const bad = values.findIndex((value) => !accepts(value));
  if (bad < 0) return;
  throw new OutOfRangeError({
    where,
    problem: `${values[bad]} in row ${bad}`,
    allowed,
    remedy: "check the values, or choose a metric that accepts them",
  });
}

export function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}
