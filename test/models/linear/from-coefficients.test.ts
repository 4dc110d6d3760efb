import { describe, expect, test } from "vitest";
import {
  ConflictingOptionsError,
  FeatureCountError,
  InvalidInputError,
  NonFiniteValueError,
  NotCompiledError,
  OptionValueError,
  ShapeError,
  Tensor,
  UnknownOptionError,
} from "../../../src/core/index.ts";
import type { LabelsLike, MatrixLike } from "../../../src/core/index.ts";
import * as models from "../../../src/models/index.ts";
import {
  LinearModel,
  LinearRegression,
  LinearSVC,
  LogisticRegression,
  loadModel,
  Ridge,
} from "../../../src/models/index.ts";
import type {
  GivenCoefficients,
  LinearClassifier,
  LinearModelOptions,
  LinearRegressor,
} from "../../../src/models/index.ts";

/** 40 rows of three features in different units, a real target above 0, two classes and three. */
const rows = Array.from({ length: 40 }, (_, i) => [Math.sin(i), 50 + 20 * Math.cos(3 * i), (i % 7) / 1000]);
const X = Tensor.zeros([40, 3]).map((_, i) => rows[Math.floor(i / 3)][i % 3]);
const score = rows.map(([a, b, c]) => 2 * a + (b - 50) / 10 - 200 * (c - 0.003));
const positive = score.map((value) => Math.exp(value / 4));
const two = score.map((value) => (value > 0 ? "yes" : "no"));
const three = score.map((value) => (value > 1 ? 7 : value < -1 ? 2 : 5));

interface Importable {
  new (options?: object): LinearModel<LinearModelOptions>;
  readonly spec: { readonly name: string; readonly tags: { readonly kind: string } };
  fromCoefficients(given: GivenCoefficients, options?: object): LinearModel<LinearModelOptions>;
}

/** Every linear model of the package, found by its base class: none can be forgotten. */
const linear = Object.values(models).filter(
  (value) => typeof value === "function" && value.prototype instanceof LinearModel && "spec" in value,
) as unknown as Importable[];

type Predictor = LinearModel<LinearModelOptions> & {
  fit(X: MatrixLike, y: unknown): Promise<unknown>;
  predict: LinearRegressor<LinearModelOptions>["predict"];
};

test("every linear model of the package is tried", () => {
  expect(linear.map(({ spec }) => spec.name)).toEqual(
    expect.arrayContaining(["Lasso", "LinearRegression", "LogisticRegression", "TweedieRegressor"]),
  );
});

const cases = linear.flatMap((Model) => {
  const targets: Record<string, unknown> =
    Model.spec.tags.kind === "classifier"
      ? { "two classes": two, "three classes": three }
      : { "real targets": positive };
  return Object.entries(targets).map(([kind, y]) => ({ name: Model.spec.name, kind, Model, y }));
});

describe.each(cases)("$name, $kind: the numbers of a fitted model make the same model", ({ Model, y }) => {
  const fitted = (async () => {
    const model = new Model({ nBits: 6 }) as Predictor;
    await model.fit(X, y);
    return model;
  })();

  async function numbers(): Promise<GivenCoefficients> {
    const { coef_, intercept_, classes_ } = (await fitted) as unknown as LinearClassifier<LinearModelOptions>;
    const isClassifier = Model.spec.tags.kind === "classifier";
    return { coef: coef_, intercept: intercept_, ...(isClassifier ? { classes: classes_ } : {}) };
  }

  test("given the training rows, all modes answer alike", async () => {
    const imported = Model.fromCoefficients(await numbers(), { nBits: 6, X }) as Predictor;
    for (const model of [await fitted, imported]) await model.compile(X);
    for (const fhe of ["float", "disable", "simulate"] as const) {
      expect(await imported.predict(X, { fhe }), fhe).toEqual(await (await fitted).predict(X, { fhe }));
    }
    const few = X.slice(0, 2);
    expect(await imported.predict(few, { fhe: "execute" })).toEqual(await (await fitted).predict(few));
    expect(imported.isFitted).toBe(true);
    expect(imported.getParams()).toEqual((await fitted).getParams());
  });

  test("without rows, compile calibrates", async () => {
    const imported = Model.fromCoefficients(await numbers(), { nBits: 6 }) as Predictor;
    expect(await imported.predict(X, { fhe: "float" })).toEqual(
      await (await fitted).predict(X, { fhe: "float" }),
    );
    await expect(imported.predict(X)).rejects.toThrow(NotCompiledError);
    await imported.compile(X);
    expect(await imported.predict(X)).toEqual(await (await fitted).predict(X));
    expect(loadModel(imported.dump())).toBeInstanceOf(Model);
  });
});

