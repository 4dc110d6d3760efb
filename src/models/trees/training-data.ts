import type { Tensor } from "../../core/index.ts";
import { binnedGrid, exactGrid } from "./binning/index.ts";
import type { TrainingGrid } from "./binning/index.ts";
import { splitTreeBits } from "./options.ts";
import type { TreeModelOptions } from "./options.ts";

/** Rows that count, and the grid made of them: what a row of weight 0 holds changes nothing. */
export interface TreeTraining {
  /** Shape [n, d]. */
  readonly X: Tensor;
  readonly weight: Float64Array;
  /** Numbers of these rows in the data that was given. */
  readonly rows: Uint32Array;
  readonly grid: TrainingGrid;
}

/** Leaves out rows without weight and bins the others as the options say. */
export function prepareTraining(
  X: Tensor,
  weight: Float64Array,
  { nBits, binning }: TreeModelOptions,
): TreeTraining {
  const rows = Uint32Array.from(weight.keys()).filter((i) => weight[i] > 0);
  const isAll = rows.length === weight.length;
  const [used, usedWeight] = isAll ? [X, weight] : [X.take(rows), Float64Array.from(rows, (i) => weight[i])];
  const grid =
    binning === "exact"
      ? exactGrid(used)
      : binnedGrid(used, binning, splitTreeBits(nBits).opInputs, usedWeight);
  return { X: used, weight: usedWeight, rows, grid };
}
