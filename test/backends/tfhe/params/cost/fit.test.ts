import fc from "fast-check";
import { expect, test } from "vitest";
import { fitNonNegative } from "../../../../../scripts/calibrate/fit.ts";

test("exact measurements give the unknowns back", () => {
  const positive = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(positive, { minLength: 3, maxLength: 3 }), (unknowns) => {
      const rows = [
        [1, 0, 5],
        [2, 3, 1],
        [7, 1, 0],
        [1, 1, 1],
        [0, 4, 9],
      ];
      const found = fitNonNegative(
        rows.map((counts) => ({ counts, measured: counts.reduce((sum, c, i) => sum + c * unknowns[i], 0) })),
      );
      for (const [i, value] of found.entries()) expect(value / unknowns[i]).toBeCloseTo(1, 4);
    }),
  );
});

test("an unknown the measurements put below zero is zero, and the others make the best of it", () => {
  const [a, b] = fitNonNegative([
    { counts: [1, 0], measured: 10 },
    { counts: [1, 1], measured: 9 },
  ]);
  expect(b).toBe(0);
  // Least squares of a/10 - 1 and a/9 - 1.
  expect(a).toBeCloseTo((1 / 10 + 1 / 9) / (1 / 100 + 1 / 81), 9);
});
