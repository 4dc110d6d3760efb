import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OutOfRangeError } from "../../../../src/core/index.ts";
import {
  boxHalfWidth,
  log2Erfc,
  log2FailureProbability,
  maximalVariance,
  sigmasFor,
} from "../../../../src/backends/tfhe/params/index.ts";

describe("log2 erfc", () => {
  // Handbook of Mathematical Functions, tables 7.1 and 7.3.
  test.each([
    [0, 1],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028513],
    [1.999999, 0.004677755647983],
    [2, 0.004677734981047266],
    [3, 2.209049699858544e-5],
    [5, 1.5374597944280349e-12],
    [10, 2.088487583762545e-45],
  ])("erfc(%d) = %d", (x, value) => {
    expect(2 ** (log2Erfc(x) - Math.log2(value))).toBeCloseTo(1, 8);
  });
  test("goes on where doubles end, as the asymptotic series does", () => {
    for (const x of [30, 100, 1000]) {
      const series =
        -(x * x) - Math.log(x * Math.sqrt(Math.PI)) + Math.log1p(-1 / (2 * x * x) + 3 / (4 * x ** 4));
      expect(log2Erfc(x) / (series / Math.LN2)).toBeCloseTo(1, 9);
    }
  });
  test("is decreasing across the change of method", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 40, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (x, step) => {
          expect(log2Erfc(x + step)).toBeLessThan(log2Erfc(x));
        },
      ),
    );
  });
});

describe("sigmas that fit in half a box", () => {
  test.each([
    [-20, 4.901],
    [-40, 7.144],
    [-64, 9.155],
    [-128, 13.1086],
  ])("2^%i needs %d", (log2, sigmas) => {
    expect(sigmasFor(log2)).toBeCloseTo(sigmas, 3);
  });
  test("13.179852 sigmas is the drift mitigation's 2^-129.358", () => {
    expect(log2Erfc(13.179852 / Math.SQRT2)).toBeCloseTo(-129.358, 3);
  });
  test("inverts the failure probability", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3000, max: -0.01, noNaN: true }),
        fc.integer({ min: 1, max: 8 }),
        (log2, bits) => {
          const variance = maximalVariance(boxHalfWidth(bits), log2);
          expect(log2FailureProbability(variance, boxHalfWidth(bits)) / log2).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

test("no noise never fails; probabilities of 1 and negative distances are refused", () => {
  expect(log2FailureProbability(0, 0.1)).toBe(Number.NEGATIVE_INFINITY);
  expect(() => sigmasFor(0)).toThrow(OutOfRangeError);
  expect(() => log2Erfc(-1)).toThrow(/x >= 0/);
});
