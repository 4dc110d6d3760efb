import { checkNames } from "../base/index.ts";
import { ParameterGrid } from "./parameter-grid.ts";
import type { Candidate, ParamGrid } from "./parameter-grid.ts";
import { SEARCH_OPTIONS, SearchCV } from "./search.ts";
import type { SearchOptions, TunableEstimator } from "./search.ts";

/** Options of {@link GridSearchCV}. */
export type GridSearchOptions = SearchOptions;

/**
 * Tries all combinations of options by cross-validation and keeps the best; `nBits` is an option like any
 * other (`model__nBits` in a pipeline), and `fhe: "simulate"` scores what encrypted data would give.
 */
export class GridSearchCV<E extends TunableEstimator> extends SearchCV<E> {
  readonly #grid: ParameterGrid;

  /**
   * @param grid - Values by option name, or several such grids.
   * @throws UnknownOptionError, UnknownFheModeError, OptionValueError for options of the search.
   * @throws EmptyInputError for an option without values.
   */
  constructor(estimator: E, grid: ParamGrid | readonly ParamGrid[], options: GridSearchOptions = {}) {
    checkNames("GridSearchCV", options, SEARCH_OPTIONS);
    super(estimator, options, "GridSearchCV");
    this.#grid = new ParameterGrid(grid);
  }

  protected override get name(): string {
    return "GridSearchCV";
  }

  protected override candidates(): readonly Candidate[] {
    return [...this.#grid];
  }
}
