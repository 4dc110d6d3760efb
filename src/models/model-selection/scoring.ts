import { OptionValueError, UnsupportedOperationError } from "../../core/index.ts";
import type { Tensor } from "../../core/index.ts";
import { show } from "../base/index.ts";
import type { FheMode } from "../base/index.ts";
import {
  accuracyScore,
  balancedAccuracyScore,
  explainedVarianceScore,
  f1Score,
  logLoss,
  meanAbsoluteError,
  meanGammaDeviance,
  meanPoissonDeviance,
  meanSquaredError,
  medianAbsoluteError,
  precisionScore,
  r2Score,
  recallScore,
  rocAucScore,
  rootMeanSquaredError,
} from "../metrics/index.ts";

type OfPredictions = (yTrue: never, yPred: never) => number;
type OfProbabilities = (yTrue: never, proba: Tensor, labels: never) => number;

/** Name of a score: scikit-learn's scorer in camelCase, greater is better. */
export type ScoringName =
  | "accuracy"
  | "balancedAccuracy"
  | "explainedVariance"
  | "f1"
  | "f1Macro"
  | "f1Weighted"
  | "precision"
  | "recall"
  | "r2"
  | "negMeanAbsoluteError"
  | "negMeanGammaDeviance"
  | "negMeanPoissonDeviance"
  | "negMeanSquaredError"
  | "negMedianAbsoluteError"
  | "negRootMeanSquaredError"
  | "negLogLoss"
  | "rocAuc"
  | "rocAucOvr";

/** The scores that look at class probabilities instead of predictions. */
type ProbabilityScore = Extract<ScoringName, "negLogLoss" | "rocAuc" | "rocAucOvr">;
type PredictionScore = Exclude<ScoringName, ProbabilityScore>;

const predictions: Readonly<Record<PredictionScore, OfPredictions>> = {
  accuracy: accuracyScore,
  balancedAccuracy: balancedAccuracyScore,
  explainedVariance: explainedVarianceScore,
  f1: f1Score,
  f1Macro: (y: never, p: never) => f1Score(y, p, { average: "macro" }),
  f1Weighted: (y: never, p: never) => f1Score(y, p, { average: "weighted" }),
  precision: precisionScore,
  recall: recallScore,
  r2: r2Score,
  negMeanAbsoluteError: (y: never, p: never) => -meanAbsoluteError(y, p),
  negMeanGammaDeviance: (y: never, p: never) => -meanGammaDeviance(y, p),
  negMeanPoissonDeviance: (y: never, p: never) => -meanPoissonDeviance(y, p),
  negMeanSquaredError: (y: never, p: never) => -meanSquaredError(y, p),
  negMedianAbsoluteError: (y: never, p: never) => -medianAbsoluteError(y, p),
  negRootMeanSquaredError: (y: never, p: never) => -rootMeanSquaredError(y, p),
};

/** Scores of class probabilities, greater is better. */
const probabilities: Readonly<Record<ProbabilityScore, OfProbabilities>> = {
  negLogLoss: (y: never, proba: Tensor, labels: never) => -logLoss(y, proba, { labels }),
  rocAuc: (y: never, proba: Tensor) => rocAucScore(y, secondColumn(proba)),
  rocAucOvr: (y: never, proba: Tensor) => rocAucScore(y, proba, { multiClass: "ovr" }),
};

/** How predictions are scored: a name, or a function of true targets and predictions, greater is better. */
export type Scoring = ScoringName | ((yTrue: never, yPred: never) => number);

/** What scoring needs of an estimator. */
export interface ScorableEstimator {
  readonly classes_?: unknown;
  predict(X: never, options?: never): Promise<unknown>;
  predictProba?: unknown;
  score(X: never, y: never, options?: never): Promise<number>;
}

/** @throws OptionValueError for a name nobody knows. */
export function checkScoring(scoring: unknown, where: string): void {
  const isKnown = typeof scoring === "string" && (scoring in predictions || scoring in probabilities);
  if (scoring === undefined || typeof scoring === "function" || isKnown) return;
  throw new OptionValueError({
    where,
    problem: `scoring = ${show(scoring)}`,
    allowed: `${[...Object.keys(predictions), ...Object.keys(probabilities)].join(", ")}, or a function (yTrue, yPred) => number`,
    remedy: "correct the name, or pass a metric",
  });
}

/**
 * The score of a fitted estimator on rows, computed where `options.fhe` says.
 *
 * @throws UnsupportedOperationError for a score of probabilities where there are none; errors of the metric.
 */
export async function scoreOf(
  model: ScorableEstimator,
  X: unknown,
  y: unknown,
  scoring: Scoring | undefined,
  options: { readonly fhe?: FheMode | undefined; readonly signal?: AbortSignal | undefined },
): Promise<number> {
  if (scoring === undefined) return model.score(X as never, y as never, options as never);
  if (typeof scoring === "string" && scoring in probabilities) {
    const proba = await probabilitiesOf(model, X, scoring, options);
    return probabilities[scoring as keyof typeof probabilities](y as never, proba, model.classes_ as never);
  }
  const predicted = await model.predict(X as never, options as never);
  const score: OfPredictions =
    typeof scoring === "function" ? scoring : predictions[scoring as keyof typeof predictions];
  return score(y as never, predicted as never);
}

async function probabilitiesOf(
  model: ScorableEstimator,
  X: unknown,
  scoring: string,
  options: object,
): Promise<Tensor> {
  if (typeof model.predictProba === "function") {
    return (await (model as { predictProba(X: unknown, options: object): unknown }).predictProba(
      X,
      options,
    )) as Tensor;
  }
  throw new UnsupportedOperationError({
    where: `scoring "${scoring}"`,
    problem: "an estimator without predictProba",
    allowed: "a classifier that gives probabilities",
    remedy: "use another score, such as accuracy",
  });
}

function secondColumn(proba: Tensor): Float64Array {
  return Float64Array.from({ length: proba.length }, (_, i) => proba.at(i, 1));
}
