import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/index.ts";
import { addTransposedTimes, addWeightedGram, timesTransposed } from "../../../src/models/solvers/dense.ts";

/** Sizes on both sides of every tile. */
const sizes = fc.record({
  n: fc.integer({ min: 0, max: 11 }),
  d: fc.integer({ min: 1, max: 9 }),
  K: fc.integer({ min: 1, max: 11 }),
  seed: fc.integer(),
});

const numbers = (count: number, seed: number): Float64Array => {
  const random = createRandom(seed);
  // Small integers: all sums are exact, whatever their order.
  return Float64Array.from({ length: count }, () => random.integer(19) - 9);
};

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);

test("X V^T for all sizes", () => {
  fc.assert(
    fc.property(sizes, ({ n, d, K, seed }) => {
      const [x, v] = [numbers(n * d, seed), numbers(K * d, seed + 1)];
      const expected = range(n * K).map((at) => {
        const [i, a] = [Math.floor(at / K), at % K];
        return sum(range(d).map((j) => x[i * d + j] * v[a * d + j]));
      });
      expect(Array.from(timesTransposed(x, d, v, K, new Float64Array(n * K).fill(7)), (z) => z + 0)).toEqual(
        expected.map((z) => z + 0),
      );
    }),
  );
});

test("R^T X for all sizes, added to what is there", () => {
  fc.assert(
    fc.property(sizes, ({ n, d, K, seed }) => {
      const [x, r] = [numbers(n * d, seed), numbers(n * K, seed + 1)];
      const expected = range(K * d).map((at) => {
        const [a, j] = [Math.floor(at / d), at % d];
        return 7 + sum(range(n).map((i) => r[i * K + a] * x[i * d + j]));
      });
      expect(Array.from(addTransposedTimes(r, K, x, d, new Float64Array(K * d).fill(7)))).toEqual(expected);
    }),
  );
});

test("X^T diag(h) X in the lower triangle of a block, for the rows listed", () => {
  fc.assert(
    fc.property(sizes, ({ n, d, K, seed }) => {
      const [x, h] = [numbers(n * d, seed), numbers(n, seed + 1)];
      const rows = Uint32Array.from(range(n).filter((i) => (i * 5 + K) % 3 > 0));
      const [stride, start] = [d + K, K];
      const out = new Float64Array(start + d * stride).fill(7);
      addWeightedGram(x, d, h, rows, out, stride, start);
      for (const j of range(d)) {
        for (const k of range(j + 1)) {
          const expected = 7 + sum(Array.from(rows, (i) => h[i] * x[i * d + j] * x[i * d + k]));
          expect(out[start + j * stride + k]).toBe(expected);
        }
      }
    }),
  );
});
