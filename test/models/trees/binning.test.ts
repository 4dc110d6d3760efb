import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CorruptedDataError, OutOfRangeError, Tensor } from "../../../src/core/index.ts";
import {
  Binner,
  binnedGrid,
  exactGrid,
  leastRoundingAbove,
  leastRoundingToAtLeast,
} from "../../../src/models/trees/index.ts";

const column = (...values: number[]): Tensor => new Tensor(Float64Array.from(values), [values.length, 1]);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("quantile edges", () => {
  test("are the shortest decimals between neighbouring values, never training values", () => {
    const { edges } = Binner.fit(column(5.27, 5.34, 5.1234, 1.0049, 1.0051, -3, 1000), {
      strategy: "quantile",
      nBits: 8,
    });
    expect(Array.from(edges[0])).toEqual([0, 1.005, 3, 5.2, 5.3, 500]);
  });

  test("tell apart all values where there are no more of them than bins", () => {
    const binner = Binner.fit(column(3, 1, 2, 3, 3), { strategy: "quantile", nBits: 2 });
    expect(Array.from(binner.quantize(column(1, 2, 3)).data)).toEqual([0, 1, 2]);
  });

  test("make bins of about equal weight, whatever the weights and ties", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 5 })), {
      minLength: 100,
      maxLength: 300,
    });
    fc.assert(
      fc.property(rows, (list) => {
        const X = column(...list.map(([value]) => value));
        const weight = Float64Array.from(list, ([, w]) => w);
        const binner = Binner.fit(X, { strategy: "quantile", nBits: 3, weight });
        const ofValue = new Map<number, number>();
        list.forEach(([value, w]) => ofValue.set(value, (ofValue.get(value) ?? 0) + w));
        const totals = new Float64Array(8);
        binner.quantize(X).data.forEach((bin, i) => (totals[bin] += weight[i]));
        const all = weight.reduce((a, b) => a + b);
        const heaviest = Math.max(...ofValue.values());
        // A bin ends within half a value of its share of what is left.
        expect(Math.max(...totals)).toBeLessThanOrEqual(all / 8 + heaviest);
        expect(binner.bins[0]).toBeLessThanOrEqual(8);
      }),
    );
  });

  test("a row of weight 3 counts as three rows", () => {
    const values = Array.from({ length: 60 }, (_, i) => Math.sin(i) * 10);
    const weight = values.map((_, i) => 1 + (i % 3));
    const repeated = values.flatMap((value, i) => Array<number>(weight[i]).fill(value));
    const options = { strategy: "quantile", nBits: 3 } as const;
    const weighted = Binner.fit(column(...values), { ...options, weight: Float64Array.from(weight) });
    expect(weighted.toJSON()).toEqual(Binner.fit(column(...repeated), options).toJSON());
  });

  test("one of 50,000 parts each stands for more rows", () => {
    const X = column(...Array.from({ length: 120_000 }, (_, i) => (i * 7919) % 120_000));
    const counts = new Float64Array(16);
    const binner = Binner.fit(X, { strategy: "quantile", nBits: 4 });
    binner.quantize(X).data.forEach((bin) => counts[bin]++);
    // Shares of 1/16 from a sample of 50,000: five standard deviations are 0.0055.
    expect(Math.max(...counts.map((count) => Math.abs(count / 120_000 - 1 / 16)))).toBeLessThan(0.0055);
  });
});

describe("uniform edges", () => {
  test("cut the range in equal parts", () => {
    const { edges } = Binner.fit(column(0, 8, 1, 1, 1), { strategy: "uniform", nBits: 2 });
    expect(Array.from(edges[0])).toEqual([2, 4, 6]);
  });

  test.each(["quantile", "uniform"] as const)("a constant feature has one bin (%s)", (strategy) => {
    const binner = Binner.fit(column(7, 7, 7), { strategy, nBits: 6 });
    expect([binner.bins[0], binner.bits[0]]).toEqual([1, 0]);
    expect(Array.from(binner.quantize(column(-1e300, 7, 1e300)).data)).toEqual([0, 0, 0]);
  });

  test("extreme ranges stay finite and ascending", () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 40 }), (values) => {
        for (const strategy of ["quantile", "uniform"] as const) {
          const binner = Binner.fit(column(...values), { strategy, nBits: 3 });
          expect(binner.bins[0]).toBeLessThanOrEqual(8);
        }
      }),
    );
  });
});

