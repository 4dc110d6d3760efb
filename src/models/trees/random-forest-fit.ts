import { createRandom, Tensor } from "../../core/index.ts";
import type { BinnedMatrix } from "./binning/index.ts";
import type { Forest, ForestOptions, ForestTargets, ForestTask } from "./cart/index.ts";
import { assemble } from "./ensemble/index.ts";
import type { BinnedEnsemble, TreeLink } from "./ensemble/index.ts";
import type { TreeModelOptions } from "./options.ts";
import type { TreeTraining } from "./training-data.ts";
import { TREE_FIT_OPTIONS } from "./tree-model.ts";
import type { TreeFitOptions } from "./tree-model.ts";

/** Options of `fit` of forests. */
export interface ForestFitOptions extends TreeFitOptions {
  /**
   * Worker threads at most, for long fits; 1 is the calling thread. The forest is the same over any number. Default: as
   * many as the machine says it has, 16 at most.
   */
  readonly threads?: number | undefined;
  /**
   * For boosted trees only. With it TypeScript can tell how to call `fit` of what may be a forest or boosted trees.
   *
   * @internal
   */
  readonly evalSet?: undefined;
}

export const FOREST_FIT_OPTIONS: readonly string[] = [...TREE_FIT_OPTIONS, "threads"];

/** What the trees are grown from. */
export function forestTask(
  { grid: { matrix, cuts }, weight }: TreeTraining,
  targets: ForestTargets,
  params: ForestOptions & TreeModelOptions,
  where: string,
): ForestTask {
  const seed = params.randomState ?? createRandom().next();
  return { grid: { matrix, cuts }, weight, targets, params, seed, where };
}

/** The mean of a forest's trees, on the grid. */
export function assembleForest(
  { trees }: Forest,
  { X, grid }: TreeTraining,
  outputs: number,
  link: TreeLink,
): BinnedEnsemble {
  const head = { features: X.shape[1], outputs, link, scale: 1 / trees.length, treeOutput: null };
  return assemble(
    trees.map(({ tree }) => tree),
    { ...head, base: new Float64Array(outputs) },
    grid.binner,
  );
}

/** Predictions for training rows by the trees that did not draw them. */
export interface OutOfBag {
  /** Mean over those trees, shape [rows, outputs]. */
  readonly decisions: Tensor;
  /** Rows that some tree did not draw: of others nothing is known. */
  readonly rows: number[];
}

/** Predicts each training row by the trees that did not draw it. */
export function outOfBag(
  { ensemble, binner }: BinnedEnsemble,
  { X }: TreeTraining,
  draws: readonly Uint16Array[],
): OutOfBag {
  const bins: BinnedMatrix = binner.transform(X);
  const { outputs } = ensemble;
  const sums = Tensor.zeros([X.length, outputs]);
  const counts = new Uint32Array(X.length);
  draws.forEach((drawn, tree) => {
    ensemble.apply(bins, tree).forEach((leaf, i) => {
      if (drawn[i] > 0) return;
      counts[i]++;
      for (let k = 0; k < outputs; k++)
        sums.data[i * outputs + k] += ensemble.parts.values[leaf * outputs + k];
    });
  });
  const rows = Array.from(counts.keys()).filter((i) => counts[i] > 0);
  const means = sums.map((value, at) => value / counts[Math.floor(at / outputs)]);
  return { decisions: means.take(rows), rows };
}
