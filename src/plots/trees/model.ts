import type { PlottedGrid, PlottedLabels, PlottedModel } from "../models.ts";

/** What {@link plotTree} reads of fitted trees. */
export interface PlottedTrees {
  /** Number of trees. */
  readonly trees: number;
  /** Numbers a leaf holds. */
  readonly leafWidth: number;
  readonly outputs: number;
  /** What the sum of the leaves is: `share`, `sigmoid`, `softmax`, `identity`, `exp`. */
  readonly link: string;
  readonly parts: {
    readonly roots: Int32Array;
    readonly treeOutput: Int32Array | null;
    readonly feature: Int32Array;
    readonly threshold: Uint16Array;
    readonly left: Int32Array;
    readonly right: Int32Array;
    readonly values: Float64Array;
  };
}

/** A model made of trees: decision trees, random forests, boosted trees. */
export interface TreePlotModel extends PlottedModel {
  readonly binner_: PlottedGrid;
  /** The tree of a decision tree. */
  readonly tree_?: PlottedTrees;
  /** The trees of an ensemble. */
  readonly trees_?: PlottedTrees;
  readonly classes_?: PlottedLabels;
}
