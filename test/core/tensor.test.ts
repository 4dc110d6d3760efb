import fc from "fast-check";
import { Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import {
  EmptyInputError,
  InvalidInputError,
  NonFiniteValueError,
  OutOfRangeError,
  ShapeError,
  Tensor,
  toMatrix,
  toTensor,
  toVector,
} from "../../src/core/index.ts";

const rows = [
  [1, 2, 3],
  [4, 5, 6],
];
const expected = Float64Array.of(1, 2, 3, 4, 5, 6);

describe("accepted forms of a matrix", () => {
  test.each([
    ["nested arrays", rows],
    ["typed rows", rows.map((row) => Float32Array.from(row))],
    ["a shaped typed array", { data: Int32Array.from(expected), shape: [2, 3] }],
    ["a tensor", new Tensor(expected, [2, 3])],
    ["an ml-matrix Matrix", new Matrix(rows)],
  ])("%s", (_, values) => {
    const matrix = toMatrix(values, "X");
    expect(matrix.shape).toEqual([2, 3]);
    expect(matrix.data).toEqual(expected);
  });

  test("mathjs matrices, dense and sparse", async () => {
    const { matrix, sparse } = await import("mathjs");
    expect(toMatrix(matrix(rows), "X").data).toEqual(expected);
    expect(toMatrix(sparse(rows), "X").data).toEqual(expected);
  });

  test("a Float64Array with a shape is not copied", () => {
    expect(toMatrix({ data: expected, shape: [2, 3] }, "X").data).toBe(expected);
  });
});

describe("refused values name the place", () => {
  test.each([
    [[[1, 2], [3]], ShapeError, /X: row 1 has 1 values, row 0 has 2/],
    [[[1, NaN]], NonFiniteValueError, /X: NaN at row 0, column 1\. .*impute/],
    [[[1], [-Infinity]], NonFiniteValueError, /-Infinity at row 1, column 0/],
    [[["a", 1]], InvalidInputError, /string a at row 0, column 0.*encoding categories/],
    [[[1, null]], InvalidInputError, /null at row 0, column 1/],
    [[], ShapeError, /1 axes/],
    [[[]], EmptyInputError, /\[1, 0\] has no elements/],
    [[1, 2], ShapeError, /wrap a single row/],
    ["text", InvalidInputError, /string text/],
    [{ data: [1, 2, 3], shape: [2, 2] }, ShapeError, /3 elements for shape \[2, 2\]/],
  ])("%j", (values, type, message) => {
    expect(() => toMatrix(values as never, "X")).toThrow(type);
    expect(() => toMatrix(values as never, "X")).toThrow(message);
  });

  test("a vector must be flat, or one column", () => {
    expect(toVector([[1], [2]] as never, "y")).toEqual(Float64Array.of(1, 2));
    expect(() => toVector(rows as never, "y")).toThrow(/one number a row/);
    expect(() => toVector([], "y")).toThrow(EmptyInputError);
  });
});

describe("Tensor", () => {
  const shaped = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }).map((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return new Tensor(
      Float64Array.from({ length: size }, (_, i) => i),
      shape,
    );
  });

  test("toArray and toTensor are inverse", () => {
    fc.assert(
      fc.property(shaped, (tensor) => {
        const back = toTensor(tensor.toArray(), "test");
        expect(back.shape).toEqual(tensor.shape);
        expect(back.data).toEqual(tensor.data);
      }),
    );
  });

  test("slice follows Array.slice and shares memory", () => {
    const tensor = new Tensor(
      Float64Array.from({ length: 12 }, (_, i) => i),
      [4, 3],
    );
    const list = tensor.toArray() as number[][];
    fc.assert(
      fc.property(fc.integer({ min: -6, max: 6 }), fc.integer({ min: -6, max: 6 }), (start, end) => {
        expect(tensor.slice(start, end).toArray()).toEqual(list.slice(start, end));
      }),
    );
    expect(tensor.slice(1).data.buffer).toBe(tensor.data.buffer);
  });

  test("take copies rows in the order asked for", () => {
    expect(toMatrix(rows, "X").take([1, 0, 1]).toArray()).toEqual([rows[1], rows[0], rows[1]]);
  });

  test("bad indices are refused", () => {
    const tensor = toMatrix(rows, "X");
    expect(tensor.at(1, 2)).toBe(6);
    for (const indices of [[2, 0], [0, 3], [0], [0.5, 0], [-1, 0]]) {
      expect(() => tensor.at(...indices)).toThrow(OutOfRangeError);
    }
    expect(() => tensor.row(2)).toThrow(OutOfRangeError);
    expect(() => tensor.reshape([7])).toThrow(ShapeError);
  });
});