test("the bin of a value is the number of edges at most as large, found by cells or one by one", () => {
  const edgesAndValue = fc.tuple(
    fc.uniqueArray(fc.oneof(finite, fc.double({ min: -1, max: 1, noNaN: true })), { maxLength: 200 }),
    finite,
  );
  fc.assert(
    fc.property(edgesAndValue, ([list, value]) => {
      const edges = Float64Array.from(new Set(list.map((edge) => edge + 0))).sort();
      const binner = new Binner([edges]);
      for (const v of [value, ...edges]) {
        const expected = edges.filter((edge) => edge <= v).length;
        expect(binner.transform(column(v)).columns[0][0]).toBe(expected);
        expect(binner.quantize(column(v)).data[0]).toBe(expected);
      }
    }),
  );
});

describe("comparisons in single precision as comparisons of doubles", () => {
  const value = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  );

  test("x >= edge exactly where fround(x) is above, or at least, the threshold", () => {
    fc.assert(
      fc.property(value, value, (threshold, other) => {
        const above = leastRoundingAbove(threshold);
        const least = leastRoundingToAtLeast(threshold);
        const near = [above, least, threshold].flatMap((x) => [
          x,
          x * (1 + 2 ** -52),
          x * (1 - 2 ** -52),
          x * (1 + 2 ** -25),
        ]);
        for (const x of [other, ...near]) {
          expect(x >= above).toBe(Math.fround(x) > threshold);
          expect(x >= least).toBe(Math.fround(x) >= threshold);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("training grids", () => {
  test("a cut parts training rows by bin and by value alike", () => {
    const X = column(...Array.from({ length: 80 }, (_, i) => Math.fround(Math.tan(i))));
    for (const grid of [binnedGrid(X, "quantile", 4, new Float64Array(80).fill(1)), exactGrid(X)]) {
      const [bins] = grid.matrix.columns;
      for (const [low, high] of [
        [0, 1],
        [2, 9],
        [3, 14],
      ] as const) {
        const cut = grid.cut(0, low, high);
        expect(cut.bin).toBeGreaterThan(low);
        expect(cut.bin).toBeLessThanOrEqual(high);
        X.data.forEach((value, i) => {
          expect(value >= cut.edge).toBe(bins[i] >= cut.bin);
        });
      }
    }
  });

  test("exact cuts refuse values beyond single precision", () => {
    expect(() => exactGrid(column(1, 1e39))).toThrow(OutOfRangeError);
    expect(() => exactGrid(column(1, 1e39))).toThrow(/1e\+39 in row 1.*use binning: "quantile"/);
  });
});

describe("persistence", () => {
  test("a binner comes back from JSON", () => {
    const binner = Binner.fit(column(0.1, 0.2, 0.35), { strategy: "quantile", nBits: 4 });
    const copy = Binner.fromJSON(JSON.parse(JSON.stringify(binner)));
    expect(copy.toJSON()).toEqual(binner.toJSON());
  });

  test.each([
    [{ kind: "binner", version: 2, edges: [[1]] }, /version 2/],
    [{ kind: "binner", version: 1, edges: [[2, 1]] }, /not finite and ascending/],
    [{ kind: "binner", version: 1, edges: [["1"]] }, /no lists of numbers/],
    [null, /kind undefined/],
  ])("%j is refused", (json, message) => {
    expect(() => Binner.fromJSON(json)).toThrow(CorruptedDataError);
    expect(() => Binner.fromJSON(json)).toThrow(message);
  });
});
