import { OptionValueError } from "../../../core/index.ts";
import type { Random } from "../../../core/index.ts";
import { atLeast } from "../../base/index.ts";
import type { OptionSpec } from "../../base/index.ts";
import type { FeatureDraw, GrowthLimits } from "../growth/index.ts";
import { countOf, countOrShare, isShare, isWhole, limit, within } from "../options.ts";

/** How many features a node may choose from: a count, a share of them, a function of their number, null for all. */
export type MaxFeatures = number | "sqrt" | "log2" | null;

/** Options of trees grown by impurity, as scikit-learn's. */
export interface CartOptions {
  /** Splits from the root to a leaf, null for no limit. */
  maxDepth: number | null;
  /** Rows a node needs to be split: a count, or a share of the rows. Default 2. */
  minSamplesSplit: number;
  /** Rows each side of a split needs: a count, or a share of the rows. Default 1. */
  minSamplesLeaf: number;
  /** Share of the total weight each side of a split needs, 0 to 0.5. Default 0. */
  minWeightFractionLeaf: number;
  /** Features each node chooses from, drawn anew for each: whole numbers are counts, others shares. */
  maxFeatures: MaxFeatures;
  /** Greatest number of leaves, null for no limit; the nodes that gain most are split first. Default null. */
  maxLeafNodes: number | null;
  /** Splits have to lower the impurity, weighted by the share of the rows, by at least this. Default 0. */
  minImpurityDecrease: number;
  /** Branches that lower the weighted impurity by less than this a leaf are cut off afterwards. Default 0. */
  ccpAlpha: number;
}

/** The table entries of {@link CartOptions}. */
export function cartOptions(
  maxDepth: number | null,
  maxFeatures: MaxFeatures,
): { readonly [K in keyof CartOptions]: OptionSpec<CartOptions[K]> } {
  return {
    maxDepth: limit(maxDepth, 1),
    minSamplesSplit: countOrShare(2, 2),
    minSamplesLeaf: countOrShare(1, 1),
    minWeightFractionLeaf: within(0, 0, 0.5),
    maxFeatures: {
      default: maxFeatures,
      allowed: 'a whole number of 1 or more, a share between 0 and 1, "sqrt", "log2", or null for all',
      accepts: (value) =>
        value === null ||
        value === "sqrt" ||
        value === "log2" ||
        isWhole(value, 1, Infinity) ||
        isShare(value),
    },
    maxLeafNodes: limit(null, 2),
    minImpurityDecrease: atLeast(0, 0),
    ccpAlpha: atLeast(0, 0),
  };
}

/** Improvements this small are rounding (scikit-learn's rule). */
const EPSILON = Number.EPSILON;

/**
 * What the options allow on `rows` rows of a total weight. Shares are of all rows, also of those a bootstrap left out
 * (as in scikit-learn).
 */
export function cartLimits(params: CartOptions, rows: number, weight: number): GrowthLimits {
  const { maxDepth, maxLeafNodes, minImpurityDecrease, minWeightFractionLeaf } = params;
  const minRows = countOf(params.minSamplesLeaf, rows, Math.ceil);
  return {
    maxDepth: maxDepth ?? Infinity,
    maxLeaves: maxLeafNodes ?? Infinity,
    minRowsToSplit: Math.max(countOf(params.minSamplesSplit, rows, Math.ceil), 2, 2 * minRows),
    minRows,
    minWeight: minWeightFractionLeaf * weight,
    // Splits that gain nothing are made as well: what comes below them may gain (exclusive or).
    accepts: (gain) => gain / weight + EPSILON >= minImpurityDecrease,
  };
}

/** Draws the features of each node; undefined where every node may use all. @throws as {@link featureCount} */
export function featureDraw(
  maxFeatures: MaxFeatures,
  features: number,
  random: Random,
  where: string,
): FeatureDraw | undefined {
  const count = featureCount(maxFeatures, features, where);
  return count === features ? undefined : { count, order: () => random.permutation(features) };
}

/**
 * How many features a node chooses from.
 *
 * @throws OptionValueError for more than there are.
 */
export function featureCount(maxFeatures: MaxFeatures, features: number, where: string): number {
  if (maxFeatures === null) return features;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(features)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(features)));
  const count = countOf(maxFeatures, features, (share) => Math.max(1, Math.floor(share)));
  if (count <= features) return count;
  throw new OptionValueError({
    where,
    problem: `maxFeatures = ${count} of ${features} features`,
    allowed: `a whole number from 1 to ${features}, a share between 0 and 1, "sqrt", "log2", or null`,
    remedy: "lower maxFeatures, or pass null for all features",
  });
}
