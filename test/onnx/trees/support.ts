import { Tensor } from "../../../src/core/index.ts";
import { attribute, message, model, node, raw, text, value, varint } from "../support/build.ts";
import type { Part } from "../support/build.ts";
import { readJson } from "../support/files.ts";

/** A file, and what onnxruntime and scikit-learn answer to some rows. */
export interface TreeCase {
  id: string;
  file: string;
  X: Tensor;
  labels: (number | string)[] | undefined;
  /** Probabilities or predictions of scikit-learn. */
  expected: number[];
  /** The same of onnxruntime, which adds float32 numbers. */
  runtime: number[];
}

interface Given {
  id: string;
  X: (number | null)[][];
  predict: (number | string)[];
  predict_proba?: number[][];
  sklearn: (number | string)[];
  sklearn_proba?: number[][];
}

interface GivenSklearn {
  id: string;
  input: { shape: number[]; data: number[] };
  outputs: { data: number[] }[];
  sklearn: { predict: number[]; predict_proba?: number[][] };
}

function rowsOf(rows: (number | null)[][]): Tensor {
  const values = Float64Array.from(rows.flat(), (cell) => cell ?? NaN);
  return new Tensor(values, [rows.length, rows[0].length]);
}

/** Files of `onnx/trees`. */
export function treeCase(id: string): TreeCase {
  const { cases } = readJson("trees/cases.json") as { cases: Given[] };
  const found = cases.find((item) => item.id === id)!;
  return {
    ...{ id, file: `trees/${id}.onnx`, X: rowsOf(found.X) },
    labels: found.predict_proba ? found.predict : undefined,
    expected: found.sklearn_proba?.flat() ?? (found.sklearn as number[]),
    runtime: found.predict_proba?.flat() ?? (found.predict as number[]),
  };
}

/** Files of `onnx/sklearn`. */
export function sklearnCase(id: string): TreeCase {
  const { cases } = readJson("sklearn/cases.json") as { cases: GivenSklearn[] };
  const { input, outputs, sklearn } = cases.find((item) => item.id === id)!;
  const isClassifier = sklearn.predict_proba !== undefined;
  return {
    ...{ id, file: `sklearn/${id}.onnx`, X: new Tensor(Float64Array.from(input.data), input.shape) },
    labels: isClassifier ? outputs[0].data : undefined,
    expected: sklearn.predict_proba?.flat() ?? sklearn.predict,
    runtime: outputs.at(-1).data,
  };
}

/** Lists of one small tree: x[0] compared with 0.5, then x[1] with -1.25 where it is greater. */
export const STUMP = {
  nodes_treeids: [0, 0, 0, 0, 0],
  nodes_nodeids: [0, 1, 2, 3, 4],
  nodes_featureids: [0, 0, 1, 0, 0],
  nodes_modes: ["BRANCH_LEQ", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"],
  nodes_values: [0.5, 0, -1.25, 0, 0],
  nodes_truenodeids: [1, 0, 3, 0, 0],
  nodes_falsenodeids: [2, 0, 4, 0, 0],
  target_treeids: [0, 0, 0],
  target_nodeids: [1, 3, 4],
  target_ids: [0, 0, 0],
  target_weights: [10, 20, 30],
} as const;

export type Lists = Readonly<Record<string, number | string | readonly number[] | readonly string[]>>;

/** Attributes of a node: lists named `...values`, `...weights` and `...hitrates` are floats, others as they are. */
export function attributes(lists: Lists): Part[] {
  return Object.entries(lists).map(([name, given]) => {
    const isFloats = /values$|weights$|hitrates$/.test(name);
    if (typeof given !== "object" || isFloats || typeof given[0] === "string") return attribute(name, given);
    return message(5, text(1, name), ...given.map((item) => varint(8, item as number)), varint(20, 7));
  });
}

/** A list of doubles as version 3 of the operators has it. */
export function doubles(name: string, values: readonly number[]): Part {
  const bytes = new Uint8Array(Float64Array.from(values).buffer);
  return message(
    5,
    text(1, name),
    message(5, varint(1, values.length), varint(2, 11), raw(9, bytes)),
    varint(20, 4),
  );
}

/** A file of one regressor on two features. */
export function regressorFile(lists: Lists, ...more: Part[]): Uint8Array {
  return model(
    value(11, "X", 2),
    node("TreeEnsembleRegressor", "ai.onnx.ml", ["X"], ["y"], ...attributes(lists), ...more),
    value(12, "y", 1),
  );
}

/** The lists of a classifier with the weights of the small tree by class. */
export function classLists(
  weights: readonly (readonly [leaf: number, id: number, weight: number])[],
  more: Lists = {},
): Lists {
  const kept = Object.entries(STUMP).filter(([name]) => name.startsWith("nodes"));
  return {
    ...Object.fromEntries(kept),
    class_treeids: weights.map(() => 0),
    class_nodeids: weights.map(([leaf]) => leaf),
    class_ids: weights.map(([, id]) => id),
    class_weights: weights.map(([, , weight]) => weight),
    classlabels_int64s: [3, 7],
    ...more,
  };
}

/** A file of one classifier on two features. */
export function classifierFile(lists: Lists): Uint8Array {
  return model(
    value(11, "X", 2),
    node("TreeEnsembleClassifier", "ai.onnx.ml", ["X"], ["label", "scores"], ...attributes(lists)),
    value(12, "label", 1),
  );
}
