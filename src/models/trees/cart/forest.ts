import { OptionValueError } from "../../../core/index.ts";
import type { Checkpoints } from "../../base/index.ts";
import type { ForestTask } from "./forest-tree.ts";
import type { CartTree } from "./grow-cart.ts";
import { featureCount } from "./options.ts";
import { growTrees } from "./parallel.ts";

/** A grown forest. */
export interface Forest {
  readonly trees: readonly CartTree[];
  /** Mean of the trees' importances. */
  readonly importances: Float64Array;
  /** How often each tree drew each row; only with `oobScore`. */
  readonly draws: readonly Uint16Array[] | undefined;
}

/**
 * Grows trees on rows drawn with replacement, each node choosing from some of the features; the same forest over any
 * number of threads.
 *
 * @throws CancelledError between trees.
 * Source: Breiman (2001), Random Forests.
 */
export async function growForest(
  task: ForestTask,
  threads: number,
  checkpoints: Checkpoints,
): Promise<Forest> {
  checkForest(task);
  const trees = await growTrees(task, threads, checkpoints);
  const importances = new Float64Array(task.grid.matrix.columns.length);
  for (const tree of trees)
    tree.importances.forEach((value, j) => {
      importances[j] += value / trees.length;
    });
  return {
    trees,
    importances,
    draws: task.params.oobScore ? trees.map(({ drawn }) => drawn!) : undefined,
  };
}

/** Refuses what no tree could be grown with, before any thread is started. */
function checkForest({ params, weight, grid, where }: ForestTask): void {
  const { bootstrap, maxSamples, oobScore } = params;
  const rows = weight.length;
  const bad = [
    ...(!bootstrap && maxSamples !== null ? [`maxSamples = ${maxSamples} with bootstrap = false`] : []),
    ...(!bootstrap && oobScore ? ["oobScore = true with bootstrap = false"] : []),
    ...(maxSamples !== null && maxSamples > rows ? [`maxSamples = ${maxSamples} of ${rows} rows`] : []),
  ];
  if (bad.length > 0) {
    throw new OptionValueError({
      where,
      problem: bad.join("; "),
      allowed: "maxSamples and oobScore with bootstrap = true, maxSamples of at most the number of rows",
      remedy: "set bootstrap: true, and lower maxSamples",
    });
  }
  featureCount(params.maxFeatures, grid.matrix.columns.length, where);
}
