import type { BinnedMatrix, Cut } from "../binning/index.ts";
import type { ThresholdTree } from "../ensemble/index.ts";

/** A node of a growing tree. */
export interface GrownNode {
  /** Its rows are rows[start .. end). */
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly sums: Float64Array;
  /** Missing in leaves. */
  split?: NodeSplit;
}

/** A split that was made. */
export interface NodeSplit extends Cut {
  readonly feature: number;
  /** What it improved, in the unit of the statistics. */
  readonly gain: number;
  readonly left: GrownNode;
  readonly right: GrownNode;
}

/** A tree as it was grown, with the training rows of each node. */
export interface GrownTree {
  readonly root: GrownNode;
  readonly rows: Uint32Array;
}

/** Leaves from left to right. */
export function leavesOf(node: GrownNode): GrownNode[] {
  const leaves: GrownNode[] = [];
  const stack = [node];
  while (stack.length > 0) {
    const at = stack.pop()!;
    if (at.split) stack.push(at.split.right, at.split.left);
    else leaves.push(at);
  }
  return leaves;
}

/** Lays a tree out in lists, parents first, left before right; `valuesOf` gives the numbers of a leaf. */
export function layOut(
  root: GrownNode,
  width: number,
  valuesOf: (leaf: GrownNode) => ArrayLike<number>,
): ThresholdTree {
  const nodes: GrownNode[] = [];
  const number = new Map<GrownNode, number>();
  const values: number[] = [];
  const stack = [root];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node.split) {
      number.set(node, nodes.length);
      nodes.push(node);
      stack.push(node.split.right, node.split.left);
    } else {
      number.set(node, ~(values.length / width));
      values.push(...Array.from(valuesOf(node)));
    }
  }
  return {
    feature: Int32Array.from(nodes, ({ split }) => split!.feature),
    edge: Float64Array.from(nodes, ({ split }) => split!.edge),
    left: Int32Array.from(nodes, ({ split }) => number.get(split!.left)!),
    right: Int32Array.from(nodes, ({ split }) => number.get(split!.right)!),
    values: Float64Array.from(values),
  };
}

/** Adds what each split gained to its feature. */
export function addGains(root: GrownNode, gains: Float64Array): void {
  const stack = [root];
  while (stack.length > 0) {
    const { split } = stack.pop()!;
    if (!split) continue;
    gains[split.feature] += split.gain;
    stack.push(split.left, split.right);
  }
}

/** The leaf a training row ends in, used for growing or not. */
export function leafOf(root: GrownNode, matrix: BinnedMatrix, row: number): GrownNode {
  let node = root;
  while (node.split) {
    const { feature, bin, left, right } = node.split;
    node = matrix.columns[feature][row] >= bin ? right : left;
  }
  return node;
}
