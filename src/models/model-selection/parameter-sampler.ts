import { createRandom, EmptyInputError, OptionValueError } from "../../core/index.ts";
import type { Random, RandomState } from "../../core/index.ts";
import { checkNames, show, warn } from "../base/index.ts";
import { isDistribution } from "./distributions.ts";
import type { Distribution } from "./distributions.ts";
import { ParameterGrid } from "./parameter-grid.ts";
import type { Candidate, ParamGrid } from "./parameter-grid.ts";

/** Values by option name: a list, or a distribution to draw from. */
export type ParamDistributions = Readonly<Record<string, readonly unknown[] | Distribution>>;

/** Options of {@link ParameterSampler}. */
export interface SamplerOptions {
  /** Number of combinations drawn. Default 10. */
  readonly nIter?: number;
  /** Seed of the draws. */
  readonly randomState?: RandomState;
}

/**
 * Combinations drawn at random. Where all values are lists no combination comes twice, and there may be fewer
 * than `nIter`; of several sets one is drawn each time.
 */
export class ParameterSampler implements Iterable<Candidate> {
  readonly #sets: readonly ParamDistributions[];
  readonly #options: Required<Pick<SamplerOptions, "nIter">> & SamplerOptions;

  /** @throws UnknownOptionError, OptionValueError; EmptyInputError for an option without values. */
  constructor(sets: ParamDistributions | readonly ParamDistributions[], options: SamplerOptions = {}) {
    const where = "ParameterSampler";
    checkNames(where, options, ["nIter", "randomState"]);
    const { nIter = 10, randomState } = options;
    this.#sets = Array.isArray(sets) ? (sets as readonly ParamDistributions[]) : [sets as ParamDistributions];
    if (!Number.isSafeInteger(nIter) || nIter < 1) {
      throw new OptionValueError({
        where,
        problem: `nIter = ${show(nIter)}`,
        allowed: "a whole number of 1 or more",
        remedy: "pass for example nIter: 20",
      });
    }
    createRandom(randomState);
    for (const [name, values] of this.#sets.flatMap((set) => Object.entries(set))) checkValues(name, values);
    this.#options = { nIter, randomState };
  }

  *[Symbol.iterator](): IterableIterator<Candidate> {
    const { nIter, randomState } = this.#options;
    const random = createRandom(randomState);
    const lists = this.#sets.every((set) => Object.values(set).every((values) => Array.isArray(values)));
    if (!lists) {
      for (let i = 0; i < nIter; i++) yield draw(this.#sets[random.integer(this.#sets.length)], random);
      return;
    }
    const grid = new ParameterGrid(this.#sets as readonly ParamGrid[]);
    if (grid.length < nIter) {
      warn(
        "ParameterSampler",
        `there are ${grid.length} combinations, fewer than nIter = ${nIter}`,
        "lower nIter, or add values",
      );
    }
    for (const index of distinct(grid.length, Math.min(nIter, grid.length), random)) yield grid.at(index);
  }
}

function draw(set: ParamDistributions, random: Random): Candidate {
  const names = Object.keys(set).sort();
  return Object.fromEntries(
    names.map((name) => {
      const values = set[name];
      return [name, isDistribution(values) ? values.sample(random) : values[random.integer(values.length)]];
    }),
  );
}

/** `count` of the numbers 0 .. size - 1, none twice, in random order (Floyd's algorithm, then a shuffle). */
function distinct(size: number, count: number, random: Random): number[] {
  const chosen = new Set<number>();
  for (let last = size - count; last < size; last++) {
    const candidate = random.integer(last + 1);
    chosen.add(chosen.has(candidate) ? last : candidate);
  }
  const list = [...chosen];
  return Array.from(random.permutation(count), (i) => list[i]);
}

function checkValues(name: string, values: unknown): void {
  if (isDistribution(values) || (Array.isArray(values) && values.length > 0)) return;
  const isEmpty = Array.isArray(values);
  const parts = {
    where: "ParameterSampler",
    problem: isEmpty ? `option ${name} without values to try` : `${name} = ${show(values)}`,
    allowed: "a list of values, or a distribution with sample(random)",
    remedy: `pass for example ${name}: uniform(0, 1) or ${name}: [1, 2]`,
  };
  throw isEmpty ? new EmptyInputError(parts) : new OptionValueError(parts);
}
