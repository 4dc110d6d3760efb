import { flag } from "../../base/index.ts";
import type { OptionSpec } from "../../base/index.ts";
import { countOrShare, isShare, isWhole } from "../options.ts";
import type { CartOptions } from "./options.ts";

/** Options of forests beside those of their trees. */
export interface ForestOptions extends CartOptions {
  /** Trees. Default 20. */
  nEstimators: number;
  /** Whether each tree is grown on rows drawn with replacement. Default true. */
  bootstrap: boolean;
  /** Rows drawn for each tree: a count, a share, or null for as many as there are. Default null. */
  maxSamples: number | null;
  /** Whether each row is also predicted by the trees that did not see it: `oobScore_`. Default false. */
  oobScore: boolean;
}

/** The table entries of what {@link ForestOptions} adds. */
export const forestOptions: {
  readonly [K in Exclude<keyof ForestOptions, keyof CartOptions>]: OptionSpec<ForestOptions[K]>;
} = {
  nEstimators: {
    ...countOrShare(20, 1),
    allowed: "a whole number of 1 or more",
    accepts: (n) => isWhole(n, 1, Infinity),
  },
  bootstrap: flag(true),
  maxSamples: {
    default: null,
    allowed: "a whole number of 1 or more, a share between 0 and 1, or null for all rows",
    accepts: (value) => value === null || isWhole(value, 1, Infinity) || isShare(value),
  },
  oobScore: flag(false),
};
