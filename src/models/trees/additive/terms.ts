import type { TreeLink } from "../ensemble/links.ts";

/** A function of the bins of one or two features. */
export interface AdditiveTerm {
  /** One feature, or two different ones. */
  readonly features: readonly number[];
  /** Bins of each of them. */
  readonly bins: readonly number[];
  /** A number an output for each bin, or pair of bins: shape [...bins, outputs]. */
  readonly values: Float64Array;
}

/** The parts of a sum of tables. */
export interface AdditiveParts {
  readonly features: number;
  readonly outputs: number;
  readonly link: TreeLink;
  /** One number an output, added to every row's sum. */
  readonly base: Float64Array;
  readonly terms: readonly AdditiveTerm[];
}
