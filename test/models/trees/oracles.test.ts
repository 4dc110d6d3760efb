import { describe, expect, test } from "vitest";
import {
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  XGBClassifier,
  XGBRegressor,
} from "../../../src/models/trees/index.ts";
import type { TreeEnsemble } from "../../../src/models/trees/index.ts";
import { readJson, relativeDifference } from "../helpers/fixtures.ts";
import { camelCase, differences, plainData } from "./support.ts";
import type { SklearnTree } from "./support.ts";

interface CartCase {
  model: string;
  dataset: string;
  params: Record<string, unknown>;
  sample_weight?: number[];
  feature_importances: number[];
  tree: SklearnTree;
}

interface XgbTree {
  feature: number[];
  left: number[];
  right: number[];
  /** Thresholds of tests, values of leaves. */
  condition: number[];
}

interface BoostedCase {
  id: string;
  dataset: string;
  objective: string;
  params: Record<string, unknown>;
  rounds: number;
  sample_weight?: number[];
  trees: XgbTree[];
  train_margin: number[] | number[][];
}

const { cart, boosted } = readJson("trees/oracles.json") as { cart: CartCase[]; boosted: BoostedCase[] };

describe("options of scikit-learn's trees", () => {
  test.each(
    cart.map((item) => ({ name: `${item.model} ${item.dataset} ${JSON.stringify(item.params)}`, item })),
  )("$name", async ({ item }) => {
    const { XTrain, yTrain } = plainData(item.dataset);
    const isClassifier = item.model === "DecisionTreeClassifier";
    const params = { ...camelCase(item.params), binning: "exact" as const };
    const model = isClassifier ? new DecisionTreeClassifier(params) : new DecisionTreeRegressor(params);
    await model.fit(XTrain, yTrain, { sampleWeight: item.sample_weight });
    const isBinary = isClassifier && new Set(yTrain).size === 2;
    expect(differences(model.tree_, model.binner_, item.tree, isBinary)).toEqual([]);
    expect(relativeDifference(model.featureImportances_, item.feature_importances)).toBeLessThan(1e-9);
  });
});

/** XGBoost sums in single precision, and so do its leaves. */
const SINGLE = 1e-4;

/** One line a test or leaf that differs; thresholds may lie anywhere between the same training values. */
function boostedDifferences({ parts }: TreeEnsemble, trees: XgbTree[]): string[] {
  const found: string[] = [];
  if (trees.length !== parts.roots.length) return [`${parts.roots.length} trees for ${trees.length}`];
  trees.forEach((tree, t) => {
    const compare = (ours: number, theirs: number): void => {
      const isLeaf = tree.left[theirs] === -1;
      if (isLeaf !== ours < 0) {
        found.push(`tree ${t}, node ${theirs}: a leaf on one side only`);
      } else if (isLeaf) {
        const [own, value] = [parts.values[~ours], tree.condition[theirs]];
        if (Math.abs(own - value) > SINGLE * (1 + Math.abs(value)))
          found.push(`tree ${t}: leaf ${own} for ${value}`);
      } else {
        const [own, feature] = [parts.feature[ours], tree.feature[theirs]];
        if (own !== feature) found.push(`tree ${t}, node ${theirs}: feature ${own} for ${feature}`);
        compare(parts.left[ours], tree.left[theirs]);
        compare(parts.right[ours], tree.right[theirs]);
      }
    };
    compare(parts.roots[t], 0);
  });
  return found;
}

describe("XGBoost's trees on every midpoint", () => {
  test.each(boosted)("$id", async (item) => {
    const { XTrain, yTrain } = plainData(item.dataset);
    const { max_depth, ...rest } = item.params;
    const params = {
      ...camelCase(rest),
      maxDepth: max_depth === 0 ? null : (max_depth as number),
      nEstimators: item.rounds,
      binning: "exact" as const,
    };
    const model =
      item.objective === "reg:squarederror" ? new XGBRegressor(params) : new XGBClassifier(params);
    await model.fit(XTrain, yTrain, { sampleWeight: item.sample_weight });
    expect(boostedDifferences(model.trees_, item.trees)).toEqual([]);
    const margins =
      model instanceof XGBClassifier
        ? (await model.decisionFunction(XTrain, { fhe: "float" })).data
        : await model.predict(XTrain, { fhe: "float" });
    expect(relativeDifference(margins, item.train_margin.flat())).toBeLessThan(SINGLE);
  });
});
