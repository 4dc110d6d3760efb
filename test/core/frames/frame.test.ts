import {
  tableFromArrays,
  tableFromJSON,
  vectorFromArray,
  Dictionary,
  Int32,
  Utf8,
  DateMillisecond,
  Bool,
  Table,
} from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import {
  columnNamesOf,
  Frame,
  isFrameLike,
  toFrame,
  toMatrix,
  toVector,
  Tensor,
} from "../../../src/core/index.ts";

const rows = [
  { age: 31, city: "Bern", smoker: true },
  { age: 45, city: "Oslo", smoker: false },
  { age: 27, city: "Bern", smoker: false },
];
const columns = { age: [31, 45, 27], city: ["Bern", "Oslo", "Bern"], smoker: [true, false, false] };
const arrow = new Table({
  age: vectorFromArray([31, 45, 27], new Int32()),
  city: vectorFromArray(["Bern", "Oslo", "Bern"], new Dictionary(new Utf8(), new Int32())),
  smoker: vectorFromArray([true, false, false], new Bool()),
});

describe("the accepted forms give the same frame", () => {
  test.each([
    ["an object of columns", columns],
    ["typed columns", { ...columns, age: Int16Array.of(31, 45, 27) }],
    ["row objects", rows],
    ["an Arrow table with a dictionary", arrow],
    ["an Arrow table from rows", tableFromJSON(rows)],
    [
      "an object of Arrow vectors",
      { age: arrow.getChild("age")!, city: columns.city, smoker: columns.smoker },
    ],
  ])("%s", (_, form) => {
    expect(isFrameLike(form)).toBe(true);
    const frame = toFrame(form);
    expect(frame.names).toEqual(["age", "city", "smoker"]);
    expect(frame.shape).toEqual([3, 3]);
    expect(frame.column("age")).toEqual(Float64Array.of(31, 45, 27));
    expect(frame.column("city")).toEqual(["Bern", "Oslo", "Bern"]);
    expect(frame.column("smoker")).toEqual(Float64Array.of(1, 0, 0));
  });

  test("a matrix, an array with a shape and a mathjs matrix are no tables", () => {
    for (const form of [[[1, 2]], { data: [1, 2], shape: [1, 2] }, Tensor.zeros([1, 1]), null, 5, []]) {
      expect(isFrameLike(form)).toBe(false);
    }
  });
});

describe("cells", () => {
  test("missing cells are NaN and null, whatever they were", () => {
    const frame = toFrame({
      a: [1, null, undefined, NaN],
      b: ["x", null, undefined, "y"],
      c: [null, null, null, null],
    });
    expect(frame.column("a")).toEqual(Float64Array.of(1, NaN, NaN, NaN));
    expect(frame.column("b")).toEqual(["x", null, null, "y"]);
    expect(frame.column("c")).toEqual(Float64Array.of(NaN, NaN, NaN, NaN));
  });

  test("Arrow nulls are missing, in numbers and in text", () => {
    const frame = toFrame(
      new Table({ a: vectorFromArray([1.5, null, 3]), b: vectorFromArray(["x", null, "y"]) }),
    );
    expect(frame.column("a")).toEqual(Float64Array.of(1.5, NaN, 3));
    expect(frame.column("b")).toEqual(["x", null, "y"]);
  });

  test("dates count milliseconds, from JavaScript and from Arrow", () => {
    const day = new Date("2026-03-01T00:00:00Z");
    expect(toFrame([{ d: day }]).column("d")).toEqual(Float64Array.of(day.getTime()));
    const table = new Table({ d: vectorFromArray([day], new DateMillisecond()) });
    expect(toFrame(table).column("d")).toEqual(Float64Array.of(day.getTime()));
  });

  test("big integers are exact or refused", () => {
    const table = tableFromArrays({ id: BigInt64Array.of(1n, 2n ** 53n - 1n, -5n) });
    expect(toFrame(table).column("id")).toEqual(Float64Array.of(1, 2 ** 53 - 1, -5));
    expect(() => toFrame({ id: [1n, 2n ** 53n] })).toThrow(errors.OutOfRangeError);
    expect(() => toFrame({ id: [1n, 2n ** 53n] })).toThrow(/9007199254740992 at row 1, column id.*as text/);
  });

  test("rows may lack cells; columns come in the order they first appear", () => {
    const frame = toFrame([{ a: 1 }, { b: "x", a: 2 }, { b: "y" }]);
    expect(frame.names).toEqual(["a", "b"]);
    expect(frame.toRows()).toEqual([
      { a: 1, b: null },
      { a: 2, b: "x" },
      { a: null, b: "y" },
    ]);
  });
});

