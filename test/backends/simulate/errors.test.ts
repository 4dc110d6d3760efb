import { describe, expect, test } from "vitest";
import { createErrorSource } from "../../../src/backends/simulate/index.ts";
import { log2FailureProbability } from "../../../src/backends/tfhe/params/index.ts";
import { createRandom } from "../../../src/core/index.ts";

describe("errors of rounding under normal noise", () => {
  // Sigma in units: errors drawn one by one for the first two, skipped geometrically for the others.
  test.each([1.5, 0.4, 0.25, 0.2, 0.16])("sigma %f: the law of round(normal)", (sigma) => {
    const count = 400_000;
    const source = createErrorSource(sigma * sigma, createRandom(`sigma ${sigma}`));
    const seen = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      const error = source.next();
      seen.set(error, (seen.get(error) ?? 0) + 1);
    }
    const beyond = (x: number): number => (x <= 0 ? 1 : 2 ** log2FailureProbability(sigma * sigma, x));
    for (const magnitude of [0, 1, 2]) {
      const p = magnitude === 0 ? 1 - beyond(0.5) : beyond(magnitude - 0.5) - beyond(magnitude + 0.5);
      const found = (seen.get(magnitude) ?? 0) + (magnitude === 0 ? 0 : (seen.get(-magnitude) ?? 0));
      // 4 sigma of the binomial, and one for discreteness.
      expect(Math.abs(found - count * p)).toBeLessThan(4 * Math.sqrt(count * p * (1 - p)) + 1);
    }
    const sum = [...seen].reduce((total, [error, times]) => total + error * times, 0);
    expect(Math.abs(sum)).toBeLessThan(4 * Math.sqrt(count * Math.max(sigma ** 2, beyond(0.5) * 1.5)) + 1);
  });

  test("without noise nothing ever fails", () => {
    const source = createErrorSource(0, createRandom(1));
    expect(Array.from({ length: 1000 }, () => source.next()).every((error) => error === 0)).toBe(true);
  });
});
