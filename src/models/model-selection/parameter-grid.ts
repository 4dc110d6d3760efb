import { EmptyInputError, OptionValueError, OutOfRangeError } from "../../core/index.ts";
import { show } from "../base/index.ts";

/** Values to try by option name; all combinations are tried. */
export type ParamGrid = Readonly<Record<string, readonly unknown[]>>;

/** Options that are tried together. */
export type Candidate = Readonly<Record<string, unknown>>;

/**
 * All combinations of a grid, or of several one after the other: names in alphabetical order, the last
 * varying fastest (as scikit-learn).
 */
export class ParameterGrid implements Iterable<Candidate> {
  readonly #grids: readonly ParamGrid[];

  /** @throws OptionValueError for a value that is no list; EmptyInputError for an option without values. */
  constructor(grid: ParamGrid | readonly ParamGrid[]) {
    this.#grids = Array.isArray(grid) ? (grid as readonly ParamGrid[]) : [grid as ParamGrid];
    if (this.#grids.length === 0) throw noValues("no grid at all");
    for (const [name, values] of this.#grids.flatMap((one) => Object.entries(one))) {
      if (!Array.isArray(values)) {
        throw new OptionValueError({
          where: "ParameterGrid",
          problem: `${name} = ${show(values)}`,
          allowed: "a list of values an option",
          remedy: `pass ${name}: [${show(values)}]`,
        });
      }
      if (values.length === 0) throw noValues(`option ${name} without values to try`);
    }
  }

  /** Number of combinations. */
  get length(): number {
    return this.#grids.reduce((sum, grid) => sum + sizeOf(grid), 0);
  }

  /** The combination at a position. @throws OutOfRangeError */
  at(index: number): Candidate {
    let rest = index;
    for (const grid of this.#grids) {
      const size = sizeOf(grid);
      if (Number.isInteger(rest) && rest >= 0 && rest < size) return combination(grid, rest);
      rest -= size;
    }
    throw new OutOfRangeError({
      where: "ParameterGrid.at",
      problem: `position ${index} of ${this.length}`,
      allowed: `a whole number from 0 to ${this.length - 1}`,
      remedy: "correct the position",
    });
  }

  *[Symbol.iterator](): IterableIterator<Candidate> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }
}

/** All combinations of a grid as a list: see {@link ParameterGrid}. */
export function parameterGrid(grid: ParamGrid | readonly ParamGrid[]): Candidate[] {
  return [...new ParameterGrid(grid)];
}

function sizeOf(grid: ParamGrid): number {
  return Object.values(grid).reduce((size, values) => size * values.length, 1);
}

/** The digits of `index`, the last name's the lowest. */
function combination(grid: ParamGrid, index: number): Candidate {
  const names = Object.keys(grid).sort();
  const params: Record<string, unknown> = {};
  let rest = index;
  for (const name of names.toReversed()) {
    const values = grid[name];
    params[name] = values[rest % values.length];
    rest = Math.floor(rest / values.length);
  }
  return Object.fromEntries(names.map((name) => [name, params[name]]));
}

function noValues(problem: string): EmptyInputError {
  return new EmptyInputError({
    where: "ParameterGrid",
    problem,
    allowed: "at least one value an option",
    remedy: "pass for example { nBits: [4, 6, 8] }",
  });
}
