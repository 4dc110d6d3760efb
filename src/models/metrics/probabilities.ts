import { ClassCountError, OptionValueError, ShapeError, toTensor } from "../../core/index.ts";
import type { LabelsLike, MatrixLike, VectorLike, Tensor } from "../../core/index.ts";
import { checkLength, checkNames, checkWeights, show, toLabels, uniqueLabels } from "../base/index.ts";
import type { Labels } from "../base/index.ts";
import { positionsOf } from "./confusion.ts";
import { areaUnderRoc, cumulate, cumulateCodes } from "./curves.ts";
import type { CurveOptions } from "./curves.ts";
import { checkPairs, checkValues, meanOver, sum } from "./inputs.ts";
import type { MetricOptions } from "./inputs.ts";

/** Options of {@link rocAucScore}. */
export interface RocAucOptions extends MetricOptions {
  /** More than two classes: `ovr` one against the rest, `ovo` all pairs; both averaged over plainly. */
  readonly multiClass?: "ovr" | "ovo";
  /** All classes in the order of the columns, where `yTrue` lacks one. */
  readonly labels?: LabelsLike;
}

/**
 * Area under the ROC curve: the chance that a positive row scores higher than a negative one.
 *
 * @param yScore - Two classes: scores of the greater, shape [n]. More: probabilities, shape [n, classes].
 */
export function rocAucScore(
  yTrue: LabelsLike,
  yScore: MatrixLike | VectorLike,
  options: RocAucOptions = {},
): number {
  const where = "rocAucScore";
  checkNames(where, options, ["multiClass", "labels", "sampleWeight"]);
  const scores = toTensor(yScore, `${where}(yScore)`);
  if (scores.rank === 1 || scores.shape[1] === 1)
    return areaUnderRoc(cumulate(yTrue, scores, options, where));
  const { labels, classes, weight } = checkColumns(yTrue, scores, options, where);
  const position = positionsOf(classes, where);
  const codes = Array.from(labels as ArrayLike<unknown>, position);
  const column = (k: number): number[] => Array.from(scores, (row) => row[k]);
  const size = classes.length;
  if (codes.length === 0 || new Set(codes).size < size) {
    throw new ClassCountError({
      where,
      problem: `rows of ${new Set(codes).size} of ${size} classes`,
      allowed: "at least one row of every class",
      remedy: "score more rows, for example with stratified folds",
    });
  }
  if (size === 2)
    return areaUnderRoc(
      cumulateCodes(
        codes.map((c) => c === 1),
        column(1),
        weight,
      ),
    );
  if (options.multiClass === "ovr") {
    const areas = Array.from({ length: size }, (_, k) =>
      areaUnderRoc(
        cumulateCodes(
          codes.map((c) => c === k),
          column(k),
          weight,
        ),
      ),
    );
    return areas.reduce((a, b) => a + b, 0) / size;
  }
  if (options.multiClass === "ovo" && options.sampleWeight === undefined)
    return meanOfPairs(codes, size, column);
  throw new OptionValueError({
    where,
    problem: `multiClass = ${show(options.multiClass)}${options.sampleWeight === undefined ? "" : " with weights"}`,
    allowed: '"ovr", or "ovo" without sampleWeight, for more than two classes',
    remedy: 'pass multiClass: "ovr"',
  });
}

/** Hand, Till (2001): the mean over pairs of classes of both areas within the pair. */
function meanOfPairs(codes: readonly number[], size: number, column: (k: number) => number[]): number {
  let [total, pairs] = [0, 0];
  for (let a = 0; a < size; a++) {
    for (let b = a + 1; b < size; b++) {
      const rows = Array.from(codes.keys()).filter((i) => codes[i] === a || codes[i] === b);
      for (const k of [a, b]) {
        const scores = column(k);
        const isPositive = rows.map((i) => codes[i] === k);
        total +=
          areaUnderRoc(
            cumulateCodes(
              isPositive,
              rows.map((i) => scores[i]),
              rows.map(() => 1),
            ),
          ) / 2;
      }
      pairs++;
    }
  }
  return total / pairs;
}

/**
 * Brier score: weighted mean of (probability - outcome)^2 for two classes, 0 is perfect.
 *
 * @param yProba - Probability of the positive class, shape [n].
 */
export function brierScoreLoss(yTrue: LabelsLike, yProba: VectorLike, options: CurveOptions = {}): number {
  const where = "brierScoreLoss";
  checkNames(where, options, ["posLabel", "sampleWeight"]);
  const labels = toLabels(yTrue, `${where}(yTrue)`);
  const classes = uniqueLabels(labels);
  if (classes.length > 2) {
    throw new ClassCountError({
      where,
      problem: `${classes.length} classes in yTrue`,
      allowed: "at most two classes",
      remedy: "use logLoss for more classes",
    });
  }
  const positive = options.posLabel ?? classes[classes.length - 1];
  const outcome = Float64Array.from(labels as ArrayLike<unknown>, (label) => (label === positive ? 1 : 0));
  const pairs = checkPairs(outcome, yProba, { sampleWeight: options.sampleWeight }, where);
  checkValues(pairs.yPred, (p) => p >= 0 && p <= 1, `${where}(yProba)`, "probabilities from 0 to 1");
  return meanOver(pairs, (y, p) => (y - p) ** 2);
}

/** Options of {@link topKAccuracyScore}. */
export interface TopKOptions extends MetricOptions {
  /** How many of the best classes count as a hit. Default 2. */
  readonly k?: number;
  /** All classes in the order of the columns, where `yTrue` lacks one. */
  readonly labels?: LabelsLike;
}

/** Weighted share of rows whose class is among the `k` that score highest. */
export function topKAccuracyScore(yTrue: LabelsLike, yScore: MatrixLike, options: TopKOptions = {}): number {
  const where = "topKAccuracyScore";
  checkNames(where, options, ["k", "labels", "sampleWeight"]);
  const scores = toTensor(yScore, `${where}(yScore)`);
  const { labels, classes, weight } = checkColumns(yTrue, scores, options, where);
  const { k = 2 } = options;
  if (!Number.isInteger(k) || k < 1 || k >= classes.length) {
    throw new OptionValueError({
      where,
      problem: `k = ${show(k)} for ${classes.length} classes`,
      allowed: "a whole number of at least 1, below the number of classes",
      remedy: "pass for example k: 2",
    });
  }
  const position = positionsOf(classes, where);
  let hits = 0;
  for (let i = 0; i < weight.length; i++) {
    const row = scores.row(i);
    const own = row[position(labels[i])];
    if (row.filter((score) => score > own).length < k) hits += weight[i];
  }
  return hits / sum(weight);
}

function checkColumns(
  yTrue: LabelsLike,
  scores: Tensor,
  options: { readonly labels?: LabelsLike; readonly sampleWeight?: VectorLike | undefined },
  where: string,
): { labels: Labels; classes: Labels; weight: Float64Array } {
  const labels = toLabels(yTrue, `${where}(yTrue)`);
  const classes =
    options.labels === undefined ? uniqueLabels(labels) : toLabels(options.labels, `${where}(labels)`);
  checkLength(scores.length, labels.length, where, "rows of scores");
  if (scores.rank !== 2 || scores.shape[1] !== classes.length) {
    throw new ShapeError({
      where: `${where}(yScore)`,
      problem: `shape [${scores.shape.join(", ")}] for ${classes.length} classes`,
      allowed: "one column a class",
      remedy: "pass labels: all classes, in the order of the columns",
    });
  }
  return {
    labels,
    classes,
    weight: checkWeights(options.sampleWeight, labels.length, `${where}(sampleWeight)`),
  };
}
