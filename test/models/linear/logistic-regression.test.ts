import { describe, expect, test } from "vitest";
import type { Tensor } from "../../../src/core/index.ts";
import { LogisticRegression } from "../../../src/models/linear/index.ts";
import type { LogisticRegressionOptions } from "../../../src/models/linear/index.ts";
import { logLoss } from "../../../src/models/metrics/index.ts";
import { caseData, linearCases, maxDifference } from "../helpers/fixtures.ts";
import type { LinearCase } from "../helpers/fixtures.ts";

const cases = linearCases("LogisticRegression", (item) => item.params.penalty_is !== "l1");

function optionsOf({ params }: LinearCase): Partial<LogisticRegressionOptions> {
  return {
    C: params.C === "Infinity" ? Infinity : (params.C as number),
    fitIntercept: params.fit_intercept as boolean,
    classWeight: params.class_weight as "balanced" | null,
    tol: 1e-10,
  };
}

/** C sum(weight loss) + |w|^2 / 2, or the plain sum without penalty; written apart from the solver. */
function objective(
  X: Tensor,
  y: Float64Array,
  weight: number[],
  coef: number[][],
  b: number[],
  C: number,
): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const z = coef.map((row, k) => row.reduce((s, w, j) => s + w * X.at(i, j), b[k]));
    const scores = z.length === 1 ? [0, z[0]] : z;
    const most = Math.max(...scores);
    sum += weight[i] * (most + Math.log(scores.reduce((s, v) => s + Math.exp(v - most), 0)) - scores[y[i]]);
  }
  const square = coef.flat().reduce((s, w) => s + w * w, 0);
  return C === Infinity ? sum : C * sum + square / 2;
}

function weightsOf(item: LinearCase, y: Float64Array): number[] {
  const sample = item.sample_weight_train ?? Array.from(y, () => 1);
  if (item.params.class_weight !== "balanced") return sample;
  const classes = new Set(y).size;
  return Array.from(
    y,
    (label, i) => (sample[i] * y.length) / (classes * y.filter((other) => other === label).length),
  );
}

describe.each(cases)("$id", (item) => {
  const data = caseData(item);
  const options = optionsOf(item);
  const fitted = new LogisticRegression(options).fit(
    data.XTrain,
    data.yTrain,
    item.sample_weight_train ? { sampleWeight: item.sample_weight_train } : {},
  );

  test("coefficients, intercepts and classes", async () => {
    const model = await fitted;
    expect(model.converged_).toBe(true);
    expect(maxDifference(model.coef_.data, (item.coef as number[][]).flat())).toBeLessThan(
      item.tolerance.coef_abs,
    );
    expect(maxDifference(model.intercept_, item.intercept as number[])).toBeLessThan(item.tolerance.coef_abs);
    expect(Array.from(model.classes_ as Float64Array)).toEqual(item.classes);
    expect(model.coef_.shape).toEqual([
      item.classes!.length === 2 ? 1 : item.classes!.length,
      data.XTrain.shape[1],
    ]);
  });

  test("the objective is no worse than the reference's, and its gradient vanishes", async () => {
    const model = await fitted;
    const { XTrain, yTrain } = data;
    const weight = weightsOf(item, yTrain);
    const coef = model.coef_.toArray() as number[][];
    const b = Array.from(model.intercept_);
    const at = (w: number[][], c: number[]): number => objective(XTrain, yTrain, weight, w, c, options.C!);
    const ours = at(coef, b);
    expect(ours).toBeLessThanOrEqual(item.check.objective * (1 + 1e-12));
    // A minimum of a convex function: every small move in a coordinate makes it greater.
    for (let j = 0; j < coef[0].length; j++) {
      for (const step of [1e-3, -1e-3]) {
        expect(
          at(
            coef.map((row, k) => (k === 0 ? row.with(j, row[j] + step) : row)),
            b,
          ),
        ).toBeGreaterThan(ours);
      }
    }
  });

  test("probabilities, decisions, labels and score of the unquantized twin", async () => {
    const model = await fitted;
    const { XTest, yTest } = data;
    const proba = await model.predictProba(XTest, { fhe: "float" });
    expect(maxDifference(proba.data, item.test.predict_proba!.flat())).toBeLessThan(item.tolerance.proba_abs);
    const decisions = await model.decisionFunction(XTest, { fhe: "float" });
    const expected = item.test.decision_function!;
    expect(decisions.shape).toEqual(
      item.classes!.length === 2 ? [yTest.length] : [yTest.length, item.classes!.length],
    );
    // Coefficients of the reference hold to about 1e-6, features reach 8.
    expect(maxDifference(decisions.data, expected.flat())).toBeLessThan(5e-5);
    expect(Array.from((await model.predict(XTest, { fhe: "float" })) as Float64Array)).toEqual(
      item.test.predict,
    );
    expect(await model.score(XTest, yTest, { fhe: "float" })).toBe(item.test.score);
    expect(logLoss(yTest, proba)).toBeCloseTo(item.test_log_loss!, 6);
  });

  test("8-bit integers keep the accuracy within 1.5 % of the rows, 12-bit ones within 0.6 %", async () => {
    const { XTrain, yTrain, XTest, yTest } = data;
    const weights = item.sample_weight_train ? { sampleWeight: item.sample_weight_train } : {};
    expect(Math.abs((await (await fitted).score(XTest, yTest)) - item.test.score)).toBeLessThanOrEqual(0.015);
    const fine = await new LogisticRegression({ ...options, nBits: 12 }).fit(XTrain, yTrain, weights);
    expect(Math.abs((await fine.score(XTest, yTest)) - item.test.score)).toBeLessThanOrEqual(0.006);
  });
});

