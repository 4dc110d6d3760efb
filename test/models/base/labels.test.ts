import { expect, test } from "vitest";
import { ClassCountError, EmptyInputError, InvalidInputError } from "../../../src/core/index.ts";
import { decodeLabels, encodeLabels, toLabels, uniqueLabels } from "../../../src/models/base/index.ts";

test("classes ascend: numbers by size, strings by code unit, false before true", () => {
  expect(uniqueLabels(Float64Array.of(10, 9, -1, 10))).toEqual(Float64Array.of(-1, 9, 10));
  expect(uniqueLabels(["b", "B", "10", "9", "b"])).toEqual(["10", "9", "B", "b"]);
  expect(uniqueLabels([true, false, true])).toEqual([false, true]);
});

test("decode undoes encode for every kind", () => {
  for (const labels of [Float64Array.of(3, 1, 3), ["x", "y", "x"], [true, false, true]]) {
    const { classes, codes } = encodeLabels(labels, "fit(y)");
    expect(decodeLabels(classes, codes)).toEqual(labels);
  }
});

test("numbers are taken in every vector form", () => {
  for (const form of [[1, 2], Int32Array.of(1, 2), { data: [1, 2], shape: [2] }]) {
    expect(toLabels(form, "y")).toEqual(Float64Array.of(1, 2));
  }
});

test("one class, no label and mixed labels are refused", () => {
  expect(() => encodeLabels(["a", "a"], "y")).toThrow(ClassCountError);
  expect(() => toLabels([], "y")).toThrow(EmptyInputError);
  expect(() => toLabels(["a", 1] as never, "y")).toThrow(
    /label 1 is a number.*convert the labels to one kind/,
  );
  expect(() => toLabels([null] as never, "y")).toThrow(InvalidInputError);
});
