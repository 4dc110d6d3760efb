import { describe, expect, test } from "vitest";
import { ConflictingOptionsError } from "../../../src/core/index.ts";
import type { Tensor } from "../../../src/core/index.ts";
import { LinearSVC, LinearSVR } from "../../../src/models/linear/index.ts";
import { caseData, linearCases, maxDifference } from "../helpers/fixtures.ts";
import type { LinearCase } from "../helpers/fixtures.ts";

type Check = LinearCase["check"] & { objective_per_class?: number[] };

/** Norm of (w, b) and C sum(weight * loss), written apart from the solvers. */
function objective(
  X: Tensor,
  weight: number[],
  coef: ArrayLike<number>,
  b: number,
  { C, isL1 }: { C: number; isL1: boolean },
  loss: (z: number, i: number) => number,
): number {
  const all = [...Array.from(coef), b];
  const norm = isL1 ? all.reduce((s, w) => s + Math.abs(w), 0) : all.reduce((s, w) => s + w * w, 0) / 2;
  let sum = 0;
  for (let i = 0; i < weight.length; i++) {
    const z = X.row(i).reduce((s, v, j) => s + v * coef[j], b);
    sum += weight[i] * loss(z, i);
  }
  return norm + C * sum;
}

describe.each(linearCases("LinearSVC"))("$id", (item) => {
  const { XTrain, yTrain, XTest, yTest } = caseData(item);
  const weights = item.sample_weight_train ? { sampleWeight: item.sample_weight_train } : {};
  const C = item.params.C as number;
  const isHinge = item.params.loss === "hinge";
  const penalty = item.params.penalty_is as "l1" | "l2";
  const fitted = new LinearSVC({
    ...{ C, penalty, tol: 1e-9, maxIter: 20000 },
    loss: isHinge ? "hinge" : "squaredHinge",
    fitIntercept: item.params.fit_intercept as boolean,
  }).fit(XTrain, yTrain, weights);

  test("coefficients, intercepts, decisions, labels and score", async () => {
    const model = await fitted;
    expect(model.converged_).toBe(true);
    expect(maxDifference(model.coef_.data, (item.coef as number[][]).flat())).toBeLessThan(
      item.tolerance.coef_abs,
    );
    const reference = [item.intercept].flat();
    model.intercept_.forEach((b, k) => {
      expect(Math.abs(b - (reference[k] ?? reference[0]))).toBeLessThan(item.tolerance.coef_abs);
    });
    const decisions = await model.decisionFunction(XTest, { fhe: "float" });
    expect(maxDifference(decisions.data, item.test.decision_function!.flat())).toBeLessThan(1e-4);
    expect(Array.from((await model.predict(XTest, { fhe: "float" })) as Float64Array)).toEqual(
      item.test.predict,
    );
    expect(await model.score(XTest, yTest, { fhe: "float" })).toBe(item.test.score);
    expect(Math.abs((await model.score(XTest, yTest)) - item.test.score)).toBeLessThanOrEqual(0.023);
  });

  // Stored for unweighted cases only; the weighted ones are compared by their coefficients.
  test("the objective of each class is no worse than the reference's", async () => {
    const model = await fitted;
    const weight = item.sample_weight_train ?? Array.from(yTrain, () => 1);
    const references = (item.check as Check).objective_per_class ?? [];
    expect(references.length > 0).toBe(item.sample_weight_train === null);
    references.forEach((value, k) => {
      const positive = references.length === 1 ? 1 : k;
      const ours = objective(
        XTrain,
        weight,
        model.coef_.row(k),
        model.intercept_[k],
        { C, isL1: penalty === "l1" },
        (z, i) => {
          const margin = Math.max(0, 1 - (yTrain[i] === positive ? z : -z));
          return isHinge ? margin : margin ** 2;
        },
      );
      expect(ours).toBeLessThanOrEqual(value * (1 + 1e-9));
    });
  });
});

describe.each(linearCases("LinearSVR"))("$id", (item) => {
  const { XTrain, yTrain, XTest, yTest } = caseData(item);
  const weights = item.sample_weight_train ? { sampleWeight: item.sample_weight_train } : {};
  const C = item.params.C as number;
  const epsilon = item.params.epsilon as number;
  const isSquared = item.params.loss === "squared_epsilon_insensitive";
  const fitted = new LinearSVR({
    ...{ C, epsilon, tol: 1e-9, maxIter: 20000 },
    loss: isSquared ? "squaredEpsilonInsensitive" : "epsilonInsensitive",
    fitIntercept: item.params.fit_intercept as boolean,
  }).fit(XTrain, yTrain, weights);

  test("coefficients, intercept, predictions and score", async () => {
    const model = await fitted;
    expect(model.converged_).toBe(true);
    expect(maxDifference(model.coef_, item.coef as number[])).toBeLessThan(item.tolerance.coef_abs);
    expect(Math.abs(model.intercept_ - [item.intercept].flat()[0])).toBeLessThan(item.tolerance.coef_abs);
    expect(maxDifference(await model.predict(XTest, { fhe: "float" }), item.test.predict)).toBeLessThan(1e-3);
    expect(await model.score(XTest, yTest, { fhe: "float" })).toBeCloseTo(item.test.score, 5);
  });

  test("the objective is no worse than the reference's", async () => {
    const model = await fitted;
    const weight = item.sample_weight_train ?? Array.from(yTrain, () => 1);
    const ours = objective(XTrain, weight, model.coef_, model.intercept_, { C, isL1: false }, (z, i) => {
      const beyond = Math.max(0, Math.abs(z - yTrain[i]) - epsilon);
      return isSquared ? beyond ** 2 : beyond;
    });
    const reference = item.check.objective as number | null;
    expect(reference === null).toBe(item.sample_weight_train !== null);
    expect(ours).toBeLessThanOrEqual((reference ?? Infinity) * (1 + 1e-9));
  });
});

test("an L1 penalty with the hinge loss is refused", async () => {
  const fit = new LinearSVC({ penalty: "l1", loss: "hinge" }).fit([[0], [1]], [0, 1]);
  await expect(fit).rejects.toThrow(ConflictingOptionsError);
  await expect(fit).rejects.toThrow(/use loss: "squaredHinge" or penalty: "l2"/);
});
