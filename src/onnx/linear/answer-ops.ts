/**
 * What may follow the linear part of a model, evaluated at a few probes: only so much of each operator as
 * converters use there, one row a probe, sums and products along the last axis.
 *
 * Source of the definitions: the operator pages of the ONNX standard.
 */
import type { OnnxNode } from "../model.ts";
import { floatOf, intOf, intsOf, invalidNode, operatorOf, textOf, unsupportedNode } from "../nodes.ts";
import { answer, broadcast, fromRows, greatest, logistic, mapAnswer, rowsOf, softmaxOf } from "./answers.ts";
import type { Answer } from "./answers.ts";

type AnswerOp = (inputs: readonly (Answer | undefined)[], node: OnnxNode) => Answer;

const unary =
  (f: (value: number) => number): AnswerOp =>
  (inputs, node) =>
    mapAnswer(input(inputs, 0, node), f);

const binary =
  (f: (a: number, b: number) => number): AnswerOp =>
  (inputs, node) =>
    broadcast(input(inputs, 0, node), input(inputs, 1, node), f, node);

/** Each row of numbers by itself. */
const byRow =
  (f: (row: number[], node: OnnxNode) => (number | string)[]): AnswerOp =>
  (inputs, node) =>
    fromRows(rowsOf(input(inputs, 0, node), node).map((row) => f(row as number[], node)));

const same: AnswerOp = (inputs, node) => input(inputs, 0, node);

const ops: Readonly<Record<string, AnswerOp | undefined>> = {
  Identity: same,
  "ai.onnx.ml.ZipMap": same,
  Abs: unary(Math.abs),
  Exp: unary(Math.exp),
  Neg: unary((x) => -x),
  Not: unary((x) => (x === 0 ? 1 : 0)),
  Reciprocal: unary((x) => 1 / x),
  Sigmoid: unary(logistic),
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary((a, b) => a / b),
  Softmax: byRow(softmaxOf),
  LpNormalization: byRow((row, node) => normalize(row, intOf(node, "p", 2) === 1 ? "L1" : "L2")),
  "ai.onnx.ml.Normalizer": byRow((row, node) => normalize(row, textOf(node, "norm", "MAX"))),
  Clip: (inputs, node) => {
    const low = inputs[1] ? (inputs[1].data[0] as number) : floatOf(node, "min", -Infinity);
    const high = inputs[2] ? (inputs[2].data[0] as number) : floatOf(node, "max", Infinity);
    return mapAnswer(input(inputs, 0, node), (x) => Math.min(Math.max(x, low), high));
  },
  Cast: cast,
  ArgMax: argMax,
  ReduceSum: (inputs, node) => {
    lastAxis(node, inputs[1] ? (inputs[1].data as number[]) : intsOf(node, "axes"));
    const rows = rowsOf(input(inputs, 0, node), node);
    const sums = rows.map((row) => [(row as number[]).reduce((sum, x) => sum + x, 0)]);
    return intOf(node, "keepdims", 1) === 1 ? fromRows(sums) : answer([sums.length], sums.flat());
  },
  Concat: (inputs, node) => {
    lastAxis(node, [intOf(node, "axis", 1)]);
    const parts = inputs.map((_, i) => rowsOf(input(inputs, i, node), node));
    return fromRows(parts[0].map((_, i) => parts.flatMap((rows) => rows[i])));
  },
  Slice: slice,
  Reshape: reshape,
  Flatten: (inputs, node) => fromRows(rowsOf(input(inputs, 0, node), node)),
  Squeeze: (inputs, node) => {
    const value = input(inputs, 0, node);
    return { ...value, shape: [value.shape[0], ...value.shape.slice(1).filter((size) => size !== 1)] };
  },
  "ai.onnx.ml.ArrayFeatureExtractor": extract,
};

/** Names of the operators that may follow the linear part. */
export const answerOperators: readonly string[] = Object.keys(ops);

/**
 * A node's value at the probes.
 *
 * @throws UnsupportedOperationError for an operator that is not among {@link answerOperators}.
 */
export function evaluate(node: OnnxNode, inputs: readonly (Answer | undefined)[]): Answer {
  const op = Object.hasOwn(ops, operatorOf(node)) ? ops[operatorOf(node)] : undefined;
  if (op) return op(inputs, node);
  throw unsupportedNode(
    node,
    "an operator that cannot follow a linear model",
    answerOperators.join(", "),
    "import models that are linear up to the link: regressions, logistic regressions, linear support vector machines",
  );
}

