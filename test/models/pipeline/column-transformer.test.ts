import { tableFromJSON } from "apache-arrow";
import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { toFrame } from "../../../src/core/index.ts";
import { loadModel, LogisticRegression } from "../../../src/models/index.ts";
import {
  columnSelector,
  ColumnTransformer,
  columnTransformer,
  loadTransformer,
  makePipeline,
} from "../../../src/models/pipeline/index.ts";
import { OneHotEncoder, SimpleImputer, StandardScaler } from "../../../src/models/preprocessing/index.ts";

const people = [
  { age: 30, income: 50, city: "Bern", smoker: true },
  { age: 40, income: 10, city: "Oslo", smoker: false },
  { age: 50, income: 30, city: "Bern", smoker: false },
  { age: 60, income: 70, city: "Rome", smoker: true },
];
const scaled = [-1.5, -0.5, 0.5, 1.5].map((z) => z / Math.sqrt(1.25));

const make = (remainder: "drop" | "passthrough" = "drop"): ColumnTransformer =>
  new ColumnTransformer(
    [
      ["scale", new StandardScaler(), ["age"]],
      ["city", new OneHotEncoder(), "city"],
    ],
    { remainder },
  );

describe("parts side by side", () => {
  test.each([
    ["row objects", people],
    ["a frame", toFrame(people)],
    ["an Arrow table", tableFromJSON(people)],
  ])("%s", async (_, table) => {
    const out = await make("passthrough").fitTransform(table);
    expect(out.shape).toEqual([4, 6]);
    expect(Array.from(out, (row) => row[0])).toEqual(scaled.map((z) => expect.closeTo(z, 12)));
    expect(Array.from(out, (row) => Array.from(row.slice(1)))).toEqual([
      [1, 0, 0, 50, 1],
      [0, 1, 0, 10, 0],
      [1, 0, 0, 30, 0],
      [0, 0, 1, 70, 1],
    ]);
  });

  test.each([
    ["names", ["income", "age"], [50, 30]],
    ["one name", "income", [50]],
    ["positions, from the end too", [0, -1], [30, 1]],
    ["one position", 1, [50]],
    ["flags", [true, false, false, true], [30, 1]],
    ["a function", columnSelector({ kind: "number", pattern: /e$/ }), [30, 50]],
  ])("columns by %s", async (_, columns, first) => {
    const out = await new ColumnTransformer([["pick", "passthrough", columns]]).fitTransform(people);
    expect(Array.from(out.row(0))).toEqual(first);
  });

  test("matrices without names are parted by position, gaps and categories too", async () => {
    const rows = [
      [1, "a", null],
      [2, "b", 4],
      [3, "a", 6],
    ];
    const parts = columnTransformer(
      [new SimpleImputer(), [0, 2]],
      [new OneHotEncoder(), columnSelector({ kind: "text" })],
    );
    expect((await parts.fitTransform(rows)).toArray()).toEqual([
      [1, 5, 1, 0],
      [2, 4, 0, 1],
      [3, 6, 1, 0],
    ]);
    expect(parts.getFeatureNamesOut()).toEqual([
      "simpleImputer__x0",
      "simpleImputer__x2",
      "oneHotEncoder__x1_a",
      "oneHotEncoder__x1_b",
    ]);
    expect(parts.getFeatureNamesOut(["n", "t", "m"])[1]).toBe("simpleImputer__m");
  });

  test("remainders may be transformed; drop leaves columns out; names may be short", async () => {
    const parts = new ColumnTransformer(
      [
        ["city", "drop", ["city"]],
        ["age", "passthrough", ["age"]],
      ],
      { remainder: new StandardScaler(), verboseFeatureNamesOut: false },
    );
    expect((await parts.fitTransform(people)).shape).toEqual([4, 3]);
    expect(parts.getFeatureNamesOut()).toEqual(["age", "income", "smoker"]);
    expect(Object.keys(parts.namedTransformers_)).toEqual(["age", "remainder"]);
    expect((await make().fit(people)).getFeatureNamesOut()).toEqual([
      "scale__age",
      "city__city_Bern",
      "city__city_Oslo",
      "city__city_Rome",
    ]);
  });

  test("to transform, picked columns suffice, in any order", async () => {
    const parts = await make().fit(people);
    const shuffled = people.map(({ city, age }) => ({ other: "x", city, age }));
    expect(await parts.transform(shuffled)).toEqual(await parts.transform(people));
    const rest = await make("passthrough").fit(people);
    await expect(rest.transform(shuffled)).rejects.toThrow(/without the columns income, smoker/);
  });

  test("pipelines are parts", async () => {
    const numbers = makePipeline(new SimpleImputer(), new StandardScaler());
    const parts = columnTransformer(["numbers", numbers, ["age"]], { remainder: "drop" });
    const out = await parts.fitTransform([{ age: 1 }, { age: null }, { age: 3 }]);
    expect(out.at(1, 0)).toBeCloseTo(0, 12);
    expect(parts.setParams({ numbers__simpleImputer__strategy: "median" }).getParams()).toMatchObject({
      numbers__simpleImputer__strategy: "median",
    });
  });
});

