import { leastAbove, leastRoundingAbove, leastRoundingToAtLeast } from "../../models/trees/import/index.ts";
import type { OnnxNode } from "../model.ts";
import { floatsOf, intsOf, invalidNode, numbersOf, textsOf, unsupportedNode } from "../nodes.ts";
import { readTree } from "../../models/trees/import/index.ts";
import type { FileNode, ReadTree } from "../../models/trees/import/index.ts";

/** Numbers leaves add to outputs: one entry a leaf and output. */
export interface LeafWeights {
  readonly trees: readonly number[];
  readonly nodes: readonly number[];
  /** Output of each entry. */
  readonly ids: readonly number[];
  readonly weights: Float64Array;
}

/** A list of floats, as versions 1 and 3 of the operators have it, or of doubles, as version 3 may. */
export function weightsOf(node: OnnxNode, name: string): Float64Array {
  const tensor = node.attributes.get(`${name}_as_tensor`);
  if (tensor === undefined) return floatsOf(node, name);
  if (tensor.kind === "tensor") return numbersOf(tensor.value, node);
  throw invalidNode(node, `attribute ${name}_as_tensor of kind ${tensor.kind}`, "kind tensor");
}

/** Entries of the lists `class_...` or `target_...`. */
export function leafWeightsOf(node: OnnxNode, prefix: "class" | "target"): LeafWeights {
  const list = (name: string): number[] => intsOf(node, `${prefix}_${name}`);
  const entries = {
    trees: list("treeids"),
    nodes: list("nodeids"),
    ids: list("ids"),
    weights: weightsOf(node, `${prefix}_weights`),
  };
  const { trees, nodes, ids, weights } = entries;
  const lengths = [trees, nodes, ids, weights].map(({ length }) => length);
  if (lengths.some((length) => length !== lengths[0] || length === 0))
    throw invalidNode(node, `lists ${prefix}_... of ${lengths.join(", ")} entries`, "lists of one length");
  if (!weights.every(Number.isFinite))
    throw invalidNode(node, "a weight that is not finite", "finite weights");
  return entries;
}

/** How a mode compares: whether the true branch is that of greater values, and whether equal ones are among them. */
const MODES: Readonly<
  Record<string, { readonly isAbove: boolean; readonly takesEqual: boolean } | undefined>
> = {
  BRANCH_LEQ: { isAbove: false, takesEqual: true },
  BRANCH_LT: { isAbove: false, takesEqual: false },
  BRANCH_GTE: { isAbove: true, takesEqual: true },
  BRANCH_GT: { isAbove: true, takesEqual: false },
};

/** What the lists of nodes are read with. */
export interface TreeContext {
  readonly features: number;
  /** Whether values are compared as float32. */
  readonly isSingle: boolean;
  /** Numbers a leaf has. */
  readonly width: number;
  /** Place of an output among them. */
  readonly placeOf: (id: number) => number;
}

/**
 * The trees of an ensemble from its parallel lists, in the order of the file; the first node of each is its root.
 *
 * Source: the operators TreeEnsembleClassifier and TreeEnsembleRegressor of ai.onnx.ml, versions 1 and 3.
 *
 * @throws CorruptedDataError for lists that are no trees, UnsupportedOperationError for tests of equality.
 */
export function treesOf(node: OnnxNode, leafWeights: LeafWeights, context: TreeContext): ReadTree[] {
  const lists = nodeLists(node);
  const { trees, nodes } = lists;
  const indexOf = new Map<string, number>();
  const rootOf = new Map<number, number>();
  trees.forEach((tree, i) => {
    const key = `${tree} ${nodes[i]}`;
    if (indexOf.has(key)) throw invalidNode(node, `node ${nodes[i]} of tree ${tree} twice`, "each node once");
    indexOf.set(key, i);
    if (!rootOf.has(tree)) rootOf.set(tree, i);
  });
  const leaves = leavesOf(node, leafWeights, indexOf, context);
  const child = (tree: number, id: number): number => {
    const found = indexOf.get(`${tree} ${id}`);
    if (found !== undefined) return found;
    throw invalidNode(node, `no node ${id} in tree ${tree}`, "children that exist");
  };
  let reached = 0;
  const read = Array.from(rootOf, ([tree, root]) =>
    readTree<number>(
      root,
      (i): FileNode<number> => {
        reached++;
        if (lists.modes[i] === "LEAF") return { leaf: leaves.get(i) ?? new Float64Array(context.width) };
        if (leaves.has(i))
          throw invalidNode(node, `a weight of node ${nodes[i]}, which is no leaf`, "weights of leaves");
        return branch(node, i, lists, context, (id) => child(tree, id));
      },
      `tree ${tree}`,
      "fromOnnx",
    ),
  );
  if (reached === trees.length) return read;
  throw invalidNode(
    node,
    `${trees.length - reached} nodes that no root leads to`,
    "trees whose first node is the root",
  );
}

