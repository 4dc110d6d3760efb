import type { ReadModel, ReadTree } from "../../models/trees/import/index.ts";
import type { OnnxNode } from "../model.ts";
import { intOf, intsOf, invalidNode, textOf, textsOf, unsupportedNode } from "../nodes.ts";
import { leafWeightsOf, tracksGaps, treesOf, weightsOf } from "./node-lists.ts";
import type { LeafWeights } from "./node-lists.ts";

/** What surrounds the node of an ensemble in a file. */
export interface TreeSurroundings {
  readonly features: number;
  /** Whether values are compared as float32. */
  readonly isSingle: boolean;
  /** Whether the exponential of the sums is the prediction. */
  readonly isExp: boolean;
}

/** How far shares may be from adding up to 1: they are float32, and many are added. */
const TOLERANCE = 1e-3;

/** A regressor from its node. @throws CorruptedDataError, UnsupportedOperationError */
export function regressorOf(node: OnnxNode, { features, isSingle, isExp }: TreeSurroundings): ReadModel {
  refuseTransform(node, ["NONE"]);
  const aggregate = textOf(node, "aggregate_function", "SUM");
  if (aggregate !== "SUM" && aggregate !== "AVERAGE") {
    throw unsupportedNode(
      node,
      `aggregate_function ${aggregate}`,
      "SUM and AVERAGE",
      "export the model again",
    );
  }
  const weights = leafWeightsOf(node, "target");
  if (intOf(node, "n_targets", 1) !== 1 || weights.ids.some((id) => id !== 0))
    throw unsupportedNode(node, "several targets", "one target", "export one model a target");
  const trees = treesOf(node, weights, { features, isSingle, width: 1, placeOf: () => 0 });
  const given = weightsOf(node, "base_values");
  const base = checkBase(given, 1, node);
  const isBoosted = given.length > 0 || isExp;
  return {
    ...common(node, features),
    ...{ kind: "regressor", family: isBoosted ? "boosted" : familyOf(trees), outputs: 1, classes: undefined },
    ...(aggregate === "SUM" && !isBoosted
      ? averaged(trees)
      : { trees, scale: aggregate === "SUM" ? 1 : 1 / trees.length }),
    ...{ link: isExp ? "exp" : "identity", base, treeOutput: new Int32Array(trees.length) },
  };
}

/** A classifier from its node. @throws CorruptedDataError, UnsupportedOperationError */
export function classifierOf(node: OnnxNode, { features, isSingle }: TreeSurroundings): ReadModel {
  const numbers = intsOf(node, "classlabels_int64s");
  const labels = numbers.length > 0 ? Float64Array.from(numbers) : [...textsOf(node, "classlabels_strings")];
  const count = labels.length;
  if (count < 2 || new Set<number | string>(labels).size !== count)
    throw invalidNode(node, `${count} class labels`, "two or more, all different");
  const weights = leafWeightsOf(node, "class");
  const bad = weights.ids.find((id) => id < 0 || id >= count);
  if (bad !== undefined)
    throw invalidNode(node, `a weight of class ${bad} of ${count}`, "weights of the classes");
  const head = { ...common(node, features), kind: "classifier" as const, classes: labels };
  // With weights of one class only they are those of the second, whichever it is called.
  const isSingleClass = count === 2 && new Set(weights.ids).size === 1;
  const reads = { features, isSingle };
  if (isSingleClass) return { ...head, ...binary(node, weights, reads) };
  const transform = textOf(node, "post_transform", "NONE");
  if (transform === "SOFTMAX") return { ...head, ...softmax(node, weights, reads, count) };
  refuseTransform(node, ["NONE", "SOFTMAX"]);
  return { ...head, ...shares(node, weights, reads, count) };
}

type Reads = Pick<TreeSurroundings, "features" | "isSingle">;
type Sums = Pick<ReadModel, "family" | "outputs" | "link" | "base" | "scale" | "treeOutput" | "trees">;

/** One number a leaf: shares or log odds of the second class. */
function binary(node: OnnxNode, weights: LeafWeights, reads: Reads): Sums {
  refuseTransform(node, ["NONE", "LOGISTIC"]);
  const isLogistic = textOf(node, "post_transform", "NONE") === "LOGISTIC";
  const given = weightsOf(node, "base_values");
  const base = checkBase(given.length === 2 ? given.slice(1) : given, 1, node);
  const trees = treesOf(node, weights, { ...reads, width: 1, placeOf: () => 0 });
  if (isLogistic) {
    const treeOutput = new Int32Array(trees.length);
    return { family: "boosted", outputs: 1, link: "sigmoid", base, scale: 1, treeOutput, trees };
  }
  const most = trees.reduce((sum, { values }) => sum + greatest(values), base[0]);
  if (weights.weights.some((weight) => weight < 0) || most > 1 + TOLERANCE)
    throw noProbabilities(node, "scores beyond 0 .. 1");
  return { family: familyOf(trees), outputs: 1, link: "share", base, treeOutput: null, ...averaged(trees) };
}