test("taking rows and columns apart and rows back is the identity", () => {
  const cell = fc.record({ x: fc.double({ noNaN: true }), t: fc.option(fc.string(), { nil: null }) });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 20 }), (list) => {
      fc.pre(list.some(({ t }) => t !== null));
      const frame = toFrame(list);
      expect(frame.toRows()).toEqual(list);
      expect(toFrame(frame.toRows()).toRows()).toEqual(list);
      const order = list.map((_, i) => list.length - 1 - i);
      expect(frame.take(order).toRows()).toEqual(list.toReversed());
      expect(frame.slice(1).toRows()).toEqual(list.slice(1));
      expect(frame.select(["t", "x"]).names).toEqual(["t", "x"]);
      expect(frame.drop("t").names).toEqual(["x"]);
    }),
  );
});

describe("as matrix and vector", () => {
  test("numeric tables are matrices that know their names; one column is a vector", () => {
    const X = toMatrix({ a: [1, 2], b: [true, false] }, "X");
    expect(X.toArray()).toEqual([
      [1, 1],
      [2, 0],
    ]);
    expect(columnNamesOf(X)).toEqual(["a", "b"]);
    expect(columnNamesOf(X.copy())).toBeUndefined();
    expect(columnNamesOf(rows)).toEqual(["age", "city", "smoker"]);
    expect(toVector({ y: [3, 4] }, "y")).toEqual(Float64Array.of(3, 4));
    expect(toVector(arrow.getChild("age")!, "y")).toEqual(Float64Array.of(31, 45, 27));
    expect(toVector(BigInt64Array.of(7n), "y")).toEqual(Float64Array.of(7));
  });

  test.each([
    [rows, errors.InvalidInputError, /X: text "Bern" at row 0, column city.*OneHotEncoder/],
    [{ a: [1, null] }, errors.NonFiniteValueError, /X: NaN at row 1, column a.*impute/],
    [{ a: [1, -Infinity] }, errors.NonFiniteValueError, /-Infinity at row 1, column a/],
    [{ a: [1, 2], b: [1] }, errors.ShapeError, /column b has 1 rows, column a has 2/],
    [{ a: [1, "x"] }, errors.InvalidInputError, /string x at row 1, column a in a column of numbers/],
    [{ a: ["x", 1] }, errors.InvalidInputError, /number at row 1, column a in a column of text/],
    [[{ a: 1 }, { a: { b: 1 } }], errors.InvalidInputError, /an object at row 1, column a/],
    [[{ a: 1 }, null], errors.InvalidInputError, /row 1 is null/],
    [{ a: [] }, errors.EmptyInputError, /0 rows and 1 columns/],
    [{}, errors.EmptyInputError, /0 columns/],
  ])("%j is refused", (values, kind, message) => {
    expect(() => toMatrix(values as never, "X")).toThrow(kind);
    expect(() => toMatrix(values as never, "X")).toThrow(message);
  });

  test("wrong names, positions and kinds are refused", () => {
    const frame = toFrame(columns);
    expect(() => frame.column("Age")).toThrow(/no column Age.*age, city, smoker/);
    expect(() => frame.column(3)).toThrow(errors.OutOfRangeError);
    expect(() => frame.take([3])).toThrow(errors.OutOfRangeError);
    expect(() => frame.numbers("city")).toThrow(/a column of text.*labels\(\)/);
    expect(() => frame.labels("age")).toThrow(/a column of numbers.*numbers\(\)/);
    expect(() => toFrame({ a: ["x", null] }).labels("a")).toThrow(/no value at row 1/);
    expect(frame.labels("city")).toEqual(columns.city);
    const twice = [
      ["a", Float64Array.of(1)],
      ["a", Float64Array.of(2)],
    ] as const;
    expect(() => new Frame(twice)).toThrow(/two columns named a/);
    expect(() => toFrame("age,city" as never)).toThrow(errors.InvalidInputError);
  });
});
