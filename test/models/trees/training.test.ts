import { describe, expect, test } from "vitest";
import { CancelledError, createRandom, Tensor } from "../../../src/core/index.ts";
import * as trees from "../../../src/models/trees/index.ts";

const random = createRandom("tree training");
const X = Tensor.zeros([300, 4]).map(() => random.normal());
const labels = Float64Array.from(X, (row) => (row[0] + Math.sin(3 * row[1]) + 0.3 * row[2] > 0 ? 1 : 0));
const targets = Float64Array.from(X, (row) => 3 * row[0] + Math.sin(3 * row[1]));

describe("options that cannot be", () => {
  const { XGBClassifier, XGBRegressor, DecisionTreeClassifier, RandomForestClassifier, AdditiveRegressor } =
    trees;
  const wrong: [string, () => Promise<unknown>, RegExp][] = [
    [
      "depth 0",
      () => new DecisionTreeClassifier({ maxDepth: 0 }).fit(X, labels),
      /maxDepth = 0.*whole number of 1 or more, or null/,
    ],
    ["nBits 9", () => new XGBClassifier({ nBits: 9 }).fit(X, labels), /nBits = 9.*from 2 to 8/],
    [
      "nBits 1",
      () => new XGBClassifier({ nBits: { opInputs: 1, opLeaves: 6 } }).fit(X, labels),
      /opInputs: 2 to 8/,
    ],
    [
      "a split of one row",
      () => new DecisionTreeClassifier({ minSamplesSplit: 1 }).fit(X, labels),
      /minSamplesSplit = 1/,
    ],
    [
      "more features than there are",
      () => new RandomForestClassifier({ maxFeatures: 5 }).fit(X, labels),
      /maxFeatures = 5 of 4 features.*lower maxFeatures/,
    ],
    [
      "more draws than rows",
      () => new RandomForestClassifier({ maxSamples: 301 }).fit(X, labels),
      /maxSamples = 301 of 300 rows/,
    ],
    [
      "out-of-bag rows without bags",
      () => new RandomForestClassifier({ bootstrap: false, oobScore: true }).fit(X, labels),
      /oobScore = true with bootstrap = false/,
    ],
    [
      "leaves without lossguide",
      () => new XGBClassifier({ maxLeaves: 4 }).fit(X, labels),
      /maxLeaves = 4 with growPolicy = "depthwise".*lossguide/,
    ],
    [
      "oblivious trees without depth",
      () => new XGBClassifier({ growPolicy: "oblivious", maxDepth: null }).fit(X, labels),
      /oblivious.*at most 12/,
    ],
    [
      "early stopping on nothing",
      () => new XGBRegressor({ earlyStoppingRounds: 3 }).fit(X, targets),
      /without evalSet.*evalSet: \[XValidation/,
    ],
    [
      "a base probability of 1",
      () => new XGBClassifier({ baseScore: 1 }).fit(X, labels),
      /baseScore = 1.*between 0 and 1/,
    ],
    [
      "an unknown class in evalSet",
      () => new XGBClassifier().fit(X, labels, { evalSet: [X, labels.map(() => 7)] }),
      /label 7.*classes of y: 0, 1/,
    ],
    ["no learning", () => new XGBRegressor({ learningRate: 0 }).fit(X, targets), /learningRate = 0.*above 0/],
    [
      "an exact additive model",
      () => new AdditiveRegressor({ binning: "exact" as never }).fit(X, targets),
      /binning = "exact"/,
    ],
    [
      "targets whose squares overflow",
      () => new XGBRegressor().fit(X, targets.with(5, 1e200)),
      /target 1e\+200 of row 5.*scale/,
    ],
  ];
  test.each(wrong)("%s", async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
  });

  test("missing values are refused, with what to do", async () => {
    const gap = X.copy();
    gap.data[6] = NaN;
    await expect(new XGBClassifier().fit(gap, labels)).rejects.toThrow(/NaN.*remove or impute/);
  });

  test.each(["simulate", "execute"] as const)(
    "fhe: %s is refused before compile, not run in the clear",
    async (fhe) => {
      const model = await new XGBClassifier().fit(X, labels);
      await expect(model.predict(X, { fhe })).rejects.toThrow(
        /a model that is not compiled.*await model.compile/,
      );
    },
  );
});