test("conjugate gradients and exact Hessian find the same minimum", async () => {
  for (const item of cases.filter(({ id }) => /iris\/l2,C=1$|breast_cancer\+std\/l2,C=1$/.test(id))) {
    const { XTrain, yTrain } = caseData(item);
    const fit = (solver: "newton-cg" | "newton-cholesky"): Promise<LogisticRegression> =>
      new LogisticRegression({ ...optionsOf(item), solver }).fit(XTrain, yTrain);
    const [cg, exact] = [await fit("newton-cg"), await fit("newton-cholesky")];
    expect(maxDifference(cg.coef_.data, exact.coef_.data)).toBeLessThan(1e-7);
  }
});

test("raw, unscaled features fit as well, and quantize as well, as standardized ones", async () => {
  const item = cases.find(({ id }) => id.endsWith("breast_cancer+std/l2,C=1"))!;
  const raw = caseData({ ...item, prep: { columns: null, standardize: false } });
  const model = await new LogisticRegression({ maxIter: 200 }).fit(raw.XTrain, raw.yTrain);
  const float = await model.score(raw.XTest, raw.yTest, { fhe: "float" });
  expect(float).toBeGreaterThan(0.93);
  expect(Math.abs((await model.score(raw.XTest, raw.yTest)) - float)).toBeLessThanOrEqual(0.012);
});

test("collinear columns without penalty share the weight equally", async () => {
  const item = cases.find(({ id }) => id.endsWith("cols=1_4_8_9/none"))!;
  const { XTrain, yTrain } = caseData(item);
  const twice = XTrain.toArray() as number[][];
  const model = await new LogisticRegression({ penalty: null, tol: 1e-8 }).fit(
    twice.map((row) => [...row, row[0]]),
    yTrain,
  );
  const [first, , , , copy] = model.coef_.data;
  expect(first).toBeCloseTo(copy, 8);
  expect(first + copy).toBeCloseTo((item.coef as number[][])[0][0], 6);
});

test("class weights by name act as sample weights do", async () => {
  const { XTrain, yTrain } = caseData(cases[0]);
  const names = Array.from(yTrain, (label) => (label === 0 ? "bad" : "good"));
  const named = await new LogisticRegression({ classWeight: { bad: 3 } }).fit(XTrain, names);
  const weighted = await new LogisticRegression().fit(XTrain, names, {
    sampleWeight: names.map((name) => (name === "bad" ? 3 : 1)),
  });
  expect(named.classes_).toEqual(["bad", "good"]);
  expect(maxDifference(named.coef_.data, weighted.coef_.data)).toBeLessThan(1e-12);
  const wrong = new LogisticRegression({ classWeight: { worse: 3 } }).fit(XTrain, names);
  await expect(wrong).rejects.toThrow(/names worse.*Allowed: the classes bad, good.*remove the classes/);
});

test("a fit that stops early says so and is still usable", async ({ onTestFinished }) => {
  const warned: string[] = [];
  const original = console.warn;
  console.warn = (text: string) => warned.push(text);
  onTestFinished(() => {
    console.warn = original;
  });
  const { XTrain, yTrain, XTest, yTest } = caseData(cases[0]);
  const model = await new LogisticRegression({ maxIter: 1, tol: 1e-12 }).fit(XTrain, yTrain);
  expect(model.converged_).toBe(false);
  expect(warned.join()).toMatch(
    /LogisticRegression.fit: tol was not met after 1 iterations. To fix it: raise maxIter/,
  );
  expect(await model.score(XTest, yTest)).toBeGreaterThan(0.9);
});

test.each([
  [{ penalty: "none" }, /penalty = "none".*penalty: one of "l2", "l1", "elasticnet", null/],
  [{ solver: "adam" }, /solver = "adam".*solver: one of "auto", "lbfgs", "liblinear", "newton-cg"/],
  [{ l1Ratio: 2 }, /l1Ratio = 2.*a number from 0 to 1, or null/],
  [{ C: 0, tol: -1 }, /C = 0; tol = -1.*C: a number above 0 \(Infinity: no penalty\); tol: .*correct C, tol/],
  [{ classWeight: "heavy" }, /classWeight = "heavy"/],
])("options %o are refused by fit", async (options, message) => {
  const model = new LogisticRegression(options as Partial<LogisticRegressionOptions>);
  await expect(model.fit([[0], [1]], [0, 1])).rejects.toThrow(message);
});
