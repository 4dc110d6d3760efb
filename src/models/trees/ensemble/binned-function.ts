import type { Tensor } from "../../../core/index.ts";
import type { Graph } from "../../../graph/index.ts";
import type { BinnedMatrix } from "../binning/index.ts";
import type { TreeLink } from "./links.ts";

/** A sum of functions of bin numbers: what a fitted tree or additive model is. */
export interface BinnedFunction {
  readonly features: number;
  readonly outputs: number;
  readonly link: TreeLink;
  /** Real values, shape [n, outputs]. */
  decisions(bins: BinnedMatrix): Tensor;
  /** The same function with integer values. `nBits`: of the values of one tree or table, 1 to 16. */
  quantize(nBits: number): IntegerFunction;
  /** Plain data, for `JSON.stringify`. */
  toJSON(): object;
}

/** The integer twin: real value = scale * integer. */
export interface IntegerFunction {
  /** Real size of one integer step, positive. */
  readonly scale: number;
  /** Least and greatest integer of each output that any row can give. */
  readonly ranges: readonly { readonly min: number; readonly max: number }[];
  /** Integers, shape [n, outputs]. */
  integers(bins: BinnedMatrix): Tensor;
  /**
   * The same as operations on bin numbers: input `x` of shape [features], output of shape [outputs].
   *
   * @param bins - Largest number of bins of a feature.
   * @param name - What the model is called in messages.
   */
  graph(bins: number, name: string): Graph;
}