test("in a pipeline before an encrypted model, dumped and loaded", async () => {
  const pipeline = makePipeline(make("passthrough"), new LogisticRegression());
  const y = ["no", "yes", "yes", "no"];
  await pipeline.fit(people, y);
  await pipeline.compile(people);
  const clear = await pipeline.predictProba(people);
  expect(await pipeline.predictProba(people, { fhe: "simulate", randomState: 1 })).toEqual(clear);
  expect(await pipeline.predict(people.slice(0, 2), { fhe: "execute" })).toEqual(
    await pipeline.predict(people.slice(0, 2)),
  );
  const copy = loadModel(JSON.stringify(pipeline.dump()));
  expect(await copy.predict(people)).toEqual(await pipeline.predict(people));
  expect(pipeline.getFeatureNamesOut()).toHaveLength(6);
  const parts = loadTransformer(JSON.stringify(pipeline.namedSteps.columnTransformer.dump()));
  expect(await parts.transform(people)).toEqual(await pipeline.preprocess(people));
  // A loaded one can be fitted again: its columns are those that were picked.
  const again = (parts as ColumnTransformer).clone();
  expect(await again.fitTransform(people)).toEqual(await pipeline.preprocess(people));
});

describe("bad input", () => {
  const fit = (steps: unknown, options: unknown = {}) =>
    new ColumnTransformer(steps as never, options as never).fit(people);

  test.each([
    ["no list", "scale", {}, errors.OptionValueError, /no list of \[name, transformer, columns\]/],
    [
      "two names alike",
      [
        ["a", "drop", 0],
        ["a", "drop", 1],
      ],
      {},
      errors.OptionValueError,
      /two steps named "a"/,
    ],
    ["a reserved name", [["remainder", "drop", 0]], {}, errors.OptionValueError, /the name of an option/],
    [
      "no transformer",
      [["a", new LogisticRegression(), 0]],
      {},
      errors.OptionValueError,
      /"a" has no transform/,
    ],
    [
      "columns that are none",
      [["a", "drop", { x: 1 }]],
      {},
      errors.OptionValueError,
      /columns of "a" that are none/,
    ],
    [
      "an unknown name",
      [["a", "passthrough", ["Age"]]],
      {},
      errors.InvalidInputError,
      /no column Age.*age, income/,
    ],
    [
      "a position too far",
      [["a", "passthrough", [4]]],
      {},
      errors.OptionValueError,
      /column 4 for a table of 4/,
    ],
    ["too few flags", [["a", "passthrough", [true]]], {}, errors.OptionValueError, /a mask of 1 flags/],
    [
      "a function that gives nothing",
      [["a", "passthrough", () => null]],
      {},
      errors.OptionValueError,
      /gave null/,
    ],
    ["nothing left", [["a", "drop", 0]], {}, errors.EmptyInputError, /no column is left/],
    [
      "an unknown option",
      [["a", "passthrough", 0]],
      { rest: 1 },
      errors.UnknownOptionError,
      /unknown option rest/,
    ],
    [
      "a wrong remainder",
      [["a", "passthrough", 0]],
      { remainder: "keep" },
      errors.OptionValueError,
      /"keep"/,
    ],
  ])("%s", async (_, steps, options, kind, message) => {
    await expect(fit(steps, options)).rejects.toThrow(kind);
    await expect(fit(steps, options)).rejects.toThrow(message);
  });

  test("text that passes through, unknown categories, other tables", async () => {
    const parts = columnTransformer([new StandardScaler(), ["age"]], { remainder: "passthrough" });
    await expect(parts.fitTransform(people)).rejects.toThrow(/text "Bern" at row 0, column city/);
    const fitted = await make().fit(people);
    const ulm = [{ ...people[0], city: "Ulm" }];
    await expect(fitted.transform(ulm)).rejects.toThrow(/unknown category Ulm at row 0, column city/);
    await expect(fitted.transform([{ age: 1 }])).rejects.toThrow(errors.FeatureNameError);
    await expect(fitted.transform([[1, 2]])).rejects.toThrow(/2 columns. Allowed: 4 columns/);
    await expect(make().fit([[1, 2]])).rejects.toThrow(/columns by name \(age\) of a table without names/);
    await expect(make().transform(people)).rejects.toThrow(errors.NotFittedError);
    await expect(make().fit(people, undefined, { other: 1 } as never)).rejects.toThrow(
      errors.UnknownOptionError,
    );
    expect(() => make().setParams({ scale__mean: 1, x: 2 })).toThrow(
      /unknown option scale__mean; unknown option x/,
    );
    expect(() => columnTransformer(["a"] as never)).toThrow(/item 0 is no list of two or three/);
    expect(() => columnSelector({ kind: "date" as never })).toThrow(errors.OptionValueError);
  });

  test("damaged dumps are refused", async () => {
    const good = JSON.parse(JSON.stringify((await make().fit(people)).dump())) as {
      fitted: { parts: { name: string }[] };
    };
    const fitted = (more: object): object => ({ ...good, fitted: { ...good.fitted, ...more } });
    const [scale, city] = good.fitted.parts;
    for (const json of [
      fitted({ parts: [] }),
      fitted({ parts: [scale, scale] }),
      fitted({ parts: [{ ...scale, columns: [9] }, city] }),
      fitted({ parts: [{ ...scale, columns: [] }, city] }),
      fitted({ parts: [{ ...scale, step: null }] }),
      fitted({ parts: [{ ...scale, name: 1 }] }),
      fitted({ features: -1 }),
      fitted({ featureNames: ["a"] }),
      { ...good, params: {} },
      { ...good, params: { verboseFeatureNamesOut: true, rest: 1 } },
    ]) {
      expect(() => loadTransformer(json), JSON.stringify(json)).toThrow(errors.CorruptedDataError);
    }
  });
});