describe("what compile learns", () => {
  test("each compile of a model imported without rows calibrates anew; with X it does not", async () => {
    const given = { coef: [1, 1, 1], intercept: 0 };
    const free = Ridge.fromCoefficients(given);
    await free.compile(X.map((value) => 10 * value));
    const wide = await free.predict(X);
    await free.compile(X);
    const narrow = await free.predict(X);
    expect(narrow).not.toEqual(wide);
    const set = Ridge.fromCoefficients(given, { X });
    expect(await set.predict(X)).toEqual(narrow);
    await set.compile(X.map((value) => 10 * value));
    expect(await set.predict(X)).toEqual(narrow);
  });

  test("until then all that needs ranges says what to do", async () => {
    const model = LogisticRegression.fromCoefficients({ coef: [1, 2], intercept: 0, classes: [0, 1] });
    const remedy =
      /call await model.compile\(X\) first, or pass X when importing; fhe: "float" needs neither/;
    await expect(model.predict([[1, 2]])).rejects.toThrow(remedy);
    await expect(model.decisionFunction([[1, 2]])).rejects.toThrow(remedy);
    await expect(model.predict([[1, 2]], { fhe: "simulate" })).rejects.toThrow(NotCompiledError);
    expect(() => model.dump()).toThrow(remedy);
    expect(() => model.graph).toThrow(remedy);
    expect(() => model.clientProcessing).toThrow(remedy);
    expect((await model.predictProba([[1, 2]], { fhe: "float" })).data[1]).toBeCloseTo(
      1 / (1 + Math.exp(-5)),
      12,
    );
  });
});

describe("forms of the numbers", () => {
  test("scikit-learn's attributes as they are, with what else it keeps", async () => {
    const attributes = {
      coef_: [[1, 2]],
      intercept_: [0.5],
      classes_: ["no", "yes"],
      n_features_in_: 2,
      n_iter_: [12],
      loss_function_: null,
    };
    const model = LinearSVC.fromCoefficients(attributes);
    expect(model.coef_.toArray()).toEqual([[1, 2]]);
    expect(model.classes_).toEqual(["no", "yes"]);
    expect((await model.decisionFunction([[1, 1]], { fhe: "float" })).data).toEqual(Float64Array.of(3.5));
  });

  test("typed arrays, tensors and a plain number; the caller's arrays stay the caller's", () => {
    const coef = Float32Array.of(1, 2);
    const model = LinearRegression.fromCoefficients({ coef, intercept: 3 });
    coef[0] = 9;
    expect(model.coef_).toEqual(Float64Array.of(1, 2));
    expect(model.intercept_).toBe(3);
    const tensor = new Tensor(Float64Array.of(1, 2), [1, 2]);
    const other = LinearRegression.fromCoefficients({ coef: tensor, intercept: [0] });
    tensor.data[0] = 9;
    expect(other.coef_).toEqual(Float64Array.of(1, 2));
  });

  test("one 0 is no intercept for any number of classes, and one against the rest has its own probabilities", async () => {
    const given = { coef: [[1], [2], [3]], intercept: 0, classes: [1, 2, 3] };
    const model = LogisticRegression.fromCoefficients({ ...given, oneVsRest: true });
    expect(model.intercept_).toEqual(new Float64Array(3));
    const sigmoid = [1, 2, 3].map((z) => 1 / (1 + Math.exp(-z)));
    const total = sigmoid.reduce((a, b) => a + b);
    const shares = await model.predictProba([[1]], { fhe: "float" });
    for (const [k, value] of sigmoid.entries()) expect(shares.data[k]).toBeCloseTo(value / total, 12);
    const softmax = await LogisticRegression.fromCoefficients(given).predictProba([[1]], { fhe: "float" });
    expect(softmax.data[2] / softmax.data[1]).toBeCloseTo(Math.E, 12);
  });
});

describe("names of columns", () => {
  const given = { coef: [1, 2], intercept: 0 };

  test("under both spellings, checked in predict", async () => {
    const model = Ridge.fromCoefficients({ ...given, featureNames: ["age", "bmi"] });
    expect(model.featureNamesIn_).toEqual(["age", "bmi"]);
    expect(Ridge.fromCoefficients({ ...given, feature_names_in_: ["a", "b"] }).featureNamesIn_).toEqual([
      "a",
      "b",
    ]);
    const turned = { bmi: [1], age: [2] };
    await expect(model.predict(turned, { fhe: "float" })).rejects.toThrow(/column 0 is bmi, it was age/);
  });

  test("of the rows that calibrate, where the numbers have none", async () => {
    const table = { age: [1, 2, 3], bmi: [4, 5, 6] };
    expect(Ridge.fromCoefficients(given, { X: table }).featureNamesIn_).toEqual(["age", "bmi"]);
    const model = Ridge.fromCoefficients({ ...given, featureNames: ["age", "bmi"] });
    await model.compile(table);
    expect(model.featureNamesIn_).toEqual(["age", "bmi"]);
    expect(loadModel(model.dump()).featureNamesIn_).toEqual(["age", "bmi"]);
  });
});

