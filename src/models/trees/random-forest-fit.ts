import { Tensor } from "../../core/index.ts";
import type { BinnedMatrix } from "./binning/index.ts";
import type { Forest } from "./cart/index.ts";
import { assemble } from "./ensemble/index.ts";
import type { BinnedEnsemble, TreeLink } from "./ensemble/index.ts";
import type { TreeTraining } from "./training-data.ts";

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
