import { describe, expect, test, vi } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { columnNamesOf, toFrame } from "../../../src/core/index.ts";
import { LinearRegression } from "../../../src/models/index.ts";
import * as preprocessing from "../../../src/models/preprocessing/index.ts";
import {
  KBinsDiscretizer,
  OneHotEncoder,
  OrdinalEncoder,
  PCA,
  PolynomialFeatures,
  SimpleImputer,
  StandardScaler,
} from "../../../src/models/preprocessing/index.ts";
import type { TableTransformer } from "../../../src/models/preprocessing/index.ts";

type Any = TableTransformer<object, { features: number }, unknown, unknown>;
type AnyClass = (new () => Any) & { load(json: unknown): Any };

const numbers = { a: [1, 2, 4, 8.5], b: [-3, 0, 0, 7] };
const texts = { city: ["Bern", "Oslo", "Bern", "Rome"], size: ["S", "M", "S", "L"] };
const of = (made: unknown): AnyClass => made as AnyClass;
const given: [string, unknown, AnyClass, object][] = [
  ["StandardScaler", new StandardScaler({ withMean: false }), of(StandardScaler), numbers],
  ["MinMaxScaler", new preprocessing.MinMaxScaler({ clip: true }), of(preprocessing.MinMaxScaler), numbers],
  ["MaxAbsScaler", new preprocessing.MaxAbsScaler(), of(preprocessing.MaxAbsScaler), numbers],
  ["RobustScaler", new preprocessing.RobustScaler(), of(preprocessing.RobustScaler), numbers],
  ["Normalizer", new preprocessing.Normalizer({ norm: "max" }), of(preprocessing.Normalizer), numbers],
  ["PCA", new PCA({ whiten: true }), of(PCA), numbers],
  ["PolynomialFeatures", new PolynomialFeatures({ degree: 3 }), of(PolynomialFeatures), numbers],
  [
    "KBinsDiscretizer",
    new KBinsDiscretizer({ nBins: 2 }),
    of(KBinsDiscretizer),
    { ...numbers, c: [5, 5, 5, 5] },
  ],
  [
    "SimpleImputer",
    new SimpleImputer({ strategy: "median" }),
    of(SimpleImputer),
    { a: [1, null, 3], b: [0, 5, NaN] },
  ],
  ["OneHotEncoder", new OneHotEncoder({ drop: "first" }), of(OneHotEncoder), texts],
  ["OrdinalEncoder", new OrdinalEncoder(), of(OrdinalEncoder), { ...texts, age: [1, 2, 1, 3] }],
];
const cases = given.map(([name, made, Class, X]) => [name, made as Any, Class, X] as const);

describe.each(cases)("%s", (_, transformer, Class, X) => {
  const fitted = transformer.fit(X);

  test("takes tables, and keeps their names", () => {
    expect(fitted.featureNamesIn_).toEqual(Object.keys(X));
    const rows = toFrame(X as never).toRows();
    expect(fitted.transform(rows).data).toEqual(fitted.transform(X).data);
    const out = fitted.getFeatureNamesOut();
    expect(out).toHaveLength(fitted.transform(X).shape[1]);
    expect(new Set(out).size).toBe(out.length);
  });

  test("dump and load, with and without names, give the same transformer", () => {
    for (const table of [X, rowsOf(X)]) {
      const original = transformer.clone().fit(table);
      const text = JSON.stringify(original.dump());
      const copy = Class.load(text);
      expect(copy.transform(table).data).toEqual(original.transform(table).data);
      expect(JSON.stringify(copy.dump())).toBe(text);
      expect(copy.getParams()).toEqual(transformer.getParams());
      expect(copy.featureNamesIn_).toEqual(original.featureNamesIn_);
    }
  });

  test("damaged dumps are refused, part by part", () => {
    const good = JSON.parse(JSON.stringify(fitted.dump())) as { fitted: Record<string, unknown> };
    const wrong: unknown[] = [
      null,
      "{",
      [],
      { ...good, version: 2 },
      { ...good, kind: "tree" },
      { ...good, estimator: "Other" },
      { ...good, fitted: {} },
      { ...good, fitted: undefined },
      { ...good, params: { thisIsNoOption: 1 } },
      { ...good, fitted: { ...good.fitted, featureNames: ["only one"] } },
      { ...good, fitted: { ...good.fitted, features: (good.fitted.features as number) + 1 } },
      ...Object.keys(good.fitted).flatMap((part) => [
        { ...good, fitted: { ...good.fitted, [part]: null } },
        { ...good, fitted: { ...good.fitted, [part]: [{}] } },
      ]),
    ];
    for (const json of wrong) {
      expect(() => Class.load(json), JSON.stringify(json)).toThrow(errors.CorruptedDataError);
    }
  });

  test("other names, another order and another number of columns are refused", () => {
    const frame = toFrame(X as never);
    const swapped = frame.select(frame.names.toReversed());
    expect(() => fitted.transform(swapped)).toThrow(errors.FeatureNameError);
    expect(() => fitted.transform(swapped)).toThrow(/column 0 is .*, it was .* in fit.*toFrame\(X\)\.select/);
    expect(() => fitted.transform(frame.select([1]))).toThrow(/a table without the columns/);
    expect(() => fitted.getFeatureNamesOut(["x"])).toThrow(errors.FeatureCountError);
    expect(() => fitted.getFeatureNamesOut(frame.names.map((_, j) => `z${j}`))).toThrow(/the names of fit/);
    expect(() => transformer.clone().getFeatureNamesOut()).toThrow(errors.NotFittedError);
    expect(() => transformer.clone().dump()).toThrow(errors.NotFittedError);
  });
});

