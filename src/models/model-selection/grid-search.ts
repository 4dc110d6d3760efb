import { EmptyInputError, NotFittedError, toMatrix } from "../../core/index.ts";
import type { LabelsLike, MatrixLike, RunOptions, Tensor } from "../../core/index.ts";
import { checkMode, checkNames, toLabels } from "../base/index.ts";
import type { FheMode } from "../base/index.ts";
import { crossValScore } from "./cross-val-score.ts";
import type { CrossValOptions, ScoredEstimator } from "./cross-val-score.ts";

/** An estimator whose options can be searched. */
export interface TunableEstimator extends ScoredEstimator {
  setParams(options: never): unknown;
}

/** Values to try by option name; all combinations are tried. */
export type ParamGrid = Readonly<Record<string, readonly unknown[]>>;

/** Options of {@link GridSearchCV}. */
export interface GridSearchOptions extends Pick<CrossValOptions, "cv" | "fhe" | "scoring"> {
  /** Whether the best options are fitted on all rows at the end. Default true. */
  readonly refit?: boolean;
}

/** Scores of one combination. */
export interface GridSearchResult {
  readonly params: Readonly<Record<string, unknown>>;
  /** One score a fold. */
  readonly scores: Float64Array;
  readonly meanScore: number;
  /** Standard deviation of the scores (ddof 0). */
  readonly stdScore: number;
}

/** All combinations of a grid, the last name varying fastest, names in alphabetical order (as scikit-learn). */
export function parameterGrid(grid: ParamGrid): Record<string, unknown>[] {
  const names = Object.keys(grid).sort();
  return names.reduce<Record<string, unknown>[]>(
    (combinations, name) =>
      combinations.flatMap((params) => grid[name].map((value) => ({ ...params, [name]: value }))),
    [{}],
  );
}

/**
 * Tries all combinations of options by cross-validation and keeps the best; `nBits` is an option like any
 * other, and `fhe: "simulate"` scores what encrypted data would give.
 */
export class GridSearchCV<E extends TunableEstimator> {
  readonly #estimator: E;
  readonly #combinations: Record<string, unknown>[];
  readonly #options: GridSearchOptions;
  #results: GridSearchResult[] | undefined;
  #best: E | undefined;

  /**
   * @throws UnknownOptionError, UnknownFheModeError for options of the search.
   * @throws EmptyInputError for an option without values.
   */
  constructor(estimator: E, grid: ParamGrid, options: GridSearchOptions = {}) {
    checkNames("GridSearchCV", options, ["cv", "fhe", "scoring", "refit"]);
    checkMode({ fhe: options.fhe }, "GridSearchCV");
    this.#estimator = estimator;
    this.#combinations = parameterGrid(grid);
    this.#options = options;
    if (this.#combinations.length > 0) return;
    throw new EmptyInputError({
      where: "GridSearchCV",
      problem: "an option without values to try",
      allowed: "at least one value an option",
      remedy: "pass for example { nBits: [4, 6, 8] }",
    });
  }

  /**
   * Scores every combination and fits the best on all rows.
   *
   * @throws The errors of crossValScore and of the estimator's setParams.
   */
  async fit(X: MatrixLike, y: LabelsLike, options: RunOptions = {}): Promise<this> {
    checkNames("GridSearchCV.fit", options, ["signal", "onProgress"]);
    const matrix = toMatrix(X, "GridSearchCV.fit(X)");
    const labels = toLabels(y, "GridSearchCV.fit(y)");
    const { refit = true, ...scoring } = this.#options;
    const results: GridSearchResult[] = [];
    for (const params of this.#combinations) {
      options.onProgress?.({
        stage: "grid search: combinations",
        done: results.length,
        total: this.#combinations.length,
      });
      const scores = await crossValScore(this.#with(params), matrix, labels, {
        ...scoring,
        signal: options.signal,
      });
      results.push({ params, scores, ...summary(scores) });
    }
    const best = refit ? await this.#refit(results, matrix, labels, options) : undefined;
    options.onProgress?.({ stage: "grid search: combinations", done: results.length, total: results.length });
    this.#results = results;
    this.#best = best;
    return this;
  }

  /** Scores of every combination, in the order of {@link parameterGrid}. @throws NotFittedError */
  get cvResults_(): readonly GridSearchResult[] {
    return this.#fitted("cvResults_");
  }

  /** Position of the best combination, the first of equals. @throws NotFittedError */
  get bestIndex_(): number {
    return bestOf(this.#fitted("bestIndex_"));
  }

  /** The best combination. @throws NotFittedError */
  get bestParams_(): Readonly<Record<string, unknown>> {
    return this.#fitted("bestParams_")[this.bestIndex_].params;
  }

  /** Mean score of the best combination. @throws NotFittedError */
  get bestScore_(): number {
    return this.#fitted("bestScore_")[this.bestIndex_].meanScore;
  }

  /** The best model, fitted on all rows and compiled where `fhe` needs it. @throws NotFittedError also with refit: false. */
  get bestEstimator_(): E {
    if (this.#best) return this.#best;
    throw notFitted("bestEstimator_");
  }

  async #refit(results: GridSearchResult[], X: Tensor, y: unknown, { signal }: RunOptions): Promise<E> {
    const model = this.#with(results[bestOf(results)].params);
    await model.fit(X, y as never, { signal });
    const fhe: FheMode = this.#options.fhe ?? "disable";
    if (fhe === "simulate" || fhe === "execute") await model.compile(X);
    return model;
  }

  #with(params: Record<string, unknown>): E {
    const model = this.#estimator.clone();
    model.setParams(params as never);
    return model;
  }

  #fitted(attribute: string): GridSearchResult[] {
    if (this.#results) return this.#results;
    throw notFitted(attribute);
  }
}

function summary(scores: Float64Array): { meanScore: number; stdScore: number } {
  const meanScore = scores.reduce((a, b) => a + b, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - meanScore) ** 2, 0) / scores.length;
  return { meanScore, stdScore: Math.sqrt(variance) };
}

function bestOf(results: readonly GridSearchResult[]): number {
  return results.reduce((best, result, i) => (result.meanScore > results[best].meanScore ? i : best), 0);
}

function notFitted(attribute: string): NotFittedError {
  return new NotFittedError({
    where: `GridSearchCV.${attribute}`,
    problem: "the search has not run, or without refit",
    allowed: "a finished search",
    remedy: "call await search.fit(X, y) first, with refit: true for bestEstimator_",
  });
}
