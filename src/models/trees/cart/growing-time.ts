import { countOf } from "../options.ts";
import type { ForestTask } from "./forest-tree.ts";
import { featureCount } from "./options.ts";

// Nanoseconds, fitted to forests of many shapes on one thread of a server of 2026.
/** Drawing a row or a feature. */
const PER_DRAW = 100;
/** Adding a row to the histogram of a feature. */
const PER_ADDED_ROW = 4;
/** Clearing a sum of a histogram. */
const PER_SUM = 1.5;
/** Trying a split. */
const PER_SPLIT = 9;

/** Rows in a leaf that nothing but its purity stops, roughly. */
const ROWS_A_PURE_LEAF = 3;

/** About how many milliseconds a forest takes on one thread: mostly right to a factor of two. */
export function growingTime({ grid, weight, targets, params, where }: ForestTask): number {
  const { bins, columns } = grid.matrix;
  const [rows, features] = [weight.length, columns.length];
  const tried = featureCount(params.maxFeatures, features, where);
  const isDrawn = tried < features;
  const leaves = Math.min(
    2 ** (params.maxDepth ?? Infinity),
    params.maxLeafNodes ?? Infinity,
    Math.max(1, rows / Math.max(ROWS_A_PURE_LEAF, countOf(params.minSamplesLeaf, rows, Math.ceil))),
  );
  const levels = Math.log2(leaves);
  // Where nodes try all features, the histograms of the greater child are a difference.
  const added = rows * (isDrawn ? levels : (levels + 1) / 2);
  const scanned = (leaves * bins.reduce((a, b) => a + b, 0)) / features;
  const sums = targets.kind === "classes" ? targets.classes + 1 : 3;
  const feature =
    PER_ADDED_ROW * added + PER_SUM * scanned * sums + PER_SPLIT * Math.min(scanned, rows * levels);
  const drawn = rows + (isDrawn ? leaves * features : 0);
  return ((PER_DRAW * drawn + tried * feature) * params.nEstimators) / 1e6;
}