function input(inputs: readonly (Answer | undefined)[], i: number, node: OnnxNode): Answer {
  const found = inputs[i];
  if (found) return found;
  throw invalidNode(node, `no input ${i}`, "all inputs the operator needs");
}

/** TensorProto.DataType by what becomes of a number. */
const FLOATS = [1, 10, 11, 16];
const INTEGERS = [2, 3, 4, 5, 6, 7, 12, 13];
const BOOL = 9;

function cast(inputs: readonly (Answer | undefined)[], node: OnnxNode): Answer {
  const value = input(inputs, 0, node);
  const to = intOf(node, "to", 0);
  const isText = typeof value.data[0] === "string";
  if (FLOATS.includes(to) && !isText) return value;
  if (INTEGERS.includes(to) && !isText) {
    const truncated = mapAnswer(value, Math.trunc);
    return value.classes ? { ...truncated, classes: value.classes } : truncated;
  }
  if (to === BOOL && !isText) return mapAnswer(value, (x) => (x === 0 ? 0 : 1));
  throw unsupportedNode(
    node,
    `a cast ${isText ? "of text " : ""}to type ${to}`,
    "casts of numbers to numbers",
    "export the model without it",
  );
}

function normalize(row: number[], norm: string): number[] {
  const sizes: Record<string, number> = {
    L1: row.reduce((sum, x) => sum + Math.abs(x), 0),
    L2: Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)),
    MAX: greatest(row.map(Math.abs)),
  };
  return row.map((x) => (sizes[norm] > 0 ? x / sizes[norm] : x));
}

function argMax(inputs: readonly (Answer | undefined)[], node: OnnxNode): Answer {
  lastAxis(node, [intOf(node, "axis", 0)]);
  const rows = rowsOf(input(inputs, 0, node), node) as number[][];
  const best = rows.map((row) => row.indexOf(greatest(row)));
  return answer(intOf(node, "keepdims", 1) === 1 ? [best.length, 1] : [best.length], best);
}

/** Rows are probes: only the axis after them can be worked on. */
function lastAxis(node: OnnxNode, axes: readonly number[]): void {
  if (axes.length === 1 && (axes[0] === 1 || axes[0] === -1)) return;
  throw unsupportedNode(
    node,
    `axes [${axes.join(", ")}]`,
    "axis 1, that of the outputs",
    "export the model again",
  );
}

function slice(inputs: readonly (Answer | undefined)[], node: OnnxNode): Answer {
  const [starts, ends, axes] = [1, 2, 3].map((i) => input(inputs, i, node).data as number[]);
  lastAxis(node, axes);
  if (inputs[4] && inputs[4].data[0] !== 1) throw unsupportedNode(node, "steps", "step 1", "export it again");
  return fromRows(rowsOf(input(inputs, 0, node), node).map((row) => row.slice(starts[0], ends[0])));
}

function reshape(inputs: readonly (Answer | undefined)[], node: OnnxNode): Answer {
  const value = input(inputs, 0, node);
  const wanted = (input(inputs, 1, node).data as number[]).map((size, axis) =>
    size === 0 ? value.shape[axis] : size,
  );
  const known = wanted.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const shape = wanted.map((size) => (size === -1 ? value.data.length / known : size));
  if (shape.reduce((product, size) => product * size, 1) === value.data.length) return { ...value, shape };
  throw invalidNode(
    node,
    `shape [${wanted.join(", ")}] for ${value.data.length} values`,
    "a shape of as many values",
  );
}

/** Elements along the last axis; where they are taken from a constant list, they are its labels. */
function extract(inputs: readonly (Answer | undefined)[], node: OnnxNode): Answer {
  const [from, index] = [input(inputs, 0, node), input(inputs, 1, node).data as number[]];
  const columns = from.shape.at(-1) ?? 0;
  if (index.some((i) => !(i >= 0 && i < columns))) {
    throw invalidNode(node, `an index beyond ${columns} columns`, `0 to ${columns - 1}`);
  }
  if (from.shape.length > 1 && from.shape[0] > 1) {
    return fromRows(rowsOf(from, node).map((row) => index.map((i) => row[i])));
  }
  return {
    ...answer(
      [1, index.length],
      index.map((i) => from.data[i]),
    ),
    classes: from.data,
  };
}