describe("data with nothing to learn from", () => {
  const constant = Tensor.zeros([40, 2]).map(() => 3);
  const y = Float64Array.from({ length: 40 }, (_, i) => (i < 30 ? 0 : 1));

  test.each([
    new trees.DecisionTreeClassifier(),
    new trees.RandomForestClassifier({ bootstrap: false }),
    new trees.XGBClassifier(),
    new trees.XGBClassifier({ growPolicy: "oblivious" }),
    new trees.AdditiveClassifier(),
  ])("%s: constant features leave the share of the classes", async (model) => {
    await model.fit(constant, y);
    for (const fhe of ["float", "disable"] as const) {
      const [first, second] = (await model.predictProba(constant.slice(0, 1), { fhe })).data;
      expect(second).toBeCloseTo(0.25, fhe === "float" ? 9 : 1);
      expect(first + second).toBeCloseTo(1, 12);
    }
    expect(Array.from(model.featureImportances_)).toEqual([0, 0]);
  });

  test("a constant feature among others is never tested", async () => {
    const wide = Tensor.zeros([300, 5]).map((_, at) => (at % 5 < 4 ? X.at(Math.floor(at / 5), at % 5) : 1));
    const model = await new trees.XGBClassifier().fit(wide, labels);
    expect(model.trees_.parts.feature).not.toContain(4);
    expect(model.binner_.bits[4]).toBe(0);
  });

  test("equal targets make one leaf, equal to them", async () => {
    const model = await new trees.DecisionTreeRegressor().fit(
      X,
      targets.map(() => 0.1),
    );
    expect(model.nLeaves_).toBe(1);
    expect((await model.predict(X, { fhe: "float" }))[0]).toBe(0.1);
  });
});

describe("growth", () => {
  test("an exclusive or is learned although its first split gains nothing", async () => {
    const corners = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ];
    const model = await new trees.DecisionTreeClassifier().fit(corners, [0, 1, 1, 0]);
    expect(Array.from((await model.predict(corners)) as Float64Array)).toEqual([0, 1, 1, 0]);
  });

  test("with a limit on leaves the splits that gain most are made", async () => {
    const steps = Float64Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : i < 60 ? 10 : 11));
    const rows = Tensor.zeros([100, 1]).map((_, i) => i);
    const model = await new trees.DecisionTreeRegressor({ maxLeafNodes: 2, nBits: 8 }).fit(rows, steps);
    expect(model.binner_.edges[0][model.tree_.parts.threshold[0] - 1]).toBeCloseTo(49.5, 0);
    expect(model.nLeaves_).toBe(2);
  });

  test("oblivious trees have one test a level", async () => {
    const params = { growPolicy: "oblivious", maxDepth: 3, nEstimators: 5, minChildWeight: 0.1 } as const;
    const { parts } = (await new trees.XGBClassifier(params).fit(X, labels)).trees_;
    for (const root of parts.roots) {
      let level = [root];
      for (let depth = 0; depth < 3; depth++) {
        expect(new Set(level.map((node) => `${parts.feature[node]} ${parts.threshold[node]}`)).size).toBe(1);
        level = level.flatMap((node) => [parts.left[node], parts.right[node]]);
      }
      expect(level.length).toBe(8);
      expect(level.every((leaf) => leaf < 0)).toBe(true);
    }
  });

  test("loss-guided growth without a limit is depth-wise growth", async () => {
    const [a, b] = await Promise.all(
      (["depthwise", "lossguide"] as const).map((growPolicy) =>
        new trees.XGBRegressor({ growPolicy, maxDepth: 4 }).fit(X, targets),
      ),
    );
    expect(b.dump().fitted).toEqual(a.dump().fitted);
  });

  test.each(["quantile", "exact"] as const)(
    "training sums and predictions agree (%s, subsampled)",
    async (binning) => {
      const params = { binning, subsample: 0.6, colsampleBytree: 0.6, nEstimators: 15, randomState: 3 };
      const rows = X.slice(0, 200);
      const evalSet = [X.slice(200), targets.slice(200)] as const;
      const model = await new trees.XGBRegressor(params).fit(rows, targets.slice(0, 200), { evalSet });
      const predicted = await model.predict(evalSet[0], { fhe: "float" });
      const mean = predicted.reduce((sum, value, i) => sum + (value - evalSet[1][i]) ** 2, 0) / 100;
      expect(model.evalsResult_.length).toBe(15);
      expect(model.evalsResult_[14]).toBeCloseTo(Math.sqrt(mean), 12);
    },
  );

  test("early stopping keeps the best rounds", async () => {
    const noise = createRandom("noise");
    const noisy = targets.map((value) => value + 3 * noise.normal());
    const evalSet = [X.slice(200), noisy.slice(200)] as const;
    const params = { nEstimators: 300, earlyStoppingRounds: 5, maxDepth: 4 };
    const model = await new trees.XGBRegressor(params).fit(X.slice(0, 200), noisy.slice(0, 200), { evalSet });
    const losses = model.evalsResult_;
    expect(losses.length).toBe(model.bestIteration_ + 6);
    expect(model.trees_.trees).toBe(model.bestIteration_ + 1);
    expect(losses[model.bestIteration_]).toBe(Math.min(...losses));
    const loaded = trees.XGBRegressor.load(JSON.stringify(model.dump()));
    expect(loaded.bestIteration_).toBe(model.bestIteration_);
  });

  test("fit can be stopped between trees", async () => {
    const controller = new AbortController();
    const model = new trees.RandomForestRegressor({ nEstimators: 100 });
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 3) controller.abort();
    };
    await expect(model.fit(X, targets, { signal: controller.signal, onProgress })).rejects.toThrow(
      CancelledError,
    );
    expect(model.isFitted).toBe(false);
  });
});

