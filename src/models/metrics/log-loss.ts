import { InvalidInputError, ShapeError, Tensor, toTensor } from "../../core/index.ts";
import type { LabelsLike, MatrixLike, VectorLike } from "../../core/index.ts";
import { checkLength, checkNames, checkWeights, toLabels, uniqueLabels } from "../base/index.ts";
import { positionsOf } from "./confusion.ts";
import { sum } from "./inputs.ts";
import type { MetricOptions } from "./inputs.ts";

/** Options of {@link logLoss}. */
export interface LogLossOptions extends MetricOptions {
  /** All classes, in the order of the columns; needed where `yTrue` lacks one. */
  readonly labels?: LabelsLike;
}

/**
 * Mean of -log of the probability given to the right class (natural logarithm).
 *
 * Probabilities are kept 2^-52 away from 0 and 1, as scikit-learn does, so one certain error does not
 * give Infinity.
 *
 * @param yProba - Shape [n, classes], or for two classes the probability of the second, shape [n].
 */
export function logLoss(
  yTrue: LabelsLike,
  yProba: MatrixLike | VectorLike,
  options: LogLossOptions = {},
): number {
  const where = "logLoss";
  checkNames(where, options, ["sampleWeight", "labels"]);
  const labels = toLabels(yTrue, `${where}(yTrue)`);
  const classes = uniqueLabels(
    options.labels === undefined ? labels : toLabels(options.labels, `${where}(labels)`),
  );
  const proba = bothColumns(toTensor(yProba, `${where}(yProba)`));
  checkLength(proba.length, labels.length, where, "rows of probabilities");
  const width = proba.shape[1];
  if (width !== classes.length) {
    throw new ShapeError({
      where,
      problem: `${width} columns of probabilities for ${classes.length} classes`,
      allowed: "one column a class",
      remedy: "pass labels: all classes, in ascending order, where yTrue lacks some",
    });
  }
  if (proba.data.some((p) => p < 0 || p > 1)) {
    throw new InvalidInputError({
      where: `${where}(yProba)`,
      problem: "a probability below 0 or above 1",
      allowed: "probabilities from 0 to 1",
      remedy: "pass the result of predictProba",
    });
  }
  const weight = checkWeights(options.sampleWeight, labels.length, `${where}(sampleWeight)`);
  const codes = Array.from(labels as ArrayLike<unknown>, positionsOf(classes, "logLoss(yTrue)"));
  let total = 0;
  for (let i = 0; i < codes.length; i++) {
    const row = proba.row(i);
    const p = Math.min(Math.max(row[codes[i]], Number.EPSILON), 1 - Number.EPSILON);
    total -= weight[i] * Math.log(p);
  }
  return total / sum(weight);
}

function bothColumns(proba: Tensor): Tensor {
  if (proba.rank === 2 && proba.shape[1] > 1) return proba;
  return new Tensor(
    Float64Array.from({ length: 2 * proba.size }, (_, i) =>
      i % 2 === 0 ? 1 - proba.data[i >> 1] : proba.data[i >> 1],
    ),
    [proba.size, 2],
  );
}