/** A number a class in each leaf, or in all leaves of a tree for one class: log odds up to a constant. */
function softmax(node: OnnxNode, weights: LeafWeights, reads: Reads, count: number): Sums {
  const base = checkBase(weightsOf(node, "base_values"), count, node);
  const all = treesOf(node, weights, { ...reads, width: count, placeOf: (id) => id });
  if (count === 2) {
    const trees = all.map((tree) => columns(tree, 2, (row) => [row[1] - row[0]]));
    const difference = Float64Array.of(base[1] - base[0]);
    const treeOutput = new Int32Array(trees.length);
    return { family: "boosted", outputs: 1, link: "sigmoid", base: difference, scale: 1, treeOutput, trees };
  }
  const only = all.map((tree) => onlyColumn(tree, count));
  const sums = { family: "boosted", outputs: count, link: "softmax", base, scale: 1 } as const;
  if (only.includes(-1)) return { ...sums, treeOutput: null, trees: all };
  const trees = all.map((tree, t) => columns(tree, count, (row) => [row[only[t]]]));
  return { ...sums, treeOutput: Int32Array.from(only), trees };
}

/** Shares of the classes in each leaf, scaled so that all trees together add up to 1. */
function shares(node: OnnxNode, weights: LeafWeights, reads: Reads, count: number): Sums {
  if (weightsOf(node, "base_values").length > 0) throw noProbabilities(node, "base_values");
  const all = treesOf(node, weights, { ...reads, width: count, placeOf: (id) => id });
  if (weights.weights.some((weight) => weight < 0)) throw noProbabilities(node, "negative weights");
  const isComplete = all.every(({ values }) =>
    Array.from({ length: values.length / count }, (_, leaf) =>
      values.subarray(leaf * count, (leaf + 1) * count).reduce((sum, share) => sum + share, 0),
    ).every((sum) => Math.abs(sum * all.length - 1) < TOLERANCE),
  );
  if (!isComplete) throw noProbabilities(node, "leaves whose weights do not add up to one share a tree");
  const outputs = count === 2 ? 1 : count;
  const trees = count === 2 ? all.map((tree) => columns(tree, 2, (row) => [row[1]])) : all;
  const base = new Float64Array(outputs);
  return { family: familyOf(trees), outputs, link: "share", base, treeOutput: null, ...averaged(trees) };
}

function common(
  node: OnnxNode,
  features: number,
): Pick<ReadModel, "isOblivious" | "features" | "featureNames" | "gaps"> {
  const gaps = Array<boolean>(features).fill(tracksGaps(node));
  return { isOblivious: false, features, featureNames: undefined, gaps };
}

function familyOf(trees: readonly ReadTree[]): "tree" | "forest" {
  return trees.length === 1 ? "tree" : "forest";
}

/** Files hold values divided by the number of trees; here leaves hold them whole, as after training. */
function averaged(trees: readonly ReadTree[]): { trees: ReadTree[]; scale: number } {
  const whole = trees.map((tree) => ({ ...tree, values: tree.values.map((value) => value * trees.length) }));
  return { trees: whole, scale: 1 / trees.length };
}

/** A tree with other numbers in its leaves, made of the `width` numbers of each. */
function columns(tree: ReadTree, width: number, make: (row: Float64Array) => number[]): ReadTree {
  const rows = Array.from({ length: tree.values.length / width }, (_, leaf) =>
    make(tree.values.subarray(leaf * width, (leaf + 1) * width)),
  );
  return { ...tree, values: Float64Array.from(rows.flat()) };
}

/** The only output a tree adds to; -1 where there are several. */
function onlyColumn({ values }: ReadTree, width: number): number {
  const used = new Set<number>();
  values.forEach((value, i) => {
    if (value !== 0) used.add(i % width);
  });
  return used.size > 1 ? -1 : ([...used][0] ?? 0);
}

function checkBase(base: Float64Array, outputs: number, node: OnnxNode): Float64Array {
  if (!base.every(Number.isFinite))
    throw invalidNode(node, "a base value that is not finite", "finite values");
  if (base.length === 0) return new Float64Array(outputs);
  if (base.length === outputs) return base;
  throw invalidNode(node, `${base.length} base_values for ${outputs} outputs`, "none, or one an output");
}

function refuseTransform(node: OnnxNode, allowed: readonly string[]): void {
  const transform = textOf(node, "post_transform", "NONE");
  if (allowed.includes(transform)) return;
  throw unsupportedNode(
    node,
    `post_transform ${transform}`,
    allowed.join(", "),
    "export the model with one of these",
  );
}

function greatest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

function noProbabilities(node: OnnxNode, problem: string): Error {
  return unsupportedNode(
    node,
    `${problem}: its outputs are no probabilities`,
    "class shares that add up to 1, or log odds with post_transform LOGISTIC or SOFTMAX",
    "export the classifier with probabilities",
  );
}
