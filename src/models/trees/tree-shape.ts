import type { TreeEnsemble } from "./ensemble/index.ts";

/** Sizes of an ensemble. */
export interface TreeShape {
  /** Splits from a root to the deepest leaf. */
  readonly depth: number;
  /** Decision nodes of all trees. */
  readonly nodes: number;
  readonly leaves: number;
}

/** Measures an ensemble. */
export function treeShape({ parts, leaves }: TreeEnsemble): TreeShape {
  const { roots, left, right } = parts;
  const depths = new Int32Array(left.length);
  let depth = 0;
  for (const root of roots) if (root >= 0) depths[root] = 1;
  // Children come after their parents.
  for (let node = 0; node < left.length; node++) {
    depth = Math.max(depth, depths[node]);
    for (const child of [left[node], right[node]]) if (child >= 0) depths[child] = depths[node] + 1;
  }
  return { depth, nodes: left.length, leaves };
}
