import { InvalidInputError, OptionValueError } from "../../core/index.ts";
import type { LabelsLike } from "../../core/index.ts";
import { checkNames, show } from "../base/index.ts";
import { confuse } from "./confusion.ts";
import type { ClassMetricOptions, Confusion } from "./confusion.ts";
import { sum } from "./inputs.ts";

/** How the scores of the classes become one: of the positive class, plain mean, all rows together, by support. */
export type Average = "binary" | "macro" | "micro" | "weighted";

/** Options of precision, recall and their relatives. */
export interface ClassScoreOptions extends ClassMetricOptions {
  /** Default `binary`. */
  readonly average?: Average;
  /** The positive class where `average` is `binary`. Default 1. */
  readonly posLabel?: number | string | boolean;
  /** What 0 / 0 is. Default 0. */
  readonly zeroDivision?: 0 | 1;
}

/** Options of {@link fbetaScore}. */
export interface FbetaOptions extends ClassScoreOptions {
  /** Weight of recall beside precision, above 0. */
  readonly beta: number;
}

/** Counts of one class, or of all rows together. */
interface Counts {
  readonly right: number;
  readonly predicted: number;
  readonly actual: number;
}

type Score = (counts: Counts, zeroDivision: number) => number;

const AVERAGES: readonly Average[] = ["binary", "macro", "micro", "weighted"];

const ratio = (a: number, b: number, zeroDivision: number): number => (b > 0 ? a / b : zeroDivision);
const precision: Score = ({ right, predicted }, zero) => ratio(right, predicted, zero);
const recall: Score = ({ right, actual }, zero) => ratio(right, actual, zero);
const jaccard: Score = ({ right, predicted, actual }, zero) => ratio(right, predicted + actual - right, zero);
const fbeta =
  (beta: number): Score =>
  ({ right, predicted, actual }, zero) =>
    ratio((1 + beta ** 2) * right, beta ** 2 * actual + predicted, zero);

/** Share of the rows predicted positive that are: 0 to 1. */
export function precisionScore(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: ClassScoreOptions = {},
): number {
  return average(yTrue, yPred, options, precision, "precisionScore");
}

/** Share of the positive rows that were predicted so: 0 to 1. */
export function recallScore(yTrue: LabelsLike, yPred: LabelsLike, options: ClassScoreOptions = {}): number {
  return average(yTrue, yPred, options, recall, "recallScore");
}

/** Harmonic mean of precision and recall. */
export function f1Score(yTrue: LabelsLike, yPred: LabelsLike, options: ClassScoreOptions = {}): number {
  return average(yTrue, yPred, options, fbeta(1), "f1Score");
}

/** Weighted harmonic mean of precision and recall: (1 + b^2) P R / (b^2 P + R). */
export function fbetaScore(yTrue: LabelsLike, yPred: LabelsLike, options: FbetaOptions): number {
  const { beta, ...rest } = options;
  if (!(beta > 0 && Number.isFinite(beta))) {
    throw new OptionValueError({
      where: "fbetaScore",
      problem: `beta = ${show(beta)}`,
      allowed: "a finite number above 0",
      remedy: "pass beta, for example 2 to weigh recall higher",
    });
  }
  return average(yTrue, yPred, rest, fbeta(beta), "fbetaScore");
}

/** Share of rows of either set that are in both. */
export function jaccardScore(yTrue: LabelsLike, yPred: LabelsLike, options: ClassScoreOptions = {}): number {
  return average(yTrue, yPred, options, jaccard, "jaccardScore");
}

/** Scores of the classes one by one, in the order of `labels` (all that occur, ascending). */
export interface ScoresByClass {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly f1: Float64Array;
  readonly jaccard: Float64Array;
  /** Weight of the rows of each class. */
  readonly support: Float64Array;
}

/** Precision, recall, F1, Jaccard and support of every class. */
export function scoresByClass(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: ClassMetricOptions & { readonly zeroDivision?: 0 | 1 } = {},
): ScoresByClass {
  checkNames("scoresByClass", options, ["labels", "sampleWeight", "zeroDivision"]);
  const confusion = confuse(yTrue, yPred, options, "scoresByClass");
  const each = (score: Score): Float64Array => perClass(confusion, score, options.zeroDivision ?? 0);
  return {
    precision: each(precision),
    recall: each(recall),
    f1: each(fbeta(1)),
    jaccard: each(jaccard),
    support: confusion.actual,
  };
}

function average(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: ClassScoreOptions,
  score: Score,
  where: string,
): number {
  checkNames(where, options, ["average", "posLabel", "zeroDivision", "labels", "sampleWeight"]);
  const { average: kind = "binary", zeroDivision = 0 } = options;
  checkAverage(kind, where);
  const confusion = confuse(yTrue, yPred, options, where);
  const { actual, predicted, right } = confusion;
  if (kind === "micro") {
    return score({ right: sum(right), predicted: sum(predicted), actual: sum(actual) }, zeroDivision);
  }
  const scores = perClass(confusion, score, zeroDivision);
  if (kind === "binary") return scores[positive(confusion, options.posLabel ?? 1, where)];
  if (kind === "macro") return sum(scores) / scores.length;
  return sum(scores.map((value, k) => value * actual[k])) / sum(actual);
}

function perClass({ actual, predicted, right }: Confusion, score: Score, zeroDivision: number): Float64Array {
  return right.map((value, k) =>
    score({ right: value, predicted: predicted[k], actual: actual[k] }, zeroDivision),
  );
}

function positive({ classes }: Confusion, posLabel: unknown, where: string): number {
  const index = Array.from(classes as ArrayLike<unknown>).indexOf(posLabel);
  if (index >= 0 && classes.length <= 2) return index;
  throw new InvalidInputError({
    where,
    problem: `classes ${Array.from(classes as ArrayLike<unknown>).join(", ")} with posLabel ${String(posLabel)}`,
    allowed: "two classes, one of them posLabel, where average is binary",
    remedy: 'pass posLabel, or average: "macro", "micro" or "weighted"',
  });
}

function checkAverage(kind: Average, where: string): void {
  if (AVERAGES.includes(kind)) return;
  throw new OptionValueError({
    where,
    problem: `average = ${show(kind)}`,
    allowed: `one of ${AVERAGES.join(", ")}`,
    remedy: "choose one, or call scoresByClass for one score a class",
  });
}
