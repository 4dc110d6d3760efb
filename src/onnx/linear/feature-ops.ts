/** What operators do to the features, before the linear part. */
import type { OnnxNode } from "../model.ts";
import {
  floatOf,
  floatsOf,
  intOf,
  intsOf,
  invalidNode,
  numbersOf,
  operatorOf,
  textOf,
  unsupportedNode,
} from "../nodes.ts";
import { listsOf, withAffine, withClip } from "./steps.ts";
import type { FeatureStep } from "./steps.ts";
import type { Features, Value } from "./values.ts";

type FeatureOp = (features: Features, inputs: readonly (Value | undefined)[], node: OnnxNode) => Features;

const ONE = Float64Array.of(1);
const ZERO = Float64Array.of(0);

const ops: Readonly<Record<string, FeatureOp | undefined>> = {
  Identity: (features) => features,
  Cast: (features, _, node) => {
    const to = intOf(node, "to", 0);
    if (to === 1 || to === 11) return features;
    throw unsupportedNode(
      node,
      `a cast of the features to type ${to}`,
      "casts to float32 or float64",
      "export the model for float32 inputs",
    );
  },
  Add: (features, inputs, node) => affine(features, ONE, constantOf(inputs, node).values, node),
  Mul: (features, inputs, node) => affine(features, constantOf(inputs, node).values, ZERO, node),
  Sub: (features, inputs, node) => {
    const { values, isFirst } = constantOf(inputs, node);
    if (isFirst) return affine(features, Float64Array.of(-1), values, node);
    return affine(
      features,
      ONE,
      values.map((x) => -x),
      node,
    );
  },
  Div: (features, inputs, node) => {
    const { values, isFirst } = constantOf(inputs, node);
    if (isFirst)
      throw unsupportedNode(
        node,
        "a division by the features",
        "divisions by constants",
        "leave that step out",
      );
    return affine(
      features,
      values.map((x) => 1 / x),
      ZERO,
      node,
    );
  },
  Clip: (features, inputs, node) => {
    const bound = (i: number, name: string, fallback: number): number => {
      const given = inputs[i];
      return given?.kind === "constant" ? numbersOf(given.tensor, node)[0] : floatOf(node, name, fallback);
    };
    const [low, high] = [bound(1, "min", -Infinity), bound(2, "max", Infinity)];
    if (low < high && Number.isFinite(low) && Number.isFinite(high)) {
      return { ...features, steps: withClip(features.steps, low, high) };
    }
    throw unsupportedNode(
      node,
      `a cut to [${low}, ${high}]`,
      "two finite bounds in order",
      "use MinMaxScaler(clip=True)",
    );
  },
  Concat: (features, inputs, node) => joined(features, inputs, node),
  "ai.onnx.ml.FeatureVectorizer": (features, inputs, node) => joined(features, inputs, node),
  "ai.onnx.ml.Scaler": (features, _, node) => {
    const [mean, factor] = [floatsOf(node, "offset"), floatsOf(node, "scale")];
    if (mean.length === 0 || factor.length === 0)
      throw invalidNode(node, "no offset or no scale", "one a feature, or one for all");
    const step: FeatureStep = { kind: "standard", mean, scale: factor.map((x) => 1 / x) };
    return checked({ ...features, steps: [...features.steps, step] }, node);
  },
  "ai.onnx.ml.Normalizer": (features, _, node) => {
    const norm = textOf(node, "norm", "MAX").toLowerCase();
    if (norm !== "l1" && norm !== "l2" && norm !== "max")
      throw invalidNode(node, `norm ${norm}`, "MAX, L1 or L2");
    return { ...features, steps: [...features.steps, { kind: "norm", norm }] };
  },
};

/** Names of the operators that may come before the linear part. */
export const featureOperators: readonly string[] = Object.keys(ops);

/** The features after a node, or undefined where it is no step of the features. */
export function stepOf(
  features: Features,
  inputs: readonly (Value | undefined)[],
  node: OnnxNode,
): Features | undefined {
  const op = Object.hasOwn(ops, operatorOf(node)) ? ops[operatorOf(node)] : undefined;
  return op?.(features, inputs, node);
}

function affine(features: Features, factor: Float64Array, offset: Float64Array, node: OnnxNode): Features {
  return checked({ ...features, steps: withAffine(features.steps, factor, offset) }, node);
}

/** Numbers of a step come from a file. */
function checked(features: Features, node: OnnxNode): Features {
  const step = features.steps.at(-1)!;
  const scale = step.kind === "norm" ? [] : step.scale;
  if (listsOf(step).every((list) => list.every(Number.isFinite)) && scale.every((x) => x !== 0))
    return features;
  throw invalidNode(
    node,
    "a scale of 0, or a scale or offset that is not finite",
    "finite numbers, and scales other than 0",
  );
}

/** The constant of an operation with two operands, and whether it is the first. */
function constantOf(
  inputs: readonly (Value | undefined)[],
  node: OnnxNode,
): { values: Float64Array; isFirst: boolean } {
  const isFirst = inputs[0]?.kind === "constant";
  const constant = isFirst ? inputs[0] : inputs[1];
  if (constant?.kind === "constant" && constant.tensor.shape.slice(0, -1).every((size) => size === 1)) {
    return { values: numbersOf(constant.tensor, node), isFirst };
  }
  throw unsupportedNode(
    node,
    "features combined with what is no constant a feature",
    "one constant a feature, or one for all",
    "leave that step out",
  );
}

function joined(first: Features, inputs: readonly (Value | undefined)[], node: OnnxNode): Features {
  const isVectorizer = node.op === "FeatureVectorizer";
  if (!isVectorizer && ![1, -1].includes(intOf(node, "axis", 0))) {
    throw unsupportedNode(
      node,
      "features joined along another axis than 1",
      "axis 1, columns beside columns",
      "export the model again",
    );
  }
  const widths: readonly (number | undefined)[] = isVectorizer ? intsOf(node, "inputdimensions") : [];
  const columns = inputs.flatMap((value, i) => {
    if (value?.kind !== "features" || value.steps.length > 0) {
      throw unsupportedNode(
        node,
        "columns joined after steps of their own",
        "inputs of the model joined as they are",
        "export the steps after the columns are joined, or apply them in TypeScript with ColumnTransformer",
      );
    }
    return value.columns.length === 1 && widths[i] !== undefined
      ? [{ ...value.columns[0], width: widths[i] }]
      : value.columns;
  });
  return { ...first, columns };
}
