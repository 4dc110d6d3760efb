import { describe, expect, test } from "vitest";
import { DecisionTreeClassifier, DecisionTreeRegressor } from "../../../src/models/trees/index.ts";
import { readJson, relativeDifference } from "../helpers/fixtures.ts";
import { camelCase, differences, plainData } from "./support.ts";
import type { SklearnTree } from "./support.ts";

interface TreeCase {
  id: string;
  dataset: string;
  params: Record<string, unknown>;
  tie_free: boolean;
  tree: SklearnTree;
  classes?: number[];
  feature_importances: number[];
  train_score: number;
  test_score_over_20_tie_seeds: { min: number; max: number };
  test: { predict: number[]; predict_proba?: number[][]; score: number };
}

const classification = (readJson("trees/DecisionTreeClassifier.json") as { cases: TreeCase[] }).cases;
const regression = (readJson("trees/DecisionTreeRegressor.json") as { cases: TreeCase[] }).cases;

describe.each([...classification, ...regression].filter(({ tie_free }) => tie_free))("$id", (item) => {
  const { XTrain, yTrain, XTest, yTest } = plainData(item.dataset);
  const params = { ...camelCase(item.params), binning: "exact" as const };
  const model = item.classes ? new DecisionTreeClassifier(params) : new DecisionTreeRegressor(params);

  test("is scikit-learn's tree, test by test and leaf by leaf", async () => {
    await model.fit(XTrain, yTrain);
    expect(differences(model.tree_, model.binner_, item.tree, item.classes?.length === 2)).toEqual([]);
    expect(model.nLeaves_).toBe(item.tree.feature.filter((feature) => feature < 0).length);
    expect(relativeDifference(model.featureImportances_, item.feature_importances)).toBeLessThan(1e-9);
    const predicted = (await model.predict(XTest, { fhe: "float" })) as Float64Array;
    expect(relativeDifference(predicted, item.test.predict)).toBeLessThan(1e-12);
    expect(await model.score(XTest, yTest, { fhe: "float" })).toBeCloseTo(item.test.score, 12);
  });
});

describe.each([...classification, ...regression].filter(({ tie_free }) => !tie_free))("$id", (item) => {
  test("ties are broken otherwise; the scores are among those of scikit-learn's 20 tie seeds", async () => {
    const { XTrain, yTrain, XTest, yTest } = plainData(item.dataset);
    const params = { ...camelCase(item.params), binning: "exact" as const };
    const model = item.classes ? new DecisionTreeClassifier(params) : new DecisionTreeRegressor(params);
    await model.fit(XTrain, yTrain);
    const train = await model.score(XTrain, yTrain, { fhe: "float" });
    expect(Math.abs(train - item.train_score)).toBeLessThan(1e-9);
    const { min, max } = item.test_score_over_20_tie_seeds;
    const score = await model.score(XTest, yTest, { fhe: "float" });
    expect(score).toBeGreaterThanOrEqual(min - 1e-9);
    expect(score).toBeLessThanOrEqual(max + 1e-9);
  });
});
