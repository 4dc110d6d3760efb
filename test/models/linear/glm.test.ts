import { describe, expect, test } from "vitest";
import { ConflictingOptionsError, OptionValueError, OutOfRangeError } from "../../../src/core/index.ts";
import { GammaRegressor, TweedieRegressor } from "../../../src/models/linear/index.ts";
import { meanTweedieDeviance } from "../../../src/models/metrics/index.ts";
import { caseData, linearCases, relativeDifference } from "../helpers/fixtures.ts";
import type { LinearCase } from "../helpers/fixtures.ts";

type GlmCase = LinearCase & { power: number };

function make(item: GlmCase): GammaRegressor | TweedieRegressor {
  const shared = {
    alpha: item.params.alpha as number,
    fitIntercept: item.params.fit_intercept as boolean,
    tol: 1e-10,
  };
  if (!item.id.startsWith("Tweedie")) return new GammaRegressor(shared);
  return new TweedieRegressor({ ...shared, power: item.power, link: item.params.link as "auto" | "log" });
}

const cases = [...linearCases("GammaRegressor"), ...linearCases("TweedieRegressor")] as GlmCase[];

describe.each(cases)("$id", (item) => {
  const { XTrain, yTrain, XTest, yTest } = caseData(item);
  const weights = item.sample_weight_train ? { sampleWeight: item.sample_weight_train } : {};
  const scoreWeights = item.test.score_sample_weight ? { sampleWeight: item.test.score_sample_weight } : {};
  const fitted = make(item).fit(XTrain, yTrain, weights);

  test("coefficients, intercept, predictions and scores", async () => {
    const model = await fitted;
    expect(model.converged_).toBe(true);
    expect(relativeDifference(model.coef_, item.coef as number[])).toBeLessThan(item.tolerance.coef_rel);
    const intercept = item.intercept as number;
    expect(Math.abs(model.intercept_ - intercept)).toBeLessThanOrEqual(
      1e-6 * Math.max(1, Math.abs(intercept)),
    );
    const predicted = await model.predict(XTest, { fhe: "float" });
    expect(relativeDifference(predicted, item.test.predict)).toBeLessThan(item.tolerance.predict_rel);
    expect(await model.score(XTest, yTest, { fhe: "float", ...scoreWeights })).toBeCloseTo(
      item.test.score,
      8,
    );
  });

  test("the objective is no worse than the reference's", async () => {
    const model = await fitted;
    const mean = await model.predict(XTrain, { fhe: "float" });
    const sampleWeight = item.sample_weight_train ?? undefined;
    const deviance = meanTweedieDeviance(yTrain, mean, { power: item.power, sampleWeight });
    const square = model.coef_.reduce((sum, c) => sum + c * c, 0);
    const ours = deviance / 2 + ((item.params.alpha as number) / 2) * square;
    expect(ours).toBeLessThanOrEqual(item.check.objective * (1 + 1e-12));
  });

  test("8-bit integers keep D2 within 0.01 on the training rows", async () => {
    const model = await fitted;
    const float = await model.score(XTrain, yTrain, { fhe: "float", ...weights });
    expect(Math.abs((await model.score(XTrain, yTrain, weights)) - float)).toBeLessThan(
      0.01 * Math.max(1, Math.abs(float)),
    );
  });
});

describe("targets, powers and links that do not fit", () => {
  const X = [[0], [1], [2]];

  test("a gamma target of 0", async () => {
    const fit = new GammaRegressor().fit(X, [1, 0, 2]);
    await expect(fit).rejects.toThrow(OutOfRangeError);
    await expect(fit).rejects.toThrow(/target 0 of row 1.*targets above 0/);
  });

  test("targets without a mean above 0, for a log link", async () => {
    const fit = new TweedieRegressor({ power: 0, link: "log" }).fit(X, [-1, -2, 1]);
    await expect(fit).rejects.toThrow(/a mean below 0.*mean is above 0, for the log link/);
  });

  test.each([0.5, -1, 3, NaN])("power %s", async (power) => {
    const fit = new TweedieRegressor({ power }).fit(X, [1, 2, 3]);
    await expect(fit).rejects.toThrow(OptionValueError);
    await expect(fit).rejects.toThrow(/power: 0, or a number from 1 to 2/);
  });

  test("an identity link with a power that needs means above 0", async () => {
    const fit = new TweedieRegressor({ power: 1.5, link: "identity" }).fit(X, [1, 2, 3]);
    await expect(fit).rejects.toThrow(ConflictingOptionsError);
    await expect(fit).rejects.toThrow(/use link: "log" or "auto"/);
  });

  test("options changed after fit do not change what the model is", async () => {
    const model = await new TweedieRegressor({ power: 1.5 }).fit(X, [1, 2, 4]);
    const [coef] = model.coef_;
    model.setParams({ power: 0 });
    const [first, second] = await model.predict(X, { fhe: "float" });
    expect(Math.log(second / first)).toBeCloseTo(coef, 12);
  });
});