describe("forests", () => {
  test("a seed repeats a forest, another one makes another", async () => {
    const fit = async (randomState: number): Promise<unknown> =>
      (await new trees.RandomForestClassifier({ randomState }).fit(X, labels)).dump().fitted;
    expect(await fit(1)).toEqual(await fit(1));
    expect(await fit(1)).not.toEqual(await fit(2));
  });

  test("the out-of-bag score foretells the score on new rows", async () => {
    const train = X.slice(0, 200);
    const params = { nEstimators: 60, oobScore: true, randomState: 5 };
    const model = await new trees.RandomForestClassifier(params).fit(train, labels.slice(0, 200));
    const score = await model.score(X.slice(200), labels.slice(200), { fhe: "float" });
    // Two shares near 0.9 of 200 and 100 rows: three standard deviations of their difference.
    expect(Math.abs(model.oobScore_! - score)).toBeLessThan(3 * Math.sqrt(0.09 / 200 + 0.09 / 100));
    expect(model.oobScore_).toBeLessThan(await model.score(train, labels.slice(0, 200)));
  });

  test("shares of samples are of all rows, also of those a bootstrap left out", async () => {
    const grow = async (leaf: number, split: number): Promise<unknown> => {
      const params = { minSamplesLeaf: leaf, minSamplesSplit: split, nEstimators: 5, randomState: 2 };
      return (await new trees.RandomForestRegressor(params).fit(X, targets)).dump().fitted;
    };
    expect(await grow(0.05, 0.3)).toEqual(await grow(0.05 * X.length, 0.3 * X.length));
    expect(await grow(0.05, 0.3)).not.toEqual(await grow(0.04, 0.3));
  });

  test("without bootstrap and with all features every tree is the single tree", async () => {
    const shared = { binning: "exact", maxDepth: 4 } as const;
    const tree = await new trees.DecisionTreeRegressor(shared).fit(X, targets);
    const forest = await new trees.RandomForestRegressor({ ...shared, nEstimators: 4, bootstrap: false }).fit(
      X,
      targets,
    );
    expect(await forest.predict(X, { fhe: "float" })).toEqual(await tree.predict(X, { fhe: "float" }));
  });
});

describe("additive models", () => {
  const pairs = Float64Array.from(X, (row) => row[0] + 3 * Math.sign(row[1] * row[2]));

  test("the function of a feature is found", async () => {
    const more = Tensor.zeros([3000, 2]).map(() => random.normal());
    const sums = Float64Array.from(more, (row) => 3 * row[0] + Math.sin(3 * row[1]) + 0.3 * random.normal());
    const model = await new trees.AdditiveRegressor({ randomState: 1 }).fit(more, sums);
    // A bin holds 47 rows, whose mean is off by 0.3 / sqrt(47) = 0.044 and whose function by its width.
    const edges = model.binner_.edges[1];
    const { values } = model.terms_[1];
    const errors = Array.from({ length: 56 }, (_, k) => {
      const bin = k + 4;
      return Math.abs(values[bin] - Math.sin(1.5 * (edges[bin - 1] + edges[bin])));
    });
    expect(errors.reduce((a, b) => a + b) / 56).toBeLessThan(0.1);
  });

  test("contributions and the intercept add up, and average to nothing", async () => {
    const model = await new trees.AdditiveRegressor({ randomState: 1, interactions: 1 }).fit(X, pairs);
    const bins = model.binner_.transform(X);
    const tables = new trees.AdditiveTables({
      ...{ features: 4, outputs: 1, link: "identity", base: Float64Array.of(model.intercept_) },
      terms: model.terms_,
    });
    const total = new Float64Array(300).fill(model.intercept_);
    model.terms_.forEach((_, t) => {
      const { data } = tables.contributions(bins, t);
      expect(data.reduce((a, b) => a + b) / 300).toBeCloseTo(0, 9);
      data.forEach((value, i) => (total[i] += value));
    });
    const predicted = await model.predict(X, { fhe: "float" });
    expect(Math.max(...predicted.map((value, i) => Math.abs(value - total[i])))).toBeLessThan(1e-9);
  });

  test("interactions finds the pair that matters, and needs it", async () => {
    const main = await new trees.AdditiveRegressor({ randomState: 1 }).fit(X, pairs);
    const both = await new trees.AdditiveRegressor({ randomState: 1, interactions: 1 }).fit(X, pairs);
    expect(both.terms_[4].features).toEqual([1, 2]);
    expect(both.terms_[4].bins).toEqual([64, 64]);
    expect(await main.score(X, pairs)).toBeLessThan(0.5);
    expect(await both.score(X, pairs)).toBeGreaterThan(0.9);
  });
});
