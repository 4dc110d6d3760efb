import type { ModelCase } from "./case.ts";

/** Of every tree model: bytes whatever the number of trees and classes, and keys made at once. */
const always = { keygenMs: 200, evaluationKeyBytes: 3e6, inputBytes: 30_000, outputBytes: 16_000 } as const;

interface Given extends Pick<ModelCase, "id" | "model" | "params" | "score"> {
  readonly dataset: string;
  /** Times faster than the peer that a run has to be. */
  readonly faster: number;
  /** A run of the peer takes seconds to minutes. */
  readonly rounds: number;
}

function treeCase({ dataset, faster, ...given }: Given): ModelCase {
  return {
    ...given,
    data: { dataset },
    peerParams: { random_state: 0 },
    nBits: 6,
    repeats: 1,
    asked: { faster: { run: faster }, simulatedRowsPerSecond: 1e6 / 30, ...always },
  };
}

/** The six models the reference system was measured on: its defaults, 6 bits, p_error 2^-40. */
export const treeCases: readonly ModelCase[] = [
  treeCase({
    ...{ id: "DecisionTreeClassifier depth 4, breast cancer", dataset: "breast_cancer" },
    ...{ model: "DecisionTreeClassifier", params: { max_depth: 4 }, score: "accuracy" },
    ...{ faster: 30, rounds: 5 },
  }),
  treeCase({
    ...{ id: "DecisionTreeRegressor depth 4, diabetes", dataset: "diabetes" },
    ...{ model: "DecisionTreeRegressor", params: { max_depth: 4 }, score: "r2" },
    ...{ faster: 30, rounds: 5 },
  }),
  treeCase({
    ...{ id: "RandomForestClassifier 20 x 4, breast cancer", dataset: "breast_cancer" },
    ...{ model: "RandomForestClassifier", params: { n_estimators: 20, max_depth: 4 }, score: "accuracy" },
    ...{ faster: 80, rounds: 2 },
  }),
  treeCase({
    ...{ id: "XGBClassifier 20 x 3, breast cancer", dataset: "breast_cancer" },
    ...{ model: "XGBClassifier", params: { n_estimators: 20, max_depth: 3 }, score: "accuracy" },
    ...{ faster: 80, rounds: 2 },
  }),
  treeCase({
    ...{ id: "XGBClassifier 20 x 3 x 3 classes, iris", dataset: "iris" },
    ...{ model: "XGBClassifier", params: { n_estimators: 20, max_depth: 3 }, score: "accuracy" },
    ...{ faster: 80, rounds: 2 },
  }),
  treeCase({
    ...{ id: "XGBClassifier 20 x 3 x 10 classes, digits", dataset: "digits" },
    ...{ model: "XGBClassifier", params: { n_estimators: 20, max_depth: 3 }, score: "accuracy" },
    ...{ faster: 80, rounds: 1 },
  }),
];
