import { NotFittedError, throwIfCancelled } from "../../core/index.ts";
import type { LabelsLike, RunOptions } from "../../core/index.ts";
import { checkMode, checkNames, readRows, toLabels } from "../base/index.ts";
import type { PredictOptions, TableLike } from "../base/index.ts";
import { crossValScore } from "./cross-val-score.ts";
import type { CrossValOptions, ScoredEstimator } from "./cross-val-score.ts";
import type { Candidate } from "./parameter-grid.ts";
import { checkScoring, scoreOf } from "./scoring.ts";

/** An estimator whose options can be searched. */
export interface TunableEstimator extends ScoredEstimator {
  setParams(options: never): unknown;
}

/** Options of every search. */
export interface SearchOptions extends Pick<CrossValOptions, "cv" | "fhe" | "scoring"> {
  /** Whether the best options are fitted on all rows at the end. Default true. */
  readonly refit?: boolean;
}

/** Scores of one combination. */
export interface SearchResult {
  readonly params: Candidate;
  /** One score a fold. */
  readonly scores: Float64Array;
  readonly meanScore: number;
  /** Standard deviation of the scores (ddof 0). */
  readonly stdScore: number;
  /** 1 for the best mean; equal ones share the better rank. */
  readonly rank: number;
}

/** Names of {@link SearchOptions}, for checks. */
export const SEARCH_OPTIONS: readonly string[] = ["cv", "fhe", "scoring", "refit"];

/** What searches share: candidates are scored by cross-validation, the best one is fitted on all rows. */
export abstract class SearchCV<E extends TunableEstimator> {
  readonly #estimator: E;
  readonly #options: SearchOptions;
  #results: readonly SearchResult[] | undefined;
  #best: E | undefined;

  protected constructor(estimator: E, options: SearchOptions, name: string) {
    checkMode({ fhe: options.fhe }, name);
    checkScoring(options.scoring, name);
    this.#estimator = estimator;
    this.#options = options;
  }

  /** Class name as it appears in messages. */
  protected abstract get name(): string;

  /** What is tried, in order. */
  protected abstract candidates(): readonly Candidate[];

  /**
   * Scores every combination and fits the best on all rows.
   *
   * @throws The errors of crossValScore and of the estimator's setParams; CancelledError when `signal` is
   *   aborted; the search is then as before.
   */
  async fit(X: TableLike, y: LabelsLike, options: RunOptions = {}): Promise<this> {
    const where = `${this.name}.fit`;
    checkNames(where, options, ["signal", "onProgress"]);
    const rows = readRows(X, `${where}(X)`).all;
    const labels = toLabels(y, `${where}(y)`);
    const { refit = true, cv, fhe, scoring } = this.#options;
    const candidates = this.candidates();
    const scored: Omit<SearchResult, "rank">[] = [];
    const report = (): void => {
      options.onProgress?.({ stage: "search: combinations", done: scored.length, total: candidates.length });
    };
    for (const params of candidates) {
      report();
      const crossVal = { fhe, scoring, signal: options.signal, ...(cv === undefined ? {} : { cv }) };
      const scores = await crossValScore(this.#with(params), rows, labels, crossVal);
      scored.push({ params, scores, ...summary(scores) });
    }
    const results = scored.map((result) => ({
      ...result,
      rank: 1 + scored.filter(({ meanScore }) => meanScore > result.meanScore).length,
    }));
    const best = refit ? await this.#refit(results, rows, labels, options.signal) : undefined;
    throwIfCancelled(options.signal, where);
    report();
    this.#results = results;
    this.#best = best;
    return this;
  }

  /** Scores of every combination, in the order they were tried. @throws NotFittedError */
  get cvResults_(): readonly SearchResult[] {
    return this.#fitted("cvResults_");
  }

  /** Position of the best combination, the first of equals. @throws NotFittedError */
  get bestIndex_(): number {
    return bestOf(this.#fitted("bestIndex_"));
  }

  /** The best combination. @throws NotFittedError */
  get bestParams_(): Candidate {
    return this.#fitted("bestParams_")[this.bestIndex_].params;
  }

  /** Mean score of the best combination. @throws NotFittedError */
  get bestScore_(): number {
    return this.#fitted("bestScore_")[this.bestIndex_].meanScore;
  }

  /** The model fitted on all rows with the best options; compiled where `fhe` needed it. @throws NotFittedError */
  get bestEstimator_(): E {
    if (this.#best) return this.#best;
    throw this.#notFitted("bestEstimator_");
  }

  /** Predictions of the best model. @throws NotFittedError, and the errors of its predict. */
  async predict(X: TableLike, options: PredictOptions = {}): Promise<Awaited<ReturnType<E["predict"]>>> {
    const best = this.bestEstimator_;
    return (await best.predict(X as never, options as never)) as Awaited<ReturnType<E["predict"]>>;
  }

  /**
   * Score of the best model by the `scoring` of the search.
   *
   * @throws NotFittedError, UnknownOptionError, and the errors of the model.
   */
  async score(
    X: TableLike,
    y: LabelsLike,
    options: Pick<PredictOptions, "fhe" | "signal"> = {},
  ): Promise<number> {
    checkNames(`${this.name}.score`, options, ["fhe", "signal"]);
    return scoreOf(this.bestEstimator_, X, y, this.#options.scoring, options);
  }

  async #refit(
    results: readonly SearchResult[],
    X: unknown,
    y: unknown,
    signal: AbortSignal | undefined,
  ): Promise<E> {
    const model = this.#with(results[bestOf(results)].params);
    await model.fit(X as never, y as never, { signal } as never);
    const { fhe } = this.#options;
    if (fhe === "simulate" || fhe === "execute") await model.compile(X as never);
    return model;
  }

  #with(params: Candidate): E {
    const model = this.#estimator.clone();
    model.setParams(params as never);
    return model;
  }

  #fitted(attribute: string): readonly SearchResult[] {
    if (this.#results) return this.#results;
    throw this.#notFitted(attribute);
  }

  #notFitted(attribute: string): NotFittedError {
    return new NotFittedError({
      where: `${this.name}.${attribute}`,
      problem: "the search has not run, or without refit",
      allowed: "a finished search",
      remedy: "call await search.fit(X, y) first, with refit: true for bestEstimator_",
    });
  }
}

function summary(scores: Float64Array): { meanScore: number; stdScore: number } {
  const meanScore = scores.reduce((a, b) => a + b, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - meanScore) ** 2, 0) / scores.length;
  return { meanScore, stdScore: Math.sqrt(variance) };
}

function bestOf(results: readonly SearchResult[]): number {
  return results.reduce((best, result, i) => (result.meanScore > results[best].meanScore ? i : best), 0);
}
