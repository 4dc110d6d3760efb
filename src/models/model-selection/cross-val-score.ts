import { ClassCountError, throwIfCancelled } from "../../core/index.ts";
import type { LabelsLike, RunOptions } from "../../core/index.ts";
import {
  checkLength,
  checkMode,
  checkNames,
  decodeLabels,
  readRows,
  toLabels,
  uniqueLabels,
} from "../base/index.ts";
import type { FheMode, Labels, TableLike } from "../base/index.ts";
import { KFold, StratifiedKFold } from "./folds.ts";
import type { Splitter } from "./folds.ts";
import { checkScoring, scoreOf } from "./scoring.ts";
import type { ScorableEstimator, Scoring } from "./scoring.ts";

/** The part of an estimator that cross-validation needs. */
export interface ScoredEstimator extends ScorableEstimator {
  readonly spec: { readonly tags: { readonly kind: string } };
  clone(): this;
  fit(X: never, y: never, options?: never): Promise<unknown>;
  compile(X: never): Promise<unknown>;
}

/** Options of {@link crossValScore}. */
export interface CrossValOptions extends RunOptions {
  /** Number of folds (stratified for classifiers), or a splitter. Default 5. */
  readonly cv?: number | Splitter;
  /** Where the test rows are predicted; models are compiled where it needs that. Default `disable`. */
  readonly fhe?: FheMode | undefined;
  /** A name such as `rocAuc`, or a function (yTrue, yPred), greater is better. Default: the estimator's `score`. */
  readonly scoring?: Scoring | undefined;
}

/**
 * The score of a fresh clone on each fold, trained on the others.
 *
 * @throws ClassCountError when a training part lacks a class of its test part.
 * @throws The errors of fit, compile and score.
 */
export async function crossValScore(
  estimator: ScoredEstimator,
  X: TableLike,
  y: LabelsLike,
  options: CrossValOptions = {},
): Promise<Float64Array> {
  const where = "crossValScore";
  checkNames(where, options, ["cv", "fhe", "scoring", "signal", "onProgress"]);
  const { cv = 5, scoring, signal, onProgress } = options;
  const fhe = checkMode({ fhe: options.fhe }, where);
  checkScoring(scoring, where);
  const rows = readRows(X, `${where}(X)`);
  const labels = toLabels(y, `${where}(y)`);
  checkLength(labels.length, rows.length, `${where}(y)`, "targets");
  const isClassifier = estimator.spec.tags.kind === "classifier";
  const splitter =
    typeof cv !== "number" ? cv : new (isClassifier ? StratifiedKFold : KFold)({ nSplits: cv });
  const folds = splitter.split(rows.length, labels);
  const scores = new Float64Array(folds.length);
  for (const [k, { train, test }] of folds.entries()) {
    throwIfCancelled(signal, where);
    onProgress?.({ stage: "cross-validation: folds", done: k, total: folds.length });
    const [yTrain, yTest] = [decodeLabels(labels, train), decodeLabels(labels, test)];
    if (isClassifier) checkClasses(yTrain, yTest, k, where);
    const model = estimator.clone();
    const XTrain = rows.take(train);
    await model.fit(XTrain as never, yTrain as never, { signal } as never);
    if (fhe === "simulate" || fhe === "execute") await model.compile(XTrain as never);
    scores[k] = await scoreOf(model, rows.take(test), yTest, scoring, { fhe, signal });
  }
  onProgress?.({ stage: "cross-validation: folds", done: folds.length, total: folds.length });
  return scores;
}

function checkClasses(yTrain: Labels, yTest: Labels, fold: number, where: string): void {
  const known = new Set<unknown>(yTrain);
  const missing = Array.from(uniqueLabels(yTest) as ArrayLike<unknown>).filter((label) => !known.has(label));
  if (missing.length === 0) return;
  throw new ClassCountError({
    where,
    problem: `the training part of fold ${fold} has no row of class ${missing.join(", ")}`,
    allowed: "every class in every training part",
    remedy: "use stratified folds, shuffle, or fewer folds",
  });
}
