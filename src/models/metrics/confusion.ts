import { InvalidInputError, Tensor } from "../../core/index.ts";
import type { LabelsLike } from "../../core/index.ts";
import { checkNames, toLabels, uniqueLabels } from "../base/index.ts";
import type { Labels } from "../base/index.ts";
import { checkLabelPairs } from "./inputs.ts";
import type { MetricOptions } from "./inputs.ts";

/** Options of metrics over classes. */
export interface ClassMetricOptions extends MetricOptions {
  /** The classes and their order. Default: all that occur, ascending. */
  readonly labels?: LabelsLike | undefined;
}

/** How often a class was predicted for another, with weights. */
export interface Confusion {
  readonly classes: Labels;
  /** counts[i * K + j]: weight of rows of class i predicted as j. */
  readonly counts: Float64Array;
  /** Weight of the rows of each class. */
  readonly actual: Float64Array;
  /** Weight of the rows predicted as each class. */
  readonly predicted: Float64Array;
  /** Weight predicted right, a class. */
  readonly right: Float64Array;
  readonly total: number;
}

/**
 * How often class i was predicted as class j, shape [K, K] (rows: true classes), weights summed.
 *
 * @throws InvalidInputError for a label that `labels` lacks.
 */
export function confusionMatrix(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: ClassMetricOptions = {},
): Tensor {
  checkNames("confusionMatrix", options, ["labels", "sampleWeight"]);
  const { classes, counts } = confuse(yTrue, yPred, options, "confusionMatrix");
  return new Tensor(counts, [classes.length, classes.length]);
}

/** All that metrics over classes are computed from. */
export function confuse(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  { labels, sampleWeight }: ClassMetricOptions,
  where: string,
): Confusion {
  const pairs = checkLabelPairs(yTrue, yPred, { sampleWeight }, where);
  const classes =
    labels === undefined ? allLabels(pairs.yTrue, pairs.yPred) : toLabels(labels, `${where}(labels)`);
  const size = classes.length;
  const position = positionsOf(classes, where);
  const counts = new Float64Array(size * size);
  const [actual, predicted, right] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let r = 0; r < pairs.weight.length; r++) {
    const [i, j] = [position(pairs.yTrue[r]), position(pairs.yPred[r])];
    counts[i * size + j] += pairs.weight[r];
    actual[i] += pairs.weight[r];
    predicted[j] += pairs.weight[r];
    if (i === j) right[i] += pairs.weight[r];
  }
  return { classes, counts, actual, predicted, right, total: pairs.total };
}

/** Looks labels up in a list of classes. @throws InvalidInputError for a label it lacks. */
export function positionsOf(classes: Labels, where: string): (label: unknown) => number {
  const list = Array.from(classes as ArrayLike<unknown>);
  const byLabel = new Map(list.map((label, index) => [label, index]));
  return (label) => {
    const position = byLabel.get(label);
    if (position !== undefined) return position;
    throw new InvalidInputError({
      where,
      problem: `label ${String(label)}`,
      allowed: `the classes ${list.join(", ")}`,
      remedy: "add the label to labels, or remove its rows",
    });
  };
}

function allLabels(a: Labels, b: Labels): Labels {
  const all = [...(a as Iterable<unknown>), ...(b as Iterable<unknown>)];
  return uniqueLabels(
    a instanceof Float64Array && b instanceof Float64Array
      ? Float64Array.from(all as number[])
      : (all as string[]),
  );
}
