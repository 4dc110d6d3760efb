/** Reads graphs of an ensemble of trees: steps of the features, the ensemble, and what only renames its outputs. */
import type { ReadModel } from "../../models/trees/import/index.ts";
import { stepOf } from "../linear/feature-ops.ts";
import { listsOf } from "../linear/steps.ts";
import type { Features, Value } from "../linear/values.ts";
import type { OnnxGraph, OnnxNode } from "../model.ts";
import { intOf, invalidNode, operatorOf, unsupportedNode } from "../nodes.ts";
import { classifierOf, regressorOf } from "./tree-model.ts";

/** A model of trees and what is done to its features before. */
export interface TreeGraph {
  readonly features: Features;
  readonly model: ReadModel;
}

const ENSEMBLES = ["ai.onnx.ml.TreeEnsembleClassifier", "ai.onnx.ml.TreeEnsembleRegressor"];

/** Whether a graph has trees that are read here. */
export function hasTrees({ nodes }: OnnxGraph): boolean {
  return nodes.some((node) => ENSEMBLES.includes(operatorOf(node)));
}

/** What may follow an ensemble without changing what it says. */
const AFTER = ["Identity", "Cast", "ai.onnx.ml.ZipMap", "Reshape", "Flatten", "Squeeze"];

/** TensorProto.DataType: float and double. */
const [FLOAT, DOUBLE] = [1, 11];

/** @throws UnsupportedOperationError, CorruptedDataError naming the node. */
export function readTreeGraph(graph: OnnxGraph): TreeGraph {
  return new TreeReader(graph).read();
}

class TreeReader {
  readonly #graph: OnnxGraph;
  readonly #values = new Map<string, Value | { readonly kind: "trees" }>();
  #ensemble: { node: OnnxNode; features: Features; isSingle: boolean } | undefined;
  #isSingle: boolean;
  #isExp = false;

  constructor(graph: OnnxGraph) {
    this.#graph = graph;
    const isDouble = graph.inputs.every(({ type }) => type.kind === "tensor" && type.dtype === "float64");
    this.#isSingle = !isDouble;
  }

  read(): TreeGraph {
    for (const { name, type } of this.#graph.inputs) {
      const width = type.kind === "tensor" ? type.shape?.at(-1) : undefined;
      const column = { name, width: typeof width === "number" ? width : undefined };
      this.#values.set(name, { kind: "features", columns: [column], steps: [] });
    }
    for (const [name, tensor] of this.#graph.initializers)
      this.#values.set(name, { kind: "constant", tensor });
    for (const node of this.#graph.nodes) this.#run(node);
    const { node, features, isSingle } = this.#ensemble!;
    const width = widthOf(features, node);
    const isRegressor = node.op === "TreeEnsembleRegressor";
    const surroundings = { features: width, isSingle, isExp: this.#isExp };
    return {
      features,
      model: isRegressor ? regressorOf(node, surroundings) : classifierOf(node, surroundings),
    };
  }

  #run(node: OnnxNode): void {
    const inputs = node.inputs.filter((name) => name !== "").map((name) => this.#value(name, node));
    const operator = operatorOf(node);
    const [first] = inputs;
    if (operator === "Constant") {
      const tensor = node.attributes.get("value");
      if (tensor?.kind !== "tensor")
        throw unsupportedNode(node, "a constant without a tensor", "tensors", "export the model again");
      this.#set(node, [{ kind: "constant", tensor: tensor.value }]);
    } else if (inputs.some(({ kind }) => kind === "trees")) {
      this.#after(node, operator);
    } else if (ENSEMBLES.includes(operator)) {
      this.#meet(node, first);
    } else {
      const features = inputs.find(({ kind }) => kind === "features") as Features | undefined;
      const next = features && stepOf(features, inputs as Value[], node);
      if (!next) throw unknownBefore(node);
      if (operator === "Cast") this.#isSingle = intOf(node, "to", FLOAT) !== DOUBLE;
      this.#set(node, [next]);
    }
  }

  #meet(node: OnnxNode, input: Value | { kind: "trees" } | undefined): void {
    if (this.#ensemble || input?.kind !== "features") {
      throw unsupportedNode(
        node,
        this.#ensemble ? "a second ensemble of trees" : "trees on what are no features",
        "one ensemble of trees, on the features",
        "export one model: a tree, a forest, or gradient boosting",
      );
    }
    this.#ensemble = { node, features: input, isSingle: this.#isSingle };
    this.#set(node, [{ kind: "trees" }, { kind: "trees" }]);
  }

  #after(node: OnnxNode, operator: string): void {
    const isExp = operator === "Exp" && this.#ensemble?.node.op === "TreeEnsembleRegressor" && !this.#isExp;
    if (isExp) this.#isExp = true;
    else if (!AFTER.includes(operator)) {
      throw unsupportedNode(
        node,
        "an operator that cannot follow trees",
        [...AFTER, "Exp of a regressor"].join(", "),
        "import decision trees, random forests and gradient boosting; combine models in TypeScript",
      );
    }
    this.#set(node, [{ kind: "trees" }]);
  }

  #value(name: string, node: OnnxNode): Value | { readonly kind: "trees" } {
    const found = this.#values.get(name);
    if (found) return found;
    throw invalidNode(
      node,
      `an input "${name}" that nothing makes`,
      "inputs, initializers and outputs of earlier nodes",
    );
  }

  #set(node: OnnxNode, values: readonly (Value | { readonly kind: "trees" })[]): void {
    node.outputs.forEach((name, i) => {
      if (name === "" || i >= values.length) return;
      if (this.#values.has(name))
        throw invalidNode(node, `an output "${name}" that exists already`, "names of its own");
      this.#values.set(name, values[i]);
    });
  }
}

/** Number of features: trees do not tell it, as they may use a few only. */
function widthOf({ columns, steps }: Features, node: OnnxNode): number {
  const width = columns.reduce((sum, column) => sum + (column.width ?? NaN), 0);
  if (!(width >= 1)) {
    throw unsupportedNode(
      node,
      "an unknown number of features",
      "inputs that state how many columns they have",
      "export the model with the shape of its inputs, for example to_onnx(model, X[:1])",
    );
  }
  const odd = steps.flatMap(listsOf).find(({ length }) => length !== 1 && length !== width);
  if (odd === undefined) return width;
  throw invalidNode(node, `${width} features after a step for ${odd.length}`, "parts of one width");
}

function unknownBefore(node: OnnxNode): Error {
  return unsupportedNode(
    node,
    "an operator that is no step of the features before trees",
    "scalers, normalizers and casts",
    "import the trees alone; apply other steps in TypeScript",
  );
}
