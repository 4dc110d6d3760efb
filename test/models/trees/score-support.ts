import { readFileSync } from "node:fs";
import * as trees from "../../../src/models/trees/index.ts";
import { readJson } from "../helpers/fixtures.ts";

/** Scores of other libraries on ten splits of a data set. */
export interface ScoreCase {
  dataset: string;
  metric: "accuracy" | "r2";
  /** Rows of the test part, one list a seed. */
  test_rows: number[][];
  /** Scores of a model, one a seed. */
  scores: Record<string, number[]>;
}

export const { scores } = readJson("trees/oracles.json") as { scores: ScoreCase[] };

type Model = trees.TreeClassifier<never, never> | trees.TreeRegressor<never, never>;
export type Make = (seed: number, options: object) => Model;

/** Ours beside theirs: name of the reference, classifier, regressor. */
export const models: Record<string, { reference: RegExp; classifier: Make; regressor: Make }> = {
  "decision tree": {
    reference: /^DecisionTree/,
    classifier: (_, more) => new trees.DecisionTreeClassifier({ maxDepth: 5, ...more }) as never,
    regressor: (_, more) => new trees.DecisionTreeRegressor({ maxDepth: 3, ...more }) as never,
  },
  "random forest": {
    reference: /^RandomForest/,
    classifier: (randomState, more) => new trees.RandomForestClassifier({ randomState, ...more }) as never,
    regressor: (randomState, more) => new trees.RandomForestRegressor({ randomState, ...more }) as never,
  },
  "gradient boosting": {
    reference: /^XGBoost/,
    classifier: (_, more) => new trees.XGBClassifier(more) as never,
    regressor: (_, more) => new trees.XGBRegressor(more) as never,
  },
  "oblivious trees of depth 4": {
    reference: /^(XGBoost|CatBoost)/,
    classifier: (_, more) =>
      new trees.XGBClassifier({ growPolicy: "oblivious", maxDepth: 4, ...more }) as never,
    regressor: (_, more) =>
      new trees.XGBRegressor({ growPolicy: "oblivious", maxDepth: 4, ...more }) as never,
  },
  "200 stumps": {
    reference: /^XGBoost/,
    classifier: (_, more) => new trees.XGBClassifier({ maxDepth: 1, nEstimators: 200, ...more }) as never,
    regressor: (_, more) => new trees.XGBRegressor({ maxDepth: 1, nEstimators: 200, ...more }) as never,
  },
  "additive model": {
    reference: /^XGBoost/,
    classifier: (randomState, more) =>
      new trees.AdditiveClassifier({ randomState, nBags: 2, ...more }) as never,
    regressor: (randomState, more) =>
      new trees.AdditiveRegressor({ randomState, nBags: 2, ...more }) as never,
  },
};

/** The maker of a model for the task of a case. */
export function makerOf(name: string, { metric }: ScoreCase): Make {
  return metric === "accuracy" ? models[name].classifier : models[name].regressor;
}

/** Mean scores of what a model is held against. */
export function referencesOf(name: string, { scores: theirs }: ScoreCase): number[] {
  return Object.entries(theirs).flatMap(([key, list]) =>
    models[name].reference.test(key) ? [mean(list)] : [],
  );
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b) / values.length;
}

/** Mean test score of our model over the splits, or the first of them. */
export async function meanScore(item: ScoreCase, make: Make, options: object, splits = 10): Promise<number> {
  const url = new URL(`../../fixtures/datasets/${item.dataset}.csv`, import.meta.url);
  const lines = readFileSync(url, "utf8").trim().split("\n").slice(1);
  const rows = lines.map((line) => line.split(",").map(Number));
  const found: number[] = [];
  for (const [seed, list] of item.test_rows.slice(0, splits).entries()) {
    const inTest = new Set(list);
    const part = (isTest: boolean): [number[][], number[]] => {
      const own = rows.filter((_, i) => inTest.has(i) === isTest);
      return [own.map((row) => row.slice(0, -1)), own.map((row) => row[row.length - 1])];
    };
    const model = make(seed, options);
    await model.fit(...part(false));
    found.push(await model.score(...part(true)));
  }
  return mean(found);
}
