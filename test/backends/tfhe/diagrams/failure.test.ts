import { describe, expect, test } from "vitest";
import { createRandom } from "../../../../src/core/index.ts";
import {
  equivalentVariance,
  log2MixedFailure,
  maximalMixedVariance,
} from "../../../../src/backends/tfhe/diagrams/index.ts";
import { log2FailureProbability, maximalVariance } from "../../../../src/backends/tfhe/params/index.ts";
import { expectFailureRate } from "../crypto/noise/statistics.ts";

describe("failures with a variance that is drawn", () => {
  test("two degrees of freedom: the law of Laplace, in closed form", () => {
    // A normal variable whose variance is exponential with mean V has tails e^(-h sqrt(2 / V)).
    for (const h of [0.5, 2, 5, 12]) {
      expect(log2MixedFailure(1, h, 2)).toBeCloseTo((-h * Math.SQRT2) / Math.LN2, 1);
    }
  });

  test("many degrees of freedom: the normal law", () => {
    for (const h of [0.5, 3, 7]) {
      expect(log2MixedFailure(1, h, 1e9)).toBe(log2FailureProbability(1, h));
      expect(log2MixedFailure(1, h, 3999)).toBeCloseTo(log2FailureProbability(1, h), h < 5 ? 1 : 0);
      expect(log2MixedFailure(1, h, 3999)).toBeGreaterThan(log2MixedFailure(1, h, 1e9) - 1e-3);
    }
  });

  test.each([4, 10, 40])("%i degrees of freedom: as often as drawn numbers fail", (freedom) => {
    const random = createRandom(freedom);
    const trials = 40_000;
    let failures = 0;
    for (let i = 0; i < trials; i++) {
      let chi = 0;
      for (let d = 0; d < freedom; d++) chi += random.normal() ** 2;
      if (Math.abs(random.normal()) * Math.sqrt(chi / freedom) > 2.2) failures++;
    }
    expectFailureRate(failures, trials, 2 ** log2MixedFailure(1, 2.2, freedom), 0.01, "drawn");
  });

  test("the largest variance meets the probability, and is below the normal law's", () => {
    for (const freedom of [6, 60, 600, 5000]) {
      const variance = maximalMixedVariance(0.25, -40, freedom);
      expect(log2MixedFailure(variance, 0.25, freedom)).toBeCloseTo(-40, 2);
      expect(variance).toBeLessThanOrEqual(maximalVariance(0.25, -40));
      expect(log2FailureProbability(equivalentVariance(variance, 0.25, freedom), 0.25)).toBeCloseTo(-40, 2);
    }
  });
});
