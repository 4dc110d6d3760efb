import type { RandomState } from "../../core/index.ts";
import { choice, randomStateOption } from "../base/index.ts";
import type { OptionSpec } from "../base/index.ts";

/** Bits of the bin numbers of the inputs and of the integer leaves: one number for both, or each by name. */
export type TreeBits = number | { readonly opInputs: number; readonly opLeaves: number };

/**
 * How the grid of the inputs is chosen.
 *
 * - `quantile`: bins of equal weight; edges are the shortest decimals between neighbouring training values.
 *   With fewer distinct values than bins the edges publish the values of the column.
 * - `uniform`: bins of equal width, which publish the least and the greatest value only.
 * - `exact`: every midpoint between neighbouring values may be a threshold, as in scikit-learn; the grid is
 *   then made of the thresholds the model uses, which it publishes, and takes as many bits as they need.
 */
export type Binning = "quantile" | "uniform" | "exact";

/** Options of every tree model. */
export interface TreeModelOptions {
  /** Bits of binned inputs (2 to 8) and of integer leaves (2 to 16). Default 6 for both. */
  nBits: TreeBits;
  /** How inputs are binned. Default `quantile`. */
  binning: Binning;
  /** Seed of whatever is random in fit. Default: a different result each time. */
  randomState: RandomState;
}

/** The `nBits` option of tree models. */
export const treeBits: OptionSpec<TreeBits> = {
  default: 6,
  allowed: "a whole number from 2 to 8, or { opInputs: 2 to 8, opLeaves: 2 to 16 }",
  accepts: (value) => {
    if (typeof value !== "object" || value === null) return isWhole(value, 2, 8);
    const { opInputs, opLeaves, ...rest } = value as Record<string, unknown>;
    return isWhole(opInputs, 2, 8) && isWhole(opLeaves, 2, 16) && Object.keys(rest).length === 0;
  },
};

/** Bits of inputs and of leaves of a {@link TreeBits} option. */
export function splitTreeBits(bits: TreeBits): { opInputs: number; opLeaves: number } {
  return typeof bits === "number" ? { opInputs: bits, opLeaves: bits } : { ...bits };
}

/** The table entries of {@link TreeModelOptions}. */
export const treeModelOptions: {
  readonly nBits: OptionSpec<TreeBits>;
  readonly binning: OptionSpec<Binning>;
  readonly randomState: OptionSpec<RandomState>;
} = {
  nBits: treeBits,
  binning: choice<Binning>("quantile", "uniform", "exact"),
  randomState: randomStateOption,
};

/** A whole number of at least `minimum`, or null for no limit. */
export function limit(fallback: number | null, minimum: number): OptionSpec<number | null> {
  return {
    default: fallback,
    allowed: `a whole number of ${minimum} or more, or null for no limit`,
    accepts: (value) => value === null || isWhole(value, minimum, Infinity),
  };
}

/** A whole number of at least `minimum`, or a share between 0 and 1 of what there is. */
export function countOrShare(fallback: number, minimum: number): OptionSpec<number> {
  return {
    default: fallback,
    allowed: `a whole number of ${minimum} or more, or a share between 0 and 1`,
    accepts: (value) => isWhole(value, minimum, Infinity) || isShare(value),
  };
}

/** A number from `minimum` to `maximum`, `minimum` itself excluded where `open`. */
export function within(fallback: number, minimum: number, maximum: number, open = false): OptionSpec<number> {
  return {
    default: fallback,
    allowed: `a number ${open ? "above" : "from"} ${minimum} ${open ? "and up " : ""}to ${maximum}`,
    accepts: (value) =>
      typeof value === "number" && value <= maximum && (open ? value > minimum : value >= minimum),
  };
}

/** A count as it is, a share of `total` otherwise. */
export function countOf(value: number, total: number, round: (x: number) => number): number {
  return Number.isInteger(value) ? value : round(value * total);
}

export function isWhole(value: unknown, minimum: number, maximum: number): boolean {
  return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
}

export function isShare(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value < 1;
}
