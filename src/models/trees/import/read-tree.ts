import { damaged, notImported } from "./errors.ts";
import type { ReadTree } from "./read-model.ts";

/** A node as a file has it; `Id` is how the file refers to nodes. */
export type FileNode<Id> =
  | { readonly leaf: ArrayLike<number> }
  | {
      readonly feature: number;
      /** Rows with value >= edge go right. */
      readonly edge: number;
      readonly left: Id;
      readonly right: Id;
      /** Whether rows without a value go right. */
      readonly gapRight: boolean;
      readonly gain: number;
    };

/** No trained tree is as deep; what follows may then walk trees by recursion. */
const MOST_DEPTH = 500;

/**
 * Walks a tree from its root and numbers its nodes, children after their parents.
 *
 * @param name - The tree in messages: `tree 3`.
 * @throws CorruptedDataError for a node that is met twice, as in a cycle, UnsupportedOperationError for a tree
 *   deeper than 500.
 */
export function readTree<Id>(
  root: Id,
  nodeAt: (id: Id) => FileNode<Id>,
  name: string,
  where: string,
): ReadTree {
  const nodes = { feature: [], edge: [], left: [], right: [], gap: [], gain: [] } as Record<string, number[]>;
  const values: number[] = [];
  const seen = new Set<Id>();
  let leaves = 0;
  const stack: { id: Id; depth: number; parent: number; side: number[] }[] = [
    { id: root, depth: 0, parent: 0, side: [] },
  ];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { id, depth, parent, side } = next;
    if (seen.has(id)) throw cyclic(name, where);
    if (depth > MOST_DEPTH) throw tooDeep(name, where);
    seen.add(id);
    const node = nodeAt(id);
    if ("leaf" in node) {
      side[parent] = ~leaves++;
      for (let k = 0; k < node.leaf.length; k++) values.push(node.leaf[k]);
      continue;
    }
    const at = nodes.feature.length;
    side[parent] = at;
    nodes.feature.push(node.feature);
    nodes.edge.push(node.edge);
    nodes.left.push(0);
    nodes.right.push(0);
    nodes.gap.push(node.gapRight ? 1 : 0);
    nodes.gain.push(node.gain);
    stack.push({ id: node.right, depth: depth + 1, parent: at, side: nodes.right });
    stack.push({ id: node.left, depth: depth + 1, parent: at, side: nodes.left });
  }
  return {
    feature: Int32Array.from(nodes.feature),
    edge: Float64Array.from(nodes.edge),
    left: Int32Array.from(nodes.left),
    right: Int32Array.from(nodes.right),
    values: Float64Array.from(values),
    gapRight: Uint8Array.from(nodes.gap),
    gain: Float64Array.from(nodes.gain),
  };
}

function cyclic(name: string, where: string): Error {
  const problem = `${name} has a node in two places: it is a cycle, or no tree`;
  return damaged(where, problem, "trees: every node but the root below exactly one other");
}

function tooDeep(name: string, where: string): Error {
  return notImported(
    where,
    `${name} is deeper than ${MOST_DEPTH} splits`,
    `trees of at most ${MOST_DEPTH} splits from root to leaf`,
    "limit the depth in training",
  );
}
