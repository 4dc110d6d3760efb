import { describe, expect, test } from "vitest";
import { FheLearnError } from "../../../src/core/index.ts";
import { fromOnnx } from "../../../src/onnx/index.ts";
import { model, node, value } from "../support/build.ts";
import { readBytes } from "../support/files.ts";
import { attributes, classifierFile, classLists, regressorFile, STUMP } from "./support.ts";
import type { Lists } from "./support.ts";

describe("models that are not imported", () => {
  test.each([
    ["adaboost", /TreeEnsembleClassifier ".*": a second ensemble of trees/],
    ["bagging", /a second ensemble of trees/],
    ["two_targets", /several targets. Allowed: one target/],
  ])("%s", (id, message) => {
    expect(() => fromOnnx(readBytes(`trees/${id}.onnx`))).toThrow(message);
  });

  test.each<[string, Lists, RegExp]>([
    [
      "tests of equality",
      { nodes_modes: ["BRANCH_EQ", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"] },
      /mode BRANCH_EQ.*one-hot/,
    ],
    ["the least of the trees", { aggregate_function: "MIN" }, /aggregate_function MIN/],
    ["probits", { post_transform: "PROBIT" }, /post_transform PROBIT/],
  ])("%s", (_, lists, message) => {
    expect(() => fromOnnx(regressorFile({ ...STUMP, ...lists }))).toThrow(message);
  });

  const shares = [
    [1, 0, 1],
    [3, 1, 1],
    [4, 1, 1],
  ] as const;
  test.each<[string, Lists, RegExp]>([
    [
      "a probability of each class for itself",
      classLists(shares, { post_transform: "LOGISTIC" }),
      /post_transform LOGISTIC/,
    ],
    [
      "decision values",
      classLists([
        [1, 0, -1],
        [3, 0, 1],
        [4, 0, 1],
      ]),
      /scores beyond 0 .. 1: its outputs are no probabilities/,
    ],
    [
      "incomplete shares",
      classLists([
        [1, 0, 0.5],
        [3, 1, 1],
        [4, 1, 1],
      ]),
      /do not add up to one share/,
    ],
    [
      "negative shares",
      classLists([
        [1, 0, 2],
        [1, 1, -1],
        [3, 1, 1],
        [4, 1, 1],
      ]),
      /negative weights/,
    ],
    ["shares with a base", classLists(shares, { base_values: [0, 0] }), /base_values: its outputs/],
  ])("classifiers: %s", (_, lists, message) => {
    expect(() => fromOnnx(classifierFile(lists))).toThrow(message);
  });

  test("operators before and after that are unknown, and inputs of unknown width", () => {
    const trees = (from: string, to: string): ReturnType<typeof node> =>
      node("TreeEnsembleRegressor", "ai.onnx.ml", [from], [to], ...attributes(STUMP));
    const parts = [value(11, "X", 2), value(12, "y", 1)];
    const before = model(...parts, node("Sqrt", "", ["X"], ["Z"]), trees("Z", "y"));
    expect(() => fromOnnx(before)).toThrow(/Sqrt.*no step of the features before trees/);
    const after = model(...parts, trees("X", "s"), node("Sqrt", "", ["s"], ["y"]));
    expect(() => fromOnnx(after)).toThrow(/Sqrt.*cannot follow trees/);
    const chained = model(...parts, trees("X", "s"), trees("s", "y"));
    expect(() => fromOnnx(chained)).toThrow(/cannot follow trees/);
    const nowhere = model(...parts, trees("W", "y"));
    expect(() => fromOnnx(nowhere)).toThrow(/an input "W" that nothing makes/);
  });
});

describe("lists that contradict themselves", () => {
  test.each<[string, Lists, RegExp]>([
    ["a cycle", { nodes_falsenodeids: [0, 0, 4, 0, 0] }, /a node in two places: it is a cycle/],
    ["a node below two", { nodes_falsenodeids: [1, 0, 4, 0, 0] }, /a node in two places/],
    ["a child that does not exist", { nodes_falsenodeids: [9, 0, 4, 0, 0] }, /no node 9 in tree 0/],
    ["one node twice", { nodes_nodeids: [0, 1, 2, 3, 3] }, /node 3 of tree 0 twice/],
    [
      "nodes apart",
      { nodes_modes: ["LEAF", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"] },
      /4 nodes that no root leads to/,
    ],
    ["a feature too many", { nodes_featureids: [2, 0, 1, 0, 0] }, /a test of feature 2 of 2/],
    ["a threshold that is none", { nodes_values: [NaN, 0, 0, 0, 0] }, /a threshold that is NaN/],
    ["lists of other lengths", { nodes_values: [0.5] }, /lists nodes_... of/],
    ["weights of other lengths", { target_weights: [1] }, /lists target_... of 3, 3, 3, 1 entries/],
    ["a weight that is none", { target_weights: [1, Infinity, 3] }, /a weight that is not finite/],
    ["a weight of no leaf", { target_nodeids: [0, 3, 4] }, /a weight of node 0, which is no leaf/],
    [
      "a weight of no node",
      { target_nodeids: [9, 3, 4] },
      /a weight of node 9 of tree 0, which does not exist/,
    ],
    [
      "no weights",
      { target_treeids: [], target_nodeids: [], target_ids: [], target_weights: [] },
      /lists target_/,
    ],
    ["bases of two outputs", { base_values: [1, 2] }, /2 base_values for 1 outputs/],
    ["a base that is none", { base_values: [NaN] }, /a base value that is not finite/],
  ])("%s", (_, lists, message) => {
    expect(() => fromOnnx(regressorFile({ ...STUMP, ...lists }))).toThrow(message);
  });

  test("classes", () => {
    const weights = [
      [1, 0, 1],
      [3, 1, 1],
      [4, 2, 1],
    ] as const;
    expect(() => fromOnnx(classifierFile(classLists(weights)))).toThrow(/a weight of class 2 of 2/);
    const same = classLists(weights, { classlabels_int64s: [5, 5] });
    expect(() => fromOnnx(classifierFile(same))).toThrow(
      /2 class labels. Allowed: two or more, all different/,
    );
  });
});

test("flipped bits are read or refused, never worse", () => {
  const bytes = readBytes("sklearn/tree_classifier.onnx");
  let state = 11;
  const next = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const found = new Set<string>();
  for (let round = 0; round < 2000; round++) {
    const copy = Uint8Array.from(bytes);
    copy[next(copy.length)] ^= 1 << next(8);
    try {
      fromOnnx(copy);
      found.add("read");
    } catch (error) {
      if (!(error instanceof FheLearnError)) throw error;
      found.add(error.code);
    }
  }
  expect([...found]).toEqual(expect.arrayContaining(["read", "CORRUPTED_DATA", "TRUNCATED_DATA"]));
});
