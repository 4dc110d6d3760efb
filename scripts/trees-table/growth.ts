import type { ModelCase } from "../../bench/peers/cases/index.ts";
import { measureRow, type TableRow } from "./measure.ts";

/** Rows encrypted of each: the largest takes seconds a row. */
const ROWS = 5;

const families = [
  { name: "XGB", model: "XGBClassifier" },
  { name: "RandomForest", model: "RandomForestClassifier" },
] as const;

/** More and more trees of depth 6 on breast cancer. */
export const growthCases: readonly ModelCase[] = families.flatMap(({ name, model }) =>
  [20, 50, 100, 200].map((trees) => ({
    id: `${name}, ${trees} trees`,
    data: { dataset: "breast_cancer" },
    model,
    params: { n_estimators: trees, max_depth: 6, ...(name === "XGB" ? {} : { random_state: 0 }) },
    nBits: 6,
    score: "accuracy" as const,
  })),
);

/** A model's size and times, and whether its encrypted rows are right. */
export function measureGrowth(each: ModelCase): Promise<TableRow> {
  return measureRow(each, ROWS);
}