/** Whether rows without a value go a way of their own: then the model was trained with such rows. */
export function tracksGaps(node: OnnxNode): boolean {
  return intsOf(node, "nodes_missing_value_tracks_true").includes(1);
}

interface NodeLists {
  readonly trees: readonly number[];
  readonly nodes: readonly number[];
  readonly features: readonly number[];
  readonly modes: readonly string[];
  readonly values: Float64Array;
  readonly whenTrue: readonly number[];
  readonly whenFalse: readonly number[];
  readonly tracksTrue: readonly number[];
}

function nodeLists(node: OnnxNode): NodeLists {
  const trees = intsOf(node, "nodes_treeids");
  const given = intsOf(node, "nodes_missing_value_tracks_true");
  const lists = {
    trees,
    nodes: intsOf(node, "nodes_nodeids"),
    features: intsOf(node, "nodes_featureids"),
    modes: textsOf(node, "nodes_modes"),
    values: weightsOf(node, "nodes_values"),
    whenTrue: intsOf(node, "nodes_truenodeids"),
    whenFalse: intsOf(node, "nodes_falsenodeids"),
    tracksTrue: given.length === 0 ? trees.map(() => 0) : given,
  };
  const lengths = Object.values(lists).map(({ length }) => length);
  if (lengths.every((length) => length === lengths[0] && length > 0)) return lists;
  throw invalidNode(
    node,
    `lists nodes_... of ${lengths.join(", ")} entries`,
    "lists of one length, not empty",
  );
}

function branch(
  node: OnnxNode,
  i: number,
  lists: NodeLists,
  { features, isSingle }: TreeContext,
  child: (id: number) => number,
): FileNode<number> {
  const mode = Object.hasOwn(MODES, lists.modes[i]) ? MODES[lists.modes[i]] : undefined;
  if (!mode) {
    throw unsupportedNode(
      node,
      `a test of mode ${lists.modes[i]}`,
      Object.keys(MODES).join(", "),
      "encode categories as numbers before training, for example one-hot",
    );
  }
  const [feature, threshold] = [lists.features[i], lists.values[i]];
  if (!(feature >= 0 && feature < features))
    throw invalidNode(node, `a test of feature ${feature} of ${features}`, "tests of the model's features");
  if (!Number.isFinite(threshold))
    throw invalidNode(node, `a threshold that is ${threshold}`, "finite thresholds");
  // Values from the edge on are on the greater side; equal ones are where the mode puts them.
  const isEqualAbove = mode.isAbove === mode.takesEqual;
  const [whenTrue, whenFalse] = [child(lists.whenTrue[i]), child(lists.whenFalse[i])];
  return {
    feature,
    edge: edgeOf(threshold, isEqualAbove, isSingle),
    left: mode.isAbove ? whenFalse : whenTrue,
    right: mode.isAbove ? whenTrue : whenFalse,
    // A comparison with NaN is false.
    gapRight: (lists.tracksTrue[i] === 1) === mode.isAbove,
    gain: 1,
  };
}

function edgeOf(threshold: number, isEqualAbove: boolean, isSingle: boolean): number {
  if (!isSingle) return isEqualAbove ? threshold : leastAbove(threshold);
  return isEqualAbove ? leastRoundingToAtLeast(threshold) : leastRoundingAbove(threshold);
}

function leavesOf(
  node: OnnxNode,
  { trees, nodes, ids, weights }: LeafWeights,
  indexOf: ReadonlyMap<string, number>,
  { width, placeOf }: TreeContext,
): Map<number, Float64Array> {
  const leaves = new Map<number, Float64Array>();
  trees.forEach((tree, entry) => {
    const at = indexOf.get(`${tree} ${nodes[entry]}`);
    if (at === undefined)
      throw invalidNode(
        node,
        `a weight of node ${nodes[entry]} of tree ${tree}, which does not exist`,
        "weights of leaves",
      );
    const leaf = leaves.get(at) ?? new Float64Array(width);
    leaf[placeOf(ids[entry])] += weights[entry];
    leaves.set(at, leaf);
  });
  return leaves;
}