const rowsOf = (X: object): unknown[][] => {
  const lists = Object.values(X) as unknown[][];
  return lists[0].map((_, i) => lists.map((list) => list[i]));
};

test("names of new columns are scikit-learn's", () => {
  const X = { a: [1, 2, 3], b: [0, 1, 0] };
  expect(new PolynomialFeatures().fit(X).getFeatureNamesOut()).toEqual(["1", "a", "b", "a^2", "a b", "b^2"]);
  expect(new PCA().fit(X).getFeatureNamesOut()).toEqual(["pca0", "pca1"]);
  expect(new OneHotEncoder().fit(texts).getFeatureNamesOut().slice(0, 4)).toEqual([
    "city_Bern",
    "city_Oslo",
    "city_Rome",
    "size_L",
  ]);
  expect(new StandardScaler().fit([[1], [2]]).getFeatureNamesOut()).toEqual(["x0"]);
  expect(new KBinsDiscretizer({ nBins: 2, strategy: "uniform" }).fit(X).getFeatureNamesOut()).toEqual([
    "a_0",
    "a_1",
    "b_0",
    "b_1",
  ]);
});

describe("bad cells name row and column", () => {
  test.each([
    [
      () => new OneHotEncoder().fit(texts).transform({ city: ["Bern", "Ulm"], size: ["S", "S"] }),
      /unknown category Ulm at row 1, column city.*Bern, Oslo, Rome/,
    ],
    [() => new OneHotEncoder().fit({ city: ["Bern", null] }), /null at row 1, column city/],
    [() => new OneHotEncoder().fit({ city: [null, "Bern"] }), /null at row 0, column city/],
    [() => new OrdinalEncoder().fit([["a"], [1]]), /1 at row 1, column 0/],
    [() => new StandardScaler().fit(texts), /text "Bern" at row 0, column city/],
    [() => new SimpleImputer().fit({ a: [1, 2], city: ["x", "y"] }), /text "x" at row 0, column city/],
    [() => new SimpleImputer().fit({ a: [1, Infinity] }), /Infinity at row 1, column a/],
  ])("%#", (run, message) => {
    expect(run).toThrow(errors.InvalidInputError);
    expect(run).toThrow(message);
  });
});

describe("models", () => {
  const X = { a: [0, 1, 2, 3], b: [1, 0, 1, 0] };
  const y = { y: [1, 2, 5, 6] };

  test("take tables and keep their names, dumped and loaded too", async () => {
    const model = await new LinearRegression().fit(X, y);
    expect(model.featureNamesIn_).toEqual(["a", "b"]);
    expect(await model.predict(X)).toEqual(await model.predict(toFrame(X).toRows()));
    const copy = LinearRegression.load(JSON.stringify(model.dump()));
    expect(copy.featureNamesIn_).toEqual(["a", "b"]);
    const swapped = { b: X.b, a: X.a };
    await expect(copy.predict(swapped)).rejects.toThrow(errors.FeatureNameError);
    await expect(model.compile(swapped)).rejects.toThrow(/LinearRegression.compile\(X\): column 0 is b/);
    await expect(model.predict({ ...X, id: ["a", "b", "c", "d"] })).rejects.toThrow(/with the columns id/);
    const damaged = JSON.parse(JSON.stringify(model.dump())) as { fitted: object };
    const wrong = { ...damaged, fitted: { ...damaged.fitted, featureNames: [1, 2] } };
    expect(() => LinearRegression.load(wrong)).toThrow(errors.CorruptedDataError);
  });

  test("names on one side only are a warning, once", async () => {
    const warning = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    try {
      const named = await new LinearRegression().fit(X, y);
      const plain = await new LinearRegression().fit(
        [
          [0, 1],
          [1, 0],
          [2, 1],
          [3, 0],
        ],
        [1, 2, 5, 6],
      );
      for (let k = 0; k < 2; k++) {
        expect(await named.predict([[0, 1]])).toEqual(await plain.predict({ a: [0], b: [1] }));
      }
      expect(warning.mock.calls.flat()).toEqual([
        expect.stringMatching(/LinearRegression.predict: X has no column names, but fit saw some/),
        expect.stringMatching(/X has column names, but fit saw none/),
      ]);
      // Matrices read from a table keep its names; copies of them do not.
      expect(columnNamesOf(toFrame(X))).toEqual(["a", "b"]);
    } finally {
      warning.mockRestore();
    }
  });

  test("a table as target must have one column", async () => {
    await expect(new LinearRegression().fit(X, X)).rejects.toThrow(errors.ShapeError);
    const { LogisticRegression } = await import("../../../src/models/index.ts");
    const model = await new LogisticRegression().fit(X, toFrame({ y: ["no", "yes", "no", "yes"] }));
    expect(model.classes_).toEqual(["no", "yes"]);
    await expect(model.fit(X, X)).rejects.toThrow(/a table of 2 columns: a, b/);
    await expect(model.fit(X, { y: ["no", null, "no", "yes"] })).rejects.toThrow(/label 1 is null/);
  });
});
