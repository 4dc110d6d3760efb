import { OptionValueError } from "../../../core/index.ts";
import type { Random } from "../../../core/index.ts";
import type { Checkpoints } from "../../base/index.ts";
import { flag } from "../../base/index.ts";
import type { OptionSpec } from "../../base/index.ts";
import { countOf, countOrShare, isShare, isWhole } from "../options.ts";
import type { CartTask, CartTree } from "./grow-cart.ts";
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

/** A grown forest. */
export interface Forest {
  readonly trees: readonly CartTree[];
  /** Mean of the trees' importances. */
  readonly importances: Float64Array;
  /** How often each tree drew each row; undefined without bootstrap. */
  readonly draws: readonly Uint16Array[] | undefined;
}

/** What a forest is grown from; `task.random` is forked for each tree. */
export interface ForestTask extends Omit<CartTask, "params"> {
  readonly params: ForestOptions;
  readonly checkpoints: Checkpoints;
}

/**
 * Grows trees on rows drawn with replacement, each node choosing from some of the features.
 *
 * Source: Breiman (2001), Random Forests.
 */
export async function growForest(task: ForestTask, growOne: (task: CartTask) => CartTree): Promise<Forest> {
  const { params, weight, checkpoints } = task;
  checkForest(params, weight.length, task.where);
  const trees: CartTree[] = [];
  const draws: Uint16Array[] = [];
  for (let t = 0; t < params.nEstimators; t++) {
    const random = task.random.fork(`tree ${t}`);
    if (params.bootstrap) draws.push(drawRows(weight, params.maxSamples, random));
    const drawn = params.bootstrap ? weight.map((value, i) => value * draws[t][i]) : weight;
    trees.push(growOne({ ...task, weight: drawn, random }));
    await checkpoints.reach(t + 1);
  }
  const importances = new Float64Array(task.grid.matrix.columns.length);
  for (const tree of trees)
    tree.importances.forEach((value, j) => {
      importances[j] += value / trees.length;
    });
  return { trees, importances, draws: params.bootstrap ? draws : undefined };
}

function checkForest({ bootstrap, maxSamples, oobScore }: ForestOptions, rows: number, where: string): void {
  const bad = [
    ...(!bootstrap && maxSamples !== null ? [`maxSamples = ${maxSamples} with bootstrap = false`] : []),
    ...(!bootstrap && oobScore ? ["oobScore = true with bootstrap = false"] : []),
    ...(maxSamples !== null && maxSamples > rows ? [`maxSamples = ${maxSamples} of ${rows} rows`] : []),
  ];
  if (bad.length === 0) return;
  throw new OptionValueError({
    where,
    problem: bad.join("; "),
    allowed: "maxSamples and oobScore with bootstrap = true, maxSamples of at most the number of rows",
    remedy: "set bootstrap: true, and lower maxSamples",
  });
}

/** How often each row is drawn. */
function drawRows(weight: Float64Array, maxSamples: number | null, random: Random): Uint16Array {
  const rows = weight.length;
  const counts = new Uint16Array(rows);
  const draws =
    maxSamples === null ? rows : countOf(maxSamples, rows, (share) => Math.max(1, Math.floor(share)));
  for (let i = 0; i < draws; i++) counts[random.integer(rows)]++;
  return counts;
}
