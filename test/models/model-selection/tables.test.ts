import { describe, expect, expectTypeOf, test, vi } from "vitest";
import * as errors from "../../../src/core/index.ts";
import type { Frame } from "../../../src/core/index.ts";
import { Tensor, toFrame } from "../../../src/core/index.ts";
import { LogisticRegression, Ridge } from "../../../src/models/index.ts";
import {
  crossValScore,
  GridSearchCV,
  StratifiedKFold,
  trainTestSplit,
} from "../../../src/models/model-selection/index.ts";
import { columnTransformer, makePipeline } from "../../../src/models/pipeline/index.ts";
import { OneHotEncoder, SimpleImputer, StandardScaler } from "../../../src/models/preprocessing/index.ts";

const table = toFrame({
  age: Array.from({ length: 40 }, (_, i) => (i % 9 === 0 ? null : 20 + (i % 13))),
  city: Array.from({ length: 40 }, (_, i) => ["Bern", "Oslo", "Rome"][i % 3]),
});
const y = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 || i % 13 > 9 ? "yes" : "no"));
const make = () =>
  makePipeline(
    columnTransformer(
      [makePipeline(new SimpleImputer(), new StandardScaler()), ["age"]],
      [new OneHotEncoder(), ["city"]],
    ),
    new LogisticRegression(),
  );

describe("tables, gaps and categories", () => {
  test("trainTestSplit keeps tables tables and cells cells", () => {
    const split = trainTestSplit(table, y, { testSize: 0.25, randomState: 1, stratify: y });
    expectTypeOf(split.XTrain).toEqualTypeOf<Frame>();
    expect(split.XTest.toRows()).toEqual(Array.from(split.testIndices, (i) => table.toRows()[i]));
    const cells = [
      [1, null],
      [2, "b"],
      [3, "c"],
      [4, "d"],
    ];
    const rows = trainTestSplit(cells, [1, 2, 3, 4], { randomState: 1 });
    expect(rows.XTest).toEqual([cells[rows.testIndices[0]]]);
    const gaps = trainTestSplit(
      [
        [1, NaN],
        [2, 3],
      ],
      [1, 2],
      { testSize: 1, shuffle: false },
    );
    expect(gaps.XTrain).toEqual(new Tensor(Float64Array.of(1, NaN), [1, 2]));
    expect(() => trainTestSplit([[1, null], [2]], [1, 2])).toThrow(/row 1 has 1 values, row 0 has 2/);
    expect(() => trainTestSplit([1, 2] as never, [1, 2])).toThrow(errors.ShapeError);
  });

  test("cross-validation and searches run over tables with text and gaps", async () => {
    const scores = await crossValScore(make(), table, y, { cv: 3, fhe: "simulate" });
    expect(Math.min(...scores)).toBeGreaterThan(0.6);
    const search = new GridSearchCV(make(), { logisticRegression__C: [0.1, 10] }, { cv: 3 });
    await search.fit(table, toFrame({ y }));
    expect(search.bestEstimator_.featureNamesIn_).toEqual(["age", "city"]);
    expect(await search.predict(table.toRows().slice(0, 3))).toHaveLength(3);
  });
});

describe("classes missing in a fold", () => {
  test("fewer members than folds is a warning, none in a training part an error", async () => {
    const warning = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    try {
      const labels = [...Array<string>(9).fill("a"), "b", "b"];
      new StratifiedKFold({ nSplits: 3 }).split(11, labels);
      expect(String(warning.mock.calls[0][0])).toMatch(
        /smallest class has 2 rows for 3 folds.*lower nSplits/,
      );
      const X = labels.map((_, i) => [i]);
      const once = [...Array<string>(9).fill("a"), "a", "b"];
      await expect(crossValScore(new LogisticRegression(), X, once, { cv: 3 })).rejects.toThrow(
        /no row of class b.*stratified folds, shuffle, or fewer folds/,
      );
      expect(() => new StratifiedKFold({ nSplits: 10 }).split(11, labels)).toThrow(errors.ClassCountError);
    } finally {
      warning.mockRestore();
    }
  });

  test("scoring by a wrong name is refused before anything is fitted", async () => {
    await expect(crossValScore(new Ridge(), [[1], [2]], [1, 2], { scoring: "auc" as never })).rejects.toThrow(
      errors.OptionValueError,
    );
  });
});
