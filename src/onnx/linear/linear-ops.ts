/** The operators that are the linear part of a model. */
import { Tensor } from "../../core/index.ts";
import type { OnnxNode, OnnxTensor } from "../model.ts";
import {
  floatOf,
  floatsOf,
  intOf,
  intsOf,
  invalidNode,
  numbersOf,
  operatorOf,
  textOf,
  textsOf,
  unsupportedNode,
} from "../nodes.ts";
import type { LinearMap } from "./rows.ts";
import type { Features, Linear, Value } from "./values.ts";

/** A linear map, and the labels of a classifier. */
export interface LinearPart extends LinearMap {
  readonly hasAxis: boolean;
  /** What ai.onnx.ml.LinearClassifier does with the values of the map. */
  readonly classifier?: { readonly classes: readonly (number | string)[]; readonly transform: string };
}

type LinearOp = (inputs: readonly (Value | undefined)[], node: OnnxNode) => LinearPart;

const ops: Readonly<Record<string, LinearOp | undefined>> = {
  MatMul: (inputs, node) => {
    const weights = weightsOf(inputs, 1, node);
    const [features, outputs = 1] = weights.shape;
    checkRank(weights, 2, node);
    return part(
      numbersOf(weights, node),
      [features, outputs],
      true,
      new Float64Array(outputs),
      node,
      weights.shape.length === 2,
    );
  },
  Gemm: (inputs, node) => {
    const weights = weightsOf(inputs, 1, node);
    checkRank(weights, 2, node);
    if (intOf(node, "transA", 0) !== 0)
      throw unsupportedNode(node, "transA", "rows as they are", "export the model again");
    const isTransposed = intOf(node, "transB", 0) === 0;
    const [alpha, beta] = [floatOf(node, "alpha", 1), floatOf(node, "beta", 1)];
    const outputs = weights.shape[isTransposed ? 1 : 0];
    const bias = inputs[2] ? numbersOf(weightsOf(inputs, 2, node), node) : Float64Array.of(0);
    if (bias.length !== 1 && bias.length !== outputs)
      throw invalidNode(node, `${bias.length} biases for ${outputs} outputs`, "one an output");
    const intercept = Float64Array.from(
      { length: outputs },
      (_, k) => beta * bias[bias.length === 1 ? 0 : k],
    );
    const data = numbersOf(weights, node).map((w) => alpha * w);
    return part(data, weights.shape, isTransposed, intercept, node, true);
  },
  "ai.onnx.ml.LinearRegressor": (_, node) => {
    refuseTransform(node);
    const targets = intOf(node, "targets", 1);
    return fromAttributes(node, targets);
  },
  "ai.onnx.ml.LinearClassifier": (_, node) => {
    const numbers = intsOf(node, "classlabels_ints");
    const classes = numbers.length > 0 ? numbers : textsOf(node, "classlabels_strings");
    const scores = floatsOf(node, "intercepts").length || classes.length;
    if (classes.length < 2) throw invalidNode(node, `${classes.length} class labels`, "two or more");
    return {
      ...fromAttributes(node, scores),
      classifier: { classes, transform: textOf(node, "post_transform", "NONE") },
    };
  },
};

/** Names of the operators that make a linear part. */
export const linearOperators: readonly string[] = Object.keys(ops);

/** The linear part a node makes of the features, or undefined where it makes none. */
export function linearPartOf(inputs: readonly (Value | undefined)[], node: OnnxNode): LinearPart | undefined {
  const op = Object.hasOwn(ops, operatorOf(node)) ? ops[operatorOf(node)] : undefined;
  return op?.(inputs, node);
}

/** The map after another one: PCA before a regression is one linear map. */
export function compose(before: Linear | Features, map: LinearMap, node: OnnxNode): LinearMap {
  if (before.kind === "features") return map;
  const [inner, features] = before.map.coef.shape;
  const [outputs, width] = map.coef.shape;
  if (width !== inner)
    throw invalidNode(
      node,
      `${width} columns of coefficients for ${inner} values`,
      "as many as there are values",
    );
  const coef = Tensor.zeros([outputs, features]);
  const intercept = map.intercept.slice();
  for (let k = 0; k < outputs; k++) {
    for (let m = 0; m < inner; m++) {
      const weight = map.coef.data[k * inner + m];
      intercept[k] += weight * before.map.intercept[m];
      for (let j = 0; j < features; j++)
        coef.data[k * features + j] += weight * before.map.coef.data[m * features + j];
    }
  }
  return { coef, intercept };
}

function fromAttributes(node: OnnxNode, outputs: number): LinearPart {
  const [data, given] = [floatsOf(node, "coefficients"), floatsOf(node, "intercepts")];
  const intercept = given.length === 0 ? new Float64Array(outputs) : given;
  if (outputs < 1 || data.length === 0 || data.length % outputs !== 0 || intercept.length !== outputs) {
    throw invalidNode(
      node,
      `${data.length} coefficients and ${given.length} intercepts for ${outputs} outputs`,
      "one coefficient an output and feature, one intercept an output",
    );
  }
  return part(data, [outputs, data.length / outputs], false, intercept, node, true);
}

/** Coefficients of shape [K, d] from data of that shape, or of [d, K] where it is transposed. */
function part(
  data: Float64Array,
  [rows, columns]: readonly number[],
  isTransposed: boolean,
  intercept: Float64Array,
  node: OnnxNode,
  hasAxis: boolean,
): LinearPart {
  const bad = [...data, ...intercept].find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw invalidNode(node, `a coefficient that is ${bad}`, "finite coefficients");
  if (data.length === 0) throw invalidNode(node, "no coefficients", "one an output and feature");
  if (!isTransposed) return { coef: new Tensor(data, [rows, columns]), intercept, hasAxis };
  const coef = Tensor.zeros([columns, rows]).map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]);
  return { coef, intercept, hasAxis };
}

function weightsOf(inputs: readonly (Value | undefined)[], i: number, node: OnnxNode): OnnxTensor {
  const given = inputs[i];
  if (given?.kind === "constant") return given.tensor;
  throw unsupportedNode(
    node,
    "a product whose right side is computed",
    "features times constant weights",
    "import models that are linear in the features",
  );
}

function checkRank(weights: OnnxTensor, most: number, node: OnnxNode): void {
  if (weights.shape.length >= 1 && weights.shape.length <= most) return;
  throw unsupportedNode(
    node,
    `weights of shape [${weights.shape.join(", ")}]`,
    "one or two axes",
    "export the model for rows of features",
  );
}

function refuseTransform(node: OnnxNode): void {
  const transform = textOf(node, "post_transform", "NONE");
  if (transform === "NONE") return;
  throw unsupportedNode(node, `post_transform ${transform}`, "NONE", "export a regression without it");
}