describe("numbers that are no linear model are refused", () => {
  // Data of any form, as JavaScript callers can pass it.
  const classifier = (given: unknown): unknown =>
    LogisticRegression.fromCoefficients(given as GivenCoefficients);
  const regressor = (given: unknown, options?: object): unknown =>
    Ridge.fromCoefficients(given as GivenCoefficients, options);
  const good = { coef: [1, 2], intercept: 0 };
  const labels: LabelsLike = [0, 1];

  test.each<[string, () => unknown, new (...parts: never[]) => Error, RegExp]>([
    [
      "NaN",
      () => regressor({ ...good, coef: [1, NaN] }),
      NonFiniteValueError,
      /coef.*NaN at index 1.*fit the model again/,
    ],
    [
      "an infinite intercept",
      () => regressor({ ...good, intercept: -Infinity }),
      NonFiniteValueError,
      /intercept.*-Infinity/,
    ],
    ["no coef", () => regressor({ intercept: 0 }), InvalidInputError, /no coef\. .*pass coef_ of the model/],
    [
      "no intercept",
      () => regressor({ coef: [1] }),
      InvalidInputError,
      /pass 0 where the model has no intercept/,
    ],
    ["nothing", () => regressor(null), InvalidInputError, /no object/],
    ["text", () => regressor({ ...good, coef: ["1"] }), InvalidInputError, /string 1 at index 0/],
    [
      "both spellings",
      () => regressor({ ...good, coef_: [1, 2] }),
      ConflictingOptionsError,
      /both coef and coef_.*leave out coef_/,
    ],
    [
      "a typo",
      () => regressor({ ...good, Intercept: 0 }),
      UnknownOptionError,
      /unknown option Intercept.*did you mean intercept/,
    ],
    [
      "three axes",
      () => regressor({ ...good, coef: [[[1]]] }),
      ShapeError,
      /shape \[1, 1, 1\].*coef_\.tolist\(\)/,
    ],
    ["an empty list", () => regressor({ ...good, coef: [] }), ShapeError, /shape \[0\]/],
    [
      "several outputs",
      () => regressor({ coef: [[1], [2]], intercept: [0, 0] }),
      ShapeError,
      /2 outputs.*one model an output/,
    ],
    [
      "too many intercepts",
      () => regressor({ coef: [1, 2], intercept: [0, 0] }),
      ShapeError,
      /2 intercepts for 1 rows/,
    ],
    [
      "one intercept for three classes",
      () => classifier({ coef: [[1], [2], [3]], intercept: 1, classes: [1, 2, 3] }),
      ShapeError,
      /1 intercepts for 3 rows/,
    ],
    [
      "another feature count",
      () => regressor({ ...good, n_features_in_: 3 }),
      ShapeError,
      /n_features_in_ = 3 with coef of shape \[1, 2\]/,
    ],
    [
      "classes of a regressor",
      () => regressor({ ...good, classes: labels }),
      InvalidInputError,
      /classes for a regressor.*LogisticRegression/,
    ],
    ["no classes", () => classifier(good), InvalidInputError, /no classes.*pass classes_ of the model/],
    [
      "three classes for one row",
      () => classifier({ ...good, classes: [0, 1, 2] }),
      ShapeError,
      /3 classes for 1 row of coef/,
    ],
    [
      "a class twice",
      () => classifier({ ...good, classes: [1, 1] }),
      ShapeError,
      /2 classes, 1 of them distinct, for 1 row/,
    ],
    [
      "two rows for two classes",
      () => classifier({ coef: [[1], [2]], intercept: 0, classes: labels }),
      ShapeError,
      /2 classes for 2 rows.*the second minus the first/,
    ],
    [
      "labels of two kinds",
      () => classifier({ ...good, classes: [1, "a"] }),
      InvalidInputError,
      /classes.*a string|classes.*string a/,
    ],
    [
      "an unknown option",
      () => regressor(good, { nbits: 8 }),
      UnknownOptionError,
      /unknown option nbits.*did you mean nBits/,
    ],
    [
      "an option out of range",
      () => regressor(good, { nBits: 40 }),
      OptionValueError,
      /Ridge\.fromCoefficients: nBits = 40/,
    ],
    ["rows of another width", () => regressor(good, { X: [[1, 2, 3]] }), FeatureCountError, /3 features/],
    ["no rows", () => regressor(good, { X: [] }), ShapeError, /an array of 1 axes/],
    ["rows with NaN", () => regressor(good, { X: [[1, NaN]] }), NonFiniteValueError, /row 0, column 1/],
  ])("%s", (_, make, kind, message) => {
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });
});
