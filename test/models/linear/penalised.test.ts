import { describe, expect, test } from "vitest";
import { ElasticNet, Lasso, LinearRegression, Ridge } from "../../../src/models/linear/index.ts";
import { caseData, linearCases, relativeDifference } from "../helpers/fixtures.ts";
import type { LinearCase } from "../helpers/fixtures.ts";

const cases = (["Ridge", "Lasso", "ElasticNet"] as const).flatMap((name) =>
  linearCases(name).map((item) => ({ id: item.id, name, item })),
);

function make(name: "Ridge" | "Lasso" | "ElasticNet", { params }: LinearCase): Ridge | Lasso | ElasticNet {
  const shared = { alpha: params.alpha as number, fitIntercept: params.fit_intercept as boolean };
  if (name === "Ridge") return new Ridge(shared);
  if (name === "Lasso") return new Lasso({ ...shared, tol: 1e-9, maxIter: 10000 });
  return new ElasticNet({ ...shared, tol: 1e-9, maxIter: 10000, l1Ratio: params.l1_ratio as number });
}

describe.each(cases)("$id", ({ name, item }) => {
  const { XTrain, yTrain, XTest, yTest } = caseData(item);
  const weights = item.sample_weight_train ? { sampleWeight: item.sample_weight_train } : {};
  const fitted = make(name, item).fit(XTrain, yTrain, weights);

  test("coefficients, intercept, predictions and score", async () => {
    const model = await fitted;
    expect(model.converged_).toBe(true);
    expect(relativeDifference(model.coef_, item.coef as number[])).toBeLessThan(item.tolerance.coef_rel);
    expect(Math.abs(model.intercept_ - (item.intercept as number))).toBeLessThan(1e-6 * 500);
    const predicted = await model.predict(XTest, { fhe: "float" });
    expect(relativeDifference(predicted, item.test.predict)).toBeLessThan(item.tolerance.predict_rel);
    expect(await model.score(XTest, yTest, { fhe: "float" })).toBeCloseTo(item.test.score, 6);
  });

  test("the objective is no worse than the reference's", async () => {
    const model = await fitted;
    const w = item.sample_weight_train ?? Array.from(yTrain, () => 1);
    const predicted = await model.predict(XTrain, { fhe: "float" });
    const squares = predicted.reduce((sum, p, i) => sum + w[i] * (yTrain[i] - p) ** 2, 0);
    const [l1, l2] = [0, 0].map((_, k) => model.coef_.reduce((sum, c) => sum + Math.abs(c) ** (k + 1), 0));
    const alpha = item.params.alpha as number;
    const ratio = name === "Lasso" ? 1 : (item.params.l1_ratio as number);
    const ours =
      name === "Ridge"
        ? squares + alpha * l2
        : squares / (2 * w.reduce((a, b) => a + b)) + alpha * ratio * l1 + (alpha * (1 - ratio) * l2) / 2;
    expect(ours).toBeLessThanOrEqual(item.check.objective * (1 + 1e-10));
  });

  test("zeros of the reference are zeros here", async () => {
    const model = await fitted;
    const zeros = (item.coef as number[]).flatMap((value, j) => (value === 0 ? [j] : []));
    expect(zeros.filter((j) => model.coef_[j] !== 0)).toEqual([]);
  });

  test("8-bit integers keep R2 within 0.02 on the training rows", async () => {
    const model = await fitted;
    const float = await model.score(XTrain, yTrain, { fhe: "float" });
    expect(Math.abs((await model.score(XTrain, yTrain)) - float)).toBeLessThan(0.02);
  });
});

describe("limits", () => {
  const X = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(2 * i), i % 5]);
  const y = X.map(([a, b, c]) => 3 * a - b + 0.5 * c + 1);

  test("without a penalty both are least squares", async () => {
    const plain = await new LinearRegression().fit(X, y);
    const ridge = await new Ridge({ alpha: 0 }).fit(X, y);
    const lasso = await new Lasso({ alpha: 0 }).fit(X, y);
    expect(relativeDifference(ridge.coef_, plain.coef_)).toBeLessThan(1e-12);
    expect(relativeDifference(lasso.coef_, plain.coef_)).toBeLessThan(1e-9);
  });

  test("a penalty above every correlation leaves the intercept only, and the model still runs", async () => {
    const lasso = await new Lasso({ alpha: 100 }).fit(X, y);
    expect(Array.from(lasso.coef_)).toEqual([0, 0, 0]);
    const mean = y.reduce((a, b) => a + b) / y.length;
    expect(lasso.intercept_).toBeCloseTo(mean, 12);
    await lasso.compile(X);
    expect((await lasso.predict(X.slice(0, 1), { fhe: "execute" }))[0]).toBeCloseTo(mean, 4);
  });

  test("collinear columns: Ridge shares equally, Lasso converges all the same", async () => {
    const doubled = X.map((row) => [...row, row[0]]);
    const ridge = await new Ridge({ alpha: 1e-6 }).fit(doubled, y);
    expect(ridge.coef_[0]).toBeCloseTo(ridge.coef_[3], 8);
    const lasso = await new Lasso({ alpha: 0.01 }).fit(doubled, y);
    expect(lasso.converged_).toBe(true);
  });

  test.each([
    [() => new Ridge({ alpha: -1 }).fit(X, y), /alpha = -1.*finite number of 0 or more/],
    [() => new ElasticNet({ l1Ratio: 1.5 }).fit(X, y), /l1Ratio = 1.5.*from 0 to 1/],
    [() => new Lasso({ positive: true } as never).fit(X, y), /unknown option positive/],
  ])("wrong options are refused: %s", async (run, message) => {
    await expect(run()).rejects.toThrow(message);
  });
});
