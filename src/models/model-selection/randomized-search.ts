import type { RandomState } from "../../core/index.ts";
import { checkNames } from "../base/index.ts";
import type { Candidate } from "./parameter-grid.ts";
import { ParameterSampler } from "./parameter-sampler.ts";
import type { ParamDistributions } from "./parameter-sampler.ts";
import { SEARCH_OPTIONS, SearchCV } from "./search.ts";
import type { SearchOptions, TunableEstimator } from "./search.ts";

/** Options of {@link RandomizedSearchCV}. */
export interface RandomizedSearchOptions extends SearchOptions {
  /** Number of combinations tried. Default 10. */
  readonly nIter?: number;
  /** Seed of the draws. */
  readonly randomState?: RandomState;
}

/**
 * Tries combinations drawn at random by cross-validation and keeps the best: a fixed price for any number of
 * options, and values between those of a grid.
 */
export class RandomizedSearchCV<E extends TunableEstimator> extends SearchCV<E> {
  readonly #sampler: ParameterSampler;

  /**
   * @param distributions - Lists or distributions by option name, or several such sets.
   * @throws UnknownOptionError, UnknownFheModeError, OptionValueError for options of the search.
   * @throws EmptyInputError for an option without values.
   */
  constructor(
    estimator: E,
    distributions: ParamDistributions | readonly ParamDistributions[],
    options: RandomizedSearchOptions = {},
  ) {
    checkNames("RandomizedSearchCV", options, [...SEARCH_OPTIONS, "nIter", "randomState"]);
    super(estimator, options, "RandomizedSearchCV");
    const { nIter = 10, randomState } = options;
    this.#sampler = new ParameterSampler(distributions, { nIter, randomState });
  }

  protected override get name(): string {
    return "RandomizedSearchCV";
  }

  protected override candidates(): readonly Candidate[] {
    return [...this.#sampler];
  }
}
