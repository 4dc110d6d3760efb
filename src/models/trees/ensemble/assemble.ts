import { Binner } from "../binning/index.ts";
import { TreeEnsemble } from "./tree-ensemble.ts";
import type { TreeEnsembleParts } from "./parts.ts";

/** A tree with real thresholds: children and root as in {@link TreeEnsembleParts}, root 0 or ~0. */
export interface ThresholdTree {
  readonly feature: Int32Array;
  /** Rows with value >= edge go right. */
  readonly edge: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Numbers of the leaves. */
  readonly values: Float64Array;
}

/** What is known of an ensemble beside its trees. */
export type EnsembleHead = Pick<
  TreeEnsembleParts,
  "features" | "outputs" | "link" | "base" | "scale" | "treeOutput"
>;

/** An ensemble and the grid its tests are on. */
export interface BinnedEnsemble {
  readonly binner: Binner;
  readonly ensemble: TreeEnsemble;
}

/**
 * Puts trees with real thresholds on a grid: the given one, or the smallest that has all their thresholds,
 * on which no prediction changes.
 */
export function assemble(
  trees: readonly ThresholdTree[],
  head: EnsembleHead,
  binner?: Binner,
): BinnedEnsemble {
  const grid = binner ?? gridOf(trees, head.features);
  const width = head.treeOutput === null ? head.outputs : 1;
  const count = (list: (tree: ThresholdTree) => number): number =>
    trees.reduce((sum, tree) => sum + list(tree), 0);
  const nodes = count((tree) => tree.feature.length);
  const parts = {
    roots: new Int32Array(trees.length),
    feature: new Int32Array(nodes),
    threshold: new Uint16Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    values: new Float64Array(count((tree) => tree.values.length)),
  };
  let [node, leaf] = [0, 0];
  trees.forEach((tree, t) => {
    const place = (child: number): number => (child >= 0 ? child + node : child - leaf);
    parts.roots[t] = place(tree.feature.length > 0 ? 0 : ~0);
    tree.feature.forEach((feature, i) => {
      parts.feature[node + i] = feature;
      parts.threshold[node + i] = grid.test(feature, tree.edge[i]);
      parts.left[node + i] = place(tree.left[i]);
      parts.right[node + i] = place(tree.right[i]);
    });
    parts.values.set(tree.values, leaf * width);
    node += tree.feature.length;
    leaf += tree.values.length / width;
  });
  return { binner: grid, ensemble: new TreeEnsemble({ ...head, ...parts }) };
}

function gridOf(trees: readonly ThresholdTree[], features: number): Binner {
  const thresholds = Array.from({ length: features }, () => new Set<number>());
  for (const { feature, edge } of trees) feature.forEach((j, i) => thresholds[j].add(edge[i]));
  return Binner.fromThresholds(thresholds);
}
