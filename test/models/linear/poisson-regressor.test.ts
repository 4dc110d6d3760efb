import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { PoissonRegressor } from "../../../src/models/linear/index.ts";
import { meanPoissonDeviance } from "../../../src/models/metrics/index.ts";
import { caseData, linearCases, relativeDifference } from "../helpers/fixtures.ts";

const cases = linearCases("PoissonRegressor");

describe.each(cases)("$id", (item) => {
  const { XTrain, yTrain, XTest, yTest } = caseData(item);
  const weights = item.sample_weight_train ? { sampleWeight: item.sample_weight_train } : {};
  const scoreWeights = item.test.score_sample_weight ? { sampleWeight: item.test.score_sample_weight } : {};
  const options = {
    alpha: item.params.alpha as number,
    fitIntercept: item.params.fit_intercept as boolean,
  };
  const fitted = new PoissonRegressor({ ...options, tol: 1e-10 }).fit(XTrain, yTrain, weights);

  test("coefficients, intercept, predictions, deviance and score", async () => {
    const model = await fitted;
    expect(relativeDifference(model.coef_, item.coef as number[])).toBeLessThan(item.tolerance.coef_rel);
    expect(Math.abs(model.intercept_ - (item.intercept as number))).toBeLessThan(2e-6);
    const predicted = await model.predict(XTest, { fhe: "float" });
    expect(relativeDifference(predicted, item.test.predict)).toBeLessThan(item.tolerance.predict_rel);
    expect(await model.score(XTest, yTest, { fhe: "float", ...scoreWeights })).toBeCloseTo(
      item.test.score,
      9,
    );
    expect(meanPoissonDeviance(yTest, predicted, scoreWeights)).toBeCloseTo(item.test_mean_deviance!, 9);
  });

  test("the objective is the reference's and its gradient vanishes", async () => {
    const model = await fitted;
    const w = item.sample_weight_train ?? Array.from(yTrain, () => 1);
    const total = w.reduce((a, b) => a + b);
    const mean = await model.predict(XTrain, { fhe: "float" });
    const square = model.coef_.reduce((sum, c) => sum + c * c, 0);
    const deviance = meanPoissonDeviance(yTrain, mean, { sampleWeight: w });
    expect(deviance / 2 + (options.alpha / 2) * square).toBeLessThanOrEqual(
      item.check.objective * (1 + 1e-12),
    );
    for (let j = 0; j < XTrain.shape[1]; j++) {
      let slope = options.alpha * model.coef_[j];
      mean.forEach((m, i) => (slope += (w[i] / total) * (m - yTrain[i]) * XTrain.at(i, j)));
      expect(Math.abs(slope)).toBeLessThan(1e-10);
    }
  });

  test("8-bit integers keep D2 within 0.003", async () => {
    const quantized = await (await fitted).score(XTest, yTest, scoreWeights);
    expect(Math.abs(quantized - item.test.score)).toBeLessThan(0.003);
  });
});

test.each([
  [[1, -1, 2], /target -1 of row 1.*targets of 0 or more.*LinearRegression/],
  [[0, 0, 0], /all targets are 0/],
])("targets %o are refused", async (y, message) => {
  const fit = new PoissonRegressor().fit([[0], [1], [2]], y);
  await expect(fit).rejects.toThrow(errors.OutOfRangeError);
  await expect(fit).rejects.toThrow(message);
});

test("means over many orders of magnitude converge", async () => {
  const X = Array.from({ length: 40 }, (_, i) => [i]);
  const y = X.map(([i]) => Math.round(Math.exp(0.4 * i - 2)));
  const model = await new PoissonRegressor({ alpha: 0, tol: 1e-8 }).fit(X, y);
  expect(model.converged_).toBe(true);
  expect(model.coef_[0]).toBeCloseTo(0.4, 3);
});
