import { describe, expect, test } from "vitest";
import { ClassCountError, ConflictingOptionsError, FeatureCountError } from "../../../src/core/index.ts";
import { LinearSVC, LogisticRegression } from "../../../src/models/linear/index.ts";
import type { LogisticRegressionOptions, LogisticSolver } from "../../../src/models/linear/index.ts";
import { caseData, linearCases, maxDifference, readJson } from "../helpers/fixtures.ts";
import type { LinearCase } from "../helpers/fixtures.ts";

interface OptionCase extends LinearCase {
  decisions: number[] | number[][];
  proba?: number[][];
}

const { cases } = readJson("linear/logistic-options.json") as { cases: OptionCase[] };

describe("penalties, solvers and class weights: scikit-learn 1.9.1", () => {
  test.each(cases)("$id", async (item) => {
    const { XTrain, yTrain } = caseData(item);
    const Model = item.id.startsWith("LinearSVC") ? LinearSVC : LogisticRegression;
    const model = new Model({ ...item.params, tol: 1e-10, maxIter: 1000 });
    await model.fit(
      XTrain,
      yTrain,
      item.sample_weight_train ? { sampleWeight: item.sample_weight_train } : {},
    );
    const reference = item.coef.flat();
    expect(model.converged_).toBe(true);
    // The reference's coordinate and stochastic solvers stop within some 1e-6 of the optimum.
    expect(maxDifference(model.coef_.data, reference)).toBeLessThan(2e-5);
    expect(Array.from(model.coef_.data, (w) => w === 0)).toEqual(reference.map((w) => w === 0));
    const decisions = await model.decisionFunction(XTrain.slice(0, 20), { fhe: "float" });
    expect(maxDifference(decisions.data, item.decisions.flat())).toBeLessThan(2e-4);
    if (!item.proba || model instanceof LinearSVC) return;
    const proba = await model.predictProba(XTrain.slice(0, 20), { fhe: "float" });
    expect(maxDifference(proba.data, item.proba.flat())).toBeLessThan(2e-5);
  });
});

const binary = caseData(linearCases("LogisticRegression")[0]);
const iris = caseData(linearCases("LogisticRegression", ({ id }) => id.endsWith("iris/l2,C=1"))[0]);

test.each<LogisticSolver>(["lbfgs", "newton-cg", "newton-cholesky", "sag", "saga"])(
  "solver %s ends at the optimum of the others",
  async (solver) => {
    for (const { XTrain, yTrain } of [binary, iris]) {
      const options = { tol: 1e-8, maxIter: 2000 };
      const model = await new LogisticRegression({ ...options, solver }).fit(XTrain, yTrain);
      const wanted = await new LogisticRegression(options).fit(XTrain, yTrain);
      expect(model.converged_).toBe(true);
      expect(maxDifference(model.coef_.data, wanted.coef_.data)).toBeLessThan(2e-5);
    }
  },
);

test("an elastic net of shares 0 and 1 is the L2 and the L1 penalty", async () => {
  for (const { XTrain, yTrain } of [binary, iris]) {
    const fit = (options: Partial<LogisticRegressionOptions>): Promise<LogisticRegression> =>
      new LogisticRegression({ ...options, C: 0.1, tol: 1e-9, maxIter: 500 }).fit(XTrain, yTrain);
    const pairs = [
      [await fit({ penalty: "elasticnet", l1Ratio: 0 }), await fit({ penalty: "l2" })],
      [await fit({ penalty: "elasticnet", l1Ratio: 1 }), await fit({ penalty: "l1", solver: "saga" })],
    ];
    for (const [net, single] of pairs) {
      expect(maxDifference(net.coef_.data, single.coef_.data)).toBeLessThan(1e-6);
    }
  }
});

test("an L1 penalty on three classes: no small move makes the objective smaller", async () => {
  const { XTrain, yTrain } = iris;
  const model = new LogisticRegression({ penalty: "l1", multiClass: "multinomial", tol: 1e-9, maxIter: 500 });
  await model.fit(XTrain, yTrain);
  const coef = model.coef_.toArray() as number[][];
  const intercept = Array.from(model.intercept_);
  const objective = (w: number[][], b: number[]): number => {
    let loss = 0;
    for (let i = 0; i < yTrain.length; i++) {
      const z = w.map((row, k) => row.reduce((sum, v, j) => sum + v * XTrain.at(i, j), b[k]));
      loss += Math.log(z.reduce((sum, v) => sum + Math.exp(v - z[yTrain[i]]), 0));
    }
    return loss + w.flat().reduce((sum, v) => sum + Math.abs(v), 0);
  };
  const best = objective(coef, intercept);
  expect(coef.flat().some((w) => w === 0)).toBe(true);
  for (const step of [1e-3, -1e-3]) {
    for (let k = 0; k < 3; k++) {
      expect(objective(coef, intercept.with(k, intercept[k] + step))).toBeGreaterThan(best);
      for (let j = 0; j < coef[0].length; j++) {
        const moved = coef.with(k, coef[k].with(j, coef[k][j] + step));
        expect(objective(moved, intercept)).toBeGreaterThan(best);
      }
    }
  }
});

test("a warm start takes fewer iterations to the same optimum, and refuses other data", async () => {
  for (const options of [
    {},
    { penalty: "l1" },
    { penalty: "l1", solver: "saga" },
    { multiClass: "ovr" },
  ] as const) {
    for (const { XTrain, yTrain } of [binary, iris]) {
      const model = new LogisticRegression({ ...options, warmStart: true, tol: 1e-7 });
      await model.fit(XTrain, yTrain);
      const [coef, iterations] = [model.coef_, model.nIter_];
      await model.fit(XTrain, yTrain);
      expect(model.nIter_).toBeLessThan(iterations);
      expect(maxDifference(model.coef_.data, coef.data)).toBeLessThan(1e-5);
    }
  }
  const model = await new LogisticRegression({ warmStart: true }).fit(binary.XTrain, binary.yTrain);
  await expect(model.fit(iris.XTrain, iris.yTrain)).rejects.toThrow(FeatureCountError);
  await expect(
    model.fit(
      binary.XTrain,
      binary.yTrain.map((label) => label + 1),
    ),
  ).rejects.toThrow(ClassCountError);
});

test.each<[Partial<LogisticRegressionOptions>, RegExp]>([
  [{ solver: "lbfgs", penalty: "l1" }, /penalty = "l1" with solver = "lbfgs".*"l2" or null with.*or "saga"/],
  [{ solver: "liblinear", penalty: null }, /penalty = null with solver = "liblinear".*use solver: "auto"/],
  [{ solver: "liblinear", multiClass: "multinomial" }, /"multinomial" with solver = "liblinear".*"ovr"/],
  [{ penalty: "elasticnet" }, /l1Ratio = null with penalty = "elasticnet".*set l1Ratio/],
  [{ l1Ratio: 0.5 }, /l1Ratio = 0.5 with penalty = "l2".*leave l1Ratio out/],
])("options %o do not go together", async (options, message) => {
  const fit = new LogisticRegression(options).fit([[0], [1]], [0, 1]);
  await expect(fit).rejects.toThrow(ConflictingOptionsError);
  await expect(fit).rejects.toThrow(message);
});
