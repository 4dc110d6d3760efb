import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/core/index.ts";
import * as models from "../../../src/models/linear/index.ts";
import { maxDifference } from "../helpers/fixtures.ts";

const random = createRandom(8);
const rows = Array.from({ length: 80 }, () => [random.normal(), random.normal(), random.normal()]);
const z = rows.map(([a, b, c]) => 0.6 * a - 0.4 * b + 0.2 * c + 0.3 + 0.3 * random.normal());
const positive = z.map((value) => Math.exp(value));
const labels = z.map((value) => Number(value > 0.3));
const three = z.map((value) => (value > 0.8 ? 2 : Number(value > 0)));

/** The first column once more, and a column that is 3 everywhere. */
const widened = rows.map((row) => [...row, row[0], 3]);

interface Model {
  fit(X: number[][], y: number[]): Promise<Model>;
  predict(X: number[][], options: { fhe: "float" | "disable" }): Promise<ArrayLike<unknown>>;
  decisionFunction?(X: number[][], options: { fhe: "float" }): Promise<{ data: Float64Array }>;
  readonly coef_: Float64Array | { data: Float64Array };
  readonly converged_: boolean;
}

async function answers(model: Model, X: number[][]): Promise<Float64Array> {
  if (model.decisionFunction) return (await model.decisionFunction(X, { fhe: "float" })).data;
  return (await model.predict(X, { fhe: "float" })) as Float64Array;
}

const coefOf = (model: Model): Float64Array =>
  model.coef_ instanceof Float64Array ? model.coef_ : model.coef_.data;

/** Without penalty: the minimum is not unique, predictions are, and the least norm shares the weight. */
const unpenalised: [string, () => Model, number[]][] = [
  ["LinearRegression", () => new models.LinearRegression(), z],
  ["Ridge", () => new models.Ridge({ alpha: 0 }), z],
  ["LogisticRegression", () => new models.LogisticRegression({ penalty: null, tol: 1e-9 }), labels],
  [
    "LogisticRegression, three classes",
    () => new models.LogisticRegression({ C: Infinity, tol: 1e-9 }),
    three,
  ],
  [
    "LogisticRegression, lbfgs",
    () => new models.LogisticRegression({ penalty: null, solver: "lbfgs", tol: 1e-9, maxIter: 500 }),
    labels,
  ],
  ["PoissonRegressor", () => new models.PoissonRegressor({ alpha: 0, tol: 1e-10 }), positive],
  ["GammaRegressor", () => new models.GammaRegressor({ alpha: 0, tol: 1e-10 }), positive],
  ["TweedieRegressor", () => new models.TweedieRegressor({ alpha: 0, power: 1.5, tol: 1e-10 }), positive],
  ["TweedieRegressor, identity", () => new models.TweedieRegressor({ alpha: 0, tol: 1e-10 }), z],
];

describe.each(unpenalised)("%s without penalty", (_, make, y) => {
  test("collinear and constant columns leave predictions as they are and share the weight", async () => {
    const plain = await make().fit(rows, y);
    const model = await make().fit(widened, y);
    expect(model.converged_).toBe(true);
    const wanted = await answers(plain, rows);
    expect(maxDifference(await answers(model, widened), wanted)).toBeLessThan(
      1e-6 * Math.max(...wanted.map(Math.abs)),
    );
    const coef = coefOf(model);
    for (let k = 0; k < coef.length / 5; k++) {
      expect(coef[5 * k + 3]).toBeCloseTo(coef[5 * k], 6);
      expect(coef[5 * k + 4]).toBeCloseTo(0, 8);
    }
  });
});

const penalised: [string, () => Model, number[]][] = [
  ["Ridge", () => new models.Ridge(), z],
  ["ElasticNet", () => new models.ElasticNet({ alpha: 0.05 }), z],
  ["Lasso", () => new models.Lasso({ alpha: 0.05 }), z],
  ["PoissonRegressor", () => new models.PoissonRegressor({ alpha: 0.1 }), positive],
  ["GammaRegressor", () => new models.GammaRegressor({ alpha: 0.1 }), positive],
  ["TweedieRegressor", () => new models.TweedieRegressor({ alpha: 0.1, power: 1.5 }), positive],
  ["LogisticRegression", () => new models.LogisticRegression(), labels],
  ["LogisticRegression, three classes", () => new models.LogisticRegression(), three],
  ["LogisticRegression, L1", () => new models.LogisticRegression({ penalty: "l1" }), labels],
  [
    "LogisticRegression, elastic net",
    () => new models.LogisticRegression({ penalty: "elasticnet", l1Ratio: 0.5 }),
    three,
  ],
  ["LinearSVC", () => new models.LinearSVC(), three],
  ["LinearSVC, hinge", () => new models.LinearSVC({ loss: "hinge" }), labels],
  ["LinearSVR", () => new models.LinearSVR({ epsilon: 0.1 }), z],
  ["SGDClassifier", () => new models.SGDClassifier({ randomState: 1, alpha: 0.01 }), three],
  ["SGDRegressor", () => new models.SGDRegressor({ randomState: 1 }), z],
];

describe.each(penalised)("%s", (_, make, y) => {
  test("collinear and constant columns are no obstacle, to the quantized model neither", async () => {
    const model = await make().fit(widened, y);
    expect(model.converged_).toBe(true);
    expect(coefOf(model).every(Number.isFinite)).toBe(true);
    const [float, quantized] = [
      await answers(model, widened),
      await model.predict(widened, { fhe: "disable" }),
    ];
    if (model.decisionFunction) {
      const exact = await model.predict(widened, { fhe: "float" });
      const same = Array.from(exact).filter((label, i) => label === quantized[i]).length;
      expect(same / y.length).toBeGreaterThan(0.95);
    } else {
      const spread = Math.max(...float) - Math.min(...float);
      expect(maxDifference(quantized as Float64Array, float)).toBeLessThan(0.03 * spread);
    }
  });
});

test("a class that occurs in training need not occur in what is predicted or scored", async () => {
  for (const model of [
    new models.LogisticRegression(),
    new models.LinearSVC(),
    new models.SGDClassifier({ randomState: 1 }),
  ]) {
    await model.fit(rows, three);
    const some = rows.filter((_, i) => three[i] !== 1);
    const theirs = three.filter((label) => label !== 1);
    expect(await model.score(some, theirs)).toBeGreaterThan(0.5);
    expect((await model.decisionFunction(some)).shape).toEqual([some.length, 3]);
  }
});

describe("targets a distribution cannot have", () => {
  test.each([
    [new models.PoissonRegressor(), [1, -0.5, 2], /target -0.5 of row 1.*targets of 0 or more/],
    [new models.PoissonRegressor(), [0, 0, 0], /all targets are 0/],
    [new models.GammaRegressor(), [1, -2, 2], /target -2 of row 1.*targets above 0/],
    [new models.TweedieRegressor({ power: 1.5 }), [1, 2, -3], /target -3 of row 2.*0 or more/],
    [new models.TweedieRegressor({ power: 2 }), [1, 0, 3], /target 0 of row 1.*above 0/],
  ])("%s refuses %o", async (model, y, message) => {
    const fit = model.fit([[0], [1], [2]], y);
    await expect(fit).rejects.toMatchObject({ code: "OUT_OF_RANGE" });
    await expect(fit).rejects.toThrow(message);
  });
});
