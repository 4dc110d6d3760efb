import { expect, test } from "vitest";
import {
  chiSquareQuantile,
  expectFailureRate,
  expectNoOffsetByKey,
  expectVariance,
  regularizedBeta,
  studentQuantile,
} from "./statistics.ts";

test("quantiles equal the tables", () => {
  expect(studentQuantile(19, 0.995)).toBeCloseTo(2.8609, 3);
  expect(studentQuantile(4, 0.9995)).toBeCloseTo(8.6103, 3);
  expect(studentQuantile(1e7, 0.975)).toBeCloseTo(1.95996, 4);
  expect(chiSquareQuantile(20, 0.99)).toBeCloseTo(37.566, 1);
  // P(X >= 3), X binomial of 10 and 0.2.
  expect(regularizedBeta(3, 8, 0.2)).toBeCloseTo(0.3222004736, 9);
  expect(regularizedBeta(500, 9501, 0.05)).toBeCloseTo(0.506, 2);
});

test("the checks can fail: 20 % more or less variance, an offset, twice the failures", () => {
  let state = 1;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  const keys = Array.from({ length: 24 }, () => Float64Array.from({ length: 200 }, uniform));
  expectVariance(keys, 1 / 12, 1e-3);
  expect(() => {
    expectVariance(keys, 1.2 / 12, 1e-3);
  }).toThrow();
  expect(() => {
    expectVariance(keys, 0.8 / 12, 1e-3);
  }).toThrow();
  expectNoOffsetByKey(keys, 1e-3);
  const offset = keys.map((errors, key) => errors.map((e) => e + (key % 2 ? 0.06 : -0.06)));
  expect(() => {
    expectNoOffsetByKey(offset, 1e-3);
  }).toThrow();
  expectFailureRate(52, 1600, 1 / 32, 1e-3);
  expect(() => {
    expectFailureRate(100, 1600, 1 / 32, 1e-3);
  }).toThrow();
  expect(() => {
    expectFailureRate(20, 1600, 1 / 32, 1e-3);
  }).toThrow();
});
