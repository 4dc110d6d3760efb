import type { ScoreName } from "../../bench/lib/scores.ts";
import type { ModelCase } from "../../bench/peers/cases/index.ts";

interface Data {
  readonly name: string;
  readonly dataset: string;
  readonly score: ScoreName;
}

const data: readonly Data[] = [
  { name: "iris", dataset: "iris", score: "accuracy" },
  { name: "breast cancer", dataset: "breast_cancer", score: "accuracy" },
  { name: "digits", dataset: "digits", score: "accuracy" },
  { name: "diabetes tertiles", dataset: "diabetes_tertiles", score: "accuracy" },
  { name: "diabetes", dataset: "diabetes", score: "r2" },
];

const families: readonly { readonly name: string; readonly params: Readonly<Record<string, unknown>> }[] = [
  { name: "DecisionTree", params: { max_depth: 5 } },
  { name: "RandomForest", params: { random_state: 0 } },
  { name: "XGB", params: {} },
  { name: "Additive", params: { random_state: 0 } },
];

/** Every kind of tree model on every data set: defaults but for the depth of single trees, 6 bits. */
export const tableCases: readonly ModelCase[] = data.flatMap(({ name, dataset, score }) =>
  families.map(({ name: family, params }) => ({
    id: `${family}, ${name}`,
    data: { dataset },
    model: `${family}${score === "r2" ? "Regressor" : "Classifier"}`,
    params,
    nBits: 6,
    score,
  })),
);
