import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { createRandom } from "../../../src/core/index.ts";
import { trainTestSplit } from "../../../src/models/model-selection/index.ts";
import type { SplitOptions } from "../../../src/models/model-selection/index.ts";

const rows = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i, 10 * i]);
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test("every row lands in exactly one part, with its own target", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 200 }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      fc.integer(),
      (count, testSize, randomState) => {
        fc.pre(Math.ceil(testSize * count) < count);
        const split = trainTestSplit(rows(count), range(count), { testSize, randomState });
        expect([...split.yTrain, ...split.yTest].sort((a, b) => a - b)).toEqual(range(count));
        expect(split.yTest.length).toBe(Math.ceil(testSize * count));
        expect(Array.from(split.XTest, (row) => row[0])).toEqual(Array.from(split.yTest));
        expect(Array.from(split.XTrain, (row) => row[1] / 10)).toEqual(Array.from(split.trainIndices));
      },
    ),
  );
});

test("a seed gives the same rows again, another seed others", () => {
  const once = trainTestSplit(rows(100), range(100), { randomState: 7 });
  expect(trainTestSplit(rows(100), range(100), { randomState: 7 })).toEqual(once);
  expect(trainTestSplit(rows(100), range(100), { randomState: 8 }).yTest).not.toEqual(once.yTest);
});

test("stratify keeps every class's share to within one row", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 8, max: 60 }), { minLength: 2, maxLength: 5 }),
      fc.integer(),
      (counts, seed) => {
        const labels = counts.flatMap((count, k) => Array.from({ length: count }, () => `class ${k}`));
        const order = createRandom(seed).permutation(labels.length);
        const y = Array.from(order, (i) => labels[i]);
        const { yTrain, yTest } = trainTestSplit(rows(y.length), y, {
          testSize: 0.3,
          stratify: y,
          randomState: seed,
        });
        counts.forEach((count, k) => {
          const share = (part: string[]): number => part.filter((label) => label === `class ${k}`).length;
          expect(Math.abs(share(yTest) - (count * yTest.length) / y.length)).toBeLessThan(1 + 1e-9);
          expect(share(yTrain) + share(yTest)).toBe(count);
        });
      },
    ),
  );
});

test("without shuffling the last rows are the test rows", () => {
  expect(trainTestSplit(rows(8), range(8), { shuffle: false }).yTest).toEqual(Float64Array.of(6, 7));
});

test("each row is equally often a test row (99.9 % interval over 2000 seeds)", () => {
  const hits = new Float64Array(10);
  for (let seed = 0; seed < 2000; seed++) {
    for (const row of trainTestSplit(rows(10), range(10), { testSize: 0.3, randomState: seed }).yTest)
      hits[row]++;
  }
  // Binomial(2000, 0.3): 10 rows, so 3.9 standard deviations of 20.5 for 99.9 % of all together.
  for (const count of hits) expect(Math.abs(count - 600)).toBeLessThan(3.9 * 20.5);
});

describe("sizes", () => {
  test.each([
    [{}, 75, 25],
    [{ testSize: 30 }, 70, 30],
    [{ trainSize: 0.6 }, 60, 40],
    [{ trainSize: 10, testSize: 0.2 }, 10, 20],
  ])("%o of 100 rows", (options, train, test) => {
    const split = trainTestSplit(rows(100), range(100), options);
    expect([split.yTrain.length, split.yTest.length]).toEqual([train, test]);
  });

  test.each([
    [{ testSize: 0 }, errors.OptionValueError, /testSize = 0/],
    [{ testSize: 1.5 }, errors.OptionValueError, /a share between 0 and 1/],
    [{ testSize: NaN }, errors.OptionValueError, /testSize = NaN/],
    [{ trainSize: 0.8, testSize: 0.4 }, errors.OptionValueError, /lower trainSize or testSize/],
    [{ trainSize: 0.01 }, errors.EmptyInputError, /0 training/],
    [{ test_size: 0.3 }, errors.UnknownOptionError, /did you mean testSize/],
    [{ randomState: NaN }, errors.OptionValueError, /randomState/],
    [{ stratify: [1, 2] }, errors.ShapeError, /2 labels for 10 rows/],
    [{ stratify: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }, errors.ClassCountError, /class 1 has 1 row/],
    [{ stratify: range(10).map((i) => i >> 1), testSize: 0.2 }, errors.ShapeError, /2 rows for 5 classes/],
    [
      { stratify: range(10).map((i) => i & 1), shuffle: false },
      errors.ConflictingOptionsError,
      /remove shuffle: false/,
    ],
  ])("%o of 10 rows is refused", (options, kind, message) => {
    const run = (): unknown => trainTestSplit(rows(10), range(10), options as SplitOptions);
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });

  test("X and y of different lengths are refused", () => {
    expect(() => trainTestSplit(rows(10), range(9))).toThrow(/as many targets as X has rows/);
  });
});
