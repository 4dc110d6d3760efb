import { describe, expect, test } from "vitest";
import { median, quantile, summarise } from "../../bench/lib/stats.ts";
import { EmptyInputError } from "../../src/core/index.ts";

describe("statistics of benchmark rounds", () => {
  test("quantiles interpolate between order statistics, as numpy's default", () => {
    // numpy.quantile([7, 1, 4, 10], [0, 0.25, 0.5, 0.9, 1])
    const values = [7, 1, 4, 10];
    const found = [0, 0.25, 0.5, 0.9, 1].map((fraction) => quantile(values, fraction));
    expect(found.map((value) => Math.round(value * 1e9) / 1e9)).toEqual([1, 3.25, 5.5, 9.1, 10]);
  });

  test("the median of an odd count is the middle value, and the input keeps its order", () => {
    const values = [3, 1, 2];
    expect(median(values)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
  });

  test("spread is half the quartile distance over the median", () => {
    expect(summarise([1, 2, 3, 4, 5])).toEqual({ rounds: 5, median: 3, min: 1, max: 5, spread: 1 / 3 });
  });

  test("no measurement is an error, not NaN", () => {
    expect(() => median([])).toThrow(EmptyInputError);
  });
});
