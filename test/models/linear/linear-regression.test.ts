import { describe, expect, test } from "vitest";
import { createRandom, Tensor } from "../../../src/core/index.ts";
import { LinearRegression } from "../../../src/models/linear/index.ts";
import { caseData, linearCases, relativeDifference } from "../helpers/fixtures.ts";

const cases = linearCases("LinearRegression");

describe.each(cases)("$id", (item) => {
  const { XTrain, yTrain, XTest, yTest } = caseData(item);
  const weights = item.sample_weight_train ? { sampleWeight: item.sample_weight_train } : {};
  const fitIntercept = item.params.fit_intercept as boolean;
  const fitted = new LinearRegression({ fitIntercept }).fit(XTrain, yTrain, weights);

  test("coefficients, intercept, predictions and score", async () => {
    const model = await fitted;
    expect(relativeDifference(model.coef_, item.coef as number[])).toBeLessThan(item.tolerance.coef_rel);
    expect(Math.abs(model.intercept_ - (item.intercept as number))).toBeLessThan(1e-6 * 160);
    const predicted = await model.predict(XTest, { fhe: "float" });
    expect(relativeDifference(predicted, item.test.predict)).toBeLessThan(item.tolerance.predict_rel);
    expect(await model.score(XTest, yTest, { fhe: "float" })).toBeCloseTo(item.test.score, 9);
  });

  test("the objective is the reference's and the residuals are orthogonal to every column", async () => {
    const model = await fitted;
    const w = item.sample_weight_train ?? Array.from(yTrain, () => 1);
    const predicted = await model.predict(XTrain, { fhe: "float" });
    const residuals = yTrain.map((y, i) => y - predicted[i]);
    const loss = residuals.reduce((sum, r, i) => sum + w[i] * r * r, 0);
    expect(loss).toBeLessThanOrEqual(item.check.objective * (1 + 1e-12));
    for (let j = 0; j < XTrain.shape[1]; j++) {
      let [product, size] = [0, 0];
      residuals.forEach((r, i) => {
        product += w[i] * r * XTrain.at(i, j);
        size += Math.abs(w[i] * r * XTrain.at(i, j));
      });
      expect(Math.abs(product)).toBeLessThan(1e-11 * size);
    }
  });

  // On the training rows: rows outside their range saturate, which more bits do not change.
  test("8-bit integers keep R2 within 0.02, 12-bit ones within 0.0003", async () => {
    const float = await (await fitted).score(XTrain, yTrain, { fhe: "float" });
    expect(Math.abs((await (await fitted).score(XTrain, yTrain)) - float)).toBeLessThan(0.02);
    const fine = await new LinearRegression({ fitIntercept, nBits: 12 }).fit(XTrain, yTrain, weights);
    expect(Math.abs((await fine.score(XTrain, yTrain)) - float)).toBeLessThan(0.0003);
  });
});

describe("collinear columns", () => {
  const random = createRandom(5);
  const base = Tensor.zeros([40, 3]).map(() => random.normal());
  const y = Float64Array.from(base, (row) => 2 * row[0] - row[1] + 0.5 * row[2] + 4 + 0.1 * random.normal());
  const rows = base.toArray() as number[][];

  test("a column given twice shares its coefficient, the least norm of all solutions", async () => {
    const plain = await new LinearRegression().fit(base, y);
    const doubled = await new LinearRegression().fit(
      rows.map((row) => [...row, row[0]]),
      y,
    );
    const [a, b, c, again] = doubled.coef_;
    expect(a).toBeCloseTo(plain.coef_[0] / 2, 10);
    expect(again).toBeCloseTo(plain.coef_[0] / 2, 10);
    expect([b, c].map((value, i) => Math.abs(value - plain.coef_[i + 1]))).toSatisfy(
      (d: number[]) => Math.max(...d) < 1e-10,
    );
    expect(doubled.intercept_).toBeCloseTo(plain.intercept_, 10);
  });

  test("a constant column gets 0 beside an intercept", async () => {
    const model = await new LinearRegression().fit(
      rows.map((row) => [...row, 7]),
      y,
    );
    expect(model.coef_[3]).toBeCloseTo(0, 12);
  });

  test("more columns than rows: an exact fit of least norm", async () => {
    const wide = Tensor.zeros([6, 15]).map(() => random.normal());
    const target = Float64Array.from({ length: 6 }, () => random.normal());
    const model = await new LinearRegression({ fitIntercept: false }).fit(wide, target);
    expect(relativeDifference(await model.predict(wide, { fhe: "float" }), target)).toBeLessThan(1e-12);
    // Least norm means a combination of the rows: projecting w on them gives w back.
    const rowsAsColumns = Tensor.zeros([15, 6]).map((_, i) => wide.at(i % 6, Math.floor(i / 6)));
    const projected = await new LinearRegression({ fitIntercept: false }).fit(rowsAsColumns, model.coef_);
    expect(
      relativeDifference(await projected.predict(rowsAsColumns, { fhe: "float" }), model.coef_),
    ).toBeLessThan(1e-12);
  });

  test("features of sizes 1e8 apart lose nothing", async () => {
    const scaled = await new LinearRegression().fit(
      rows.map(([a, b, c]) => [a * 1e6, b * 1e-2, c]),
      y,
    );
    const plain = await new LinearRegression().fit(base, y);
    expect(scaled.coef_[0] * 1e6).toBeCloseTo(plain.coef_[0], 10);
    expect(scaled.coef_[1] * 1e-2).toBeCloseTo(plain.coef_[1], 10);
  });
});

test("data so large that it overflows is refused, not answered with NaN", async () => {
  const large = await new LinearRegression().fit([[1e150], [-1e150], [3e149]], [1e150, -1e150, 3e149]);
  expect(large.coef_[0]).toBeCloseTo(1, 12);
  const beyond = new LinearRegression().fit([[1e-300], [-1e-300]], [1e300, -1e300]);
  await expect(beyond).rejects.toThrow(/overflowed.*scale the features/);
});
