import { ClassCountError } from "../../core/index.ts";
import type { LabelsLike, VectorLike } from "../../core/index.ts";
import { toVector } from "../../core/index.ts";
import { checkLength, checkNames, checkWeights, toLabels, uniqueLabels } from "../base/index.ts";
import { positionsOf } from "./confusion.ts";
import type { MetricOptions } from "./inputs.ts";

/** Options of curves over thresholds. */
export interface CurveOptions extends MetricOptions {
  /** The positive class. Default: the greater of the two. */
  readonly posLabel?: number | string | boolean;
}

/** Weights of rows at or above each distinct score, scores descending. */
export interface Cumulated {
  readonly falsePositives: Float64Array;
  readonly truePositives: Float64Array;
  readonly thresholds: Float64Array;
}

/** Rates over falling thresholds, from (0, 0) to (1, 1). */
export interface RocCurve {
  readonly fpr: Float64Array;
  readonly tpr: Float64Array;
  /** The first is Infinity: nothing is predicted positive. */
  readonly thresholds: Float64Array;
}

/** Precision and recall over rising thresholds; the last point, (1, 0), has none. */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly thresholds: Float64Array;
}

const NAMES = ["posLabel", "sampleWeight"];

/**
 * Receiver operating characteristic; points on a straight line between their neighbours are left out.
 *
 * @param yScore - Decision values or probabilities of the positive class.
 * @throws ClassCountError unless there are rows of two classes.
 */
export function rocCurve(yTrue: LabelsLike, yScore: VectorLike, options: CurveOptions = {}): RocCurve {
  checkNames("rocCurve", options, NAMES);
  const { falsePositives, truePositives, thresholds } = cumulate(yTrue, yScore, options, "rocCurve");
  const last = thresholds.length - 1;
  const bends = (list: Float64Array, i: number): boolean => list[i + 1] - list[i] !== list[i] - list[i - 1];
  const kept = Array.from(thresholds.keys()).filter(
    (i) => i === 0 || i === last || bends(falsePositives, i) || bends(truePositives, i),
  );
  const rates = (list: Float64Array): Float64Array =>
    Float64Array.from([0, ...kept.map((i) => list[i] / list[last])]);
  return {
    fpr: rates(falsePositives),
    tpr: rates(truePositives),
    thresholds: Float64Array.from([Infinity, ...kept.map((i) => thresholds[i])]),
  };
}

/** Precision and recall at every distinct score. */
export function precisionRecallCurve(
  yTrue: LabelsLike,
  yScore: VectorLike,
  options: CurveOptions = {},
): PrecisionRecallCurve {
  checkNames("precisionRecallCurve", options, NAMES);
  const { falsePositives, truePositives, thresholds } = cumulate(
    yTrue,
    yScore,
    options,
    "precisionRecallCurve",
  );
  const all = truePositives[truePositives.length - 1];
  const precision = truePositives.map((value, i) => (value === 0 ? 0 : value / (value + falsePositives[i])));
  return {
    precision: Float64Array.from([...precision.reverse(), 1]),
    recall: Float64Array.from([...truePositives.map((value) => value / all).reverse(), 0]),
    thresholds: thresholds.reverse(),
  };
}

/** Sum over thresholds of precision times the recall gained: the area under the stepped curve. */
export function averagePrecisionScore(
  yTrue: LabelsLike,
  yScore: VectorLike,
  options: CurveOptions = {},
): number {
  checkNames("averagePrecisionScore", options, NAMES);
  const { precision, recall } = precisionRecallCurve(yTrue, yScore, options);
  let area = 0;
  for (let i = 0; i + 1 < recall.length; i++) area += (recall[i] - recall[i + 1]) * precision[i];
  return area;
}

/** Area under the ROC curve by trapezia: a tie counts half. */
export function areaUnderRoc({ falsePositives, truePositives }: Cumulated): number {
  const last = truePositives.length - 1;
  let [area, fp, tp] = [0, 0, 0];
  for (let i = 0; i <= last; i++) {
    area += ((falsePositives[i] - fp) * (truePositives[i] + tp)) / 2;
    [fp, tp] = [falsePositives[i], truePositives[i]];
  }
  return area / (fp * tp);
}

export function cumulate(
  yTrue: LabelsLike,
  yScore: VectorLike,
  options: CurveOptions,
  where: string,
): Cumulated {
  const labels = toLabels(yTrue, `${where}(yTrue)`);
  const scores = toVector(yScore, `${where}(yScore)`);
  checkLength(scores.length, labels.length, where, "scores");
  const weight = checkWeights(options.sampleWeight, labels.length, `${where}(sampleWeight)`);
  const classes = uniqueLabels(labels);
  if (classes.length !== 2) {
    throw new ClassCountError({
      where,
      problem: `${classes.length} classes in yTrue`,
      allowed: "rows of exactly two classes",
      remedy: "pass the rows of two classes, or use rocAucScore for more",
    });
  }
  const positive = options.posLabel === undefined ? 1 : positionsOf(classes, where)(options.posLabel);
  return cumulateCodes(
    Array.from(labels as ArrayLike<unknown>, (label) => label === classes[positive]),
    scores,
    weight,
  );
}

export function cumulateCodes(
  isPositive: readonly boolean[],
  scores: ArrayLike<number>,
  weight: ArrayLike<number>,
): Cumulated {
  const order = Array.from({ length: scores.length }, (_, i) => i)
    .filter((i) => weight[i] > 0)
    .sort((a, b) => scores[b] - scores[a]);
  const points: [number, number, number][] = [];
  let [fp, tp] = [0, 0];
  order.forEach((row, k) => {
    if (isPositive[row]) tp += weight[row];
    else fp += weight[row];
    if (k + 1 === order.length || scores[order[k + 1]] !== scores[row]) points.push([fp, tp, scores[row]]);
  });
  return {
    falsePositives: Float64Array.from(points, ([value]) => value),
    truePositives: Float64Array.from(points, ([, value]) => value),
    thresholds: Float64Array.from(points, ([, , value]) => value),
  };
}
