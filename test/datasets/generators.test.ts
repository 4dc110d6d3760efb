import fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import * as errors from "../../src/core/index.ts";
import type { Tensor } from "../../src/core/index.ts";
import {
  makeBlobs,
  makeCircles,
  makeClassification,
  makeFriedman1,
  makeMoons,
  makeRegression,
} from "../../src/datasets/index.ts";
import { LinearRegression, LogisticRegression } from "../../src/models/index.ts";

const column = (X: Tensor, j: number): number[] => Array.from(X, (row) => row[j]);
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: ArrayLike<number>): number => {
  const centre = mean(values);
  return Math.sqrt(mean(Array.from(values, (value) => (value - centre) ** 2)));
};
const counts = (y: Float64Array): number[] => {
  const found: number[] = [];
  for (const label of y) found[label] = (found[label] ?? 0) + 1;
  return found;
};
const rank = (X: Tensor): number =>
  new SingularValueDecomposition(new Matrix(X.toArray() as number[][])).rank;

test.each([
  ["makeBlobs", makeBlobs],
  ["makeCircles", makeCircles],
  ["makeClassification", makeClassification],
  ["makeFriedman1", makeFriedman1],
  ["makeMoons", makeMoons],
  ["makeRegression", makeRegression],
])("%s: a seed gives the same data again, another seed other data", (name, make) => {
  const once = make({ randomState: 1 });
  expect(make({ randomState: 1 })).toEqual(once);
  expect(make({ randomState: 2 })).not.toEqual(once);
  expect(once.X.length).toBe(100);
  expect(once.y.length).toBe(100);
  expect(() => make({ n_samples: 5 } as never)).toThrow(errors.UnknownOptionError);
  expect(() => make({ nSamples: 0.5 })).toThrow(new RegExp(`${name}: nSamples = 0.5`));
  expect(() => make({ randomState: NaN })).toThrow(errors.OptionValueError);
});

describe("makeFriedman1", () => {
  test("without noise the target is Friedman's formula, to the last bit", () => {
    const { X, y } = makeFriedman1({ nSamples: 500, nFeatures: 6, randomState: 3 });
    expect(X.shape).toEqual([500, 6]);
    expect(X.data.every((value) => value >= 0 && value < 1)).toBe(true);
    y.forEach((value, i) => {
      const [a, b, c, d, e] = X.row(i);
      expect(value).toBe(10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e);
    });
  });

  test("noise has the deviation asked for (99.9 % interval)", () => {
    const options = { nSamples: 4000, randomState: 3 };
    const [plain, noisy] = [makeFriedman1(options), makeFriedman1({ ...options, noise: 2 })];
    expect(noisy.X).toEqual(plain.X);
    const errors = noisy.y.map((value, i) => value - plain.y[i]);
    // Standard error of a deviation: sigma / sqrt(2 n).
    expect(Math.abs(deviation(errors) - 2)).toBeLessThan((3.3 * 2) / Math.sqrt(8000));
    expect(() => makeFriedman1({ nFeatures: 4 })).toThrow(/5 or more/);
  });
});

describe("makeMoons and makeCircles", () => {
  test("without noise every point lies on its curve", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer(), (nSamples, randomState) => {
        const moons = makeMoons({ nSamples, randomState });
        expect(counts(moons.y)).toEqual([Math.floor(nSamples / 2), Math.ceil(nSamples / 2)]);
        moons.y.forEach((label, i) => {
          const [a, b] = moons.X.row(i);
          const [x, y] = label === 0 ? [a, b] : [1 - a, 0.5 - b];
          expect(Math.hypot(x, y)).toBeCloseTo(1, 12);
          expect(y).toBeGreaterThanOrEqual(-1e-12);
        });
        const circles = makeCircles({ nSamples, factor: 0.4, randomState });
        circles.y.forEach((label, i) => {
          expect(Math.hypot(...circles.X.row(i))).toBeCloseTo(label === 0 ? 1 : 0.4, 12);
        });
      }),
    );
  });

  test("parts, order and noise", () => {
    const { X, y } = makeMoons({ nSamples: [3, 2], shuffle: false });
    expect(Array.from(y)).toEqual([0, 0, 0, 1, 1]);
    expect(column(X, 0).slice(0, 3)).toEqual([1, expect.closeTo(0, 12), -1]);
    const noisy = makeMoons({ nSamples: 4000, shuffle: false, noise: 0.3, randomState: 1 });
    const exact = makeMoons({ nSamples: 4000, shuffle: false });
    const off = noisy.X.data.map((value, i) => value - exact.X.data[i]);
    expect(Math.abs(deviation(off) - 0.3)).toBeLessThan((3.3 * 0.3) / Math.sqrt(16_000));
    expect(() => makeMoons({ nSamples: [1] })).toThrow(/2 whole numbers/);
    expect(() => makeCircles({ factor: 2 })).toThrow(/factor: a finite number from 0 to 1/);
    expect(() => makeMoons({ noise: -1 })).toThrow(errors.OptionValueError);
  });
});

describe("makeBlobs", () => {
  test("clusters lie around their centres, alike in size", () => {
    const centers = [
      [0, 0, 0],
      [50, 0, -50],
    ];
    const { X, y } = makeBlobs({
      nSamples: 2001,
      centers,
      clusterStd: [1, 3],
      randomState: 2,
      shuffle: false,
    });
    expect(counts(y)).toEqual([1001, 1000]);
    for (const [label, std] of [1, 3].entries()) {
      const rows = [...X].filter((_, i) => y[i] === label);
      centers[label].forEach((centre, j) => {
        const values = rows.map((row) => row[j]);
        // 6 means, 99.9 % together: 3.8 standard errors.
        expect(Math.abs(mean(values) - centre)).toBeLessThan((3.8 * std) / Math.sqrt(1000));
        expect(Math.abs(deviation(values) - std)).toBeLessThan((3.8 * std) / Math.sqrt(2000));
      });
    }
    expect(makeBlobs({ centers: 5, nFeatures: 4, centerBox: [0, 1] }).X.shape).toEqual([100, 4]);
    expect(() => makeBlobs({ clusterStd: [1, 2] })).toThrow(/2 deviations for 3 centres/);
    expect(() => makeBlobs({ centerBox: [1, 0] })).toThrow(errors.OptionValueError);
    expect(() => makeBlobs({ centers: [[NaN]] })).toThrow(errors.NonFiniteValueError);
  });
});

describe("makeRegression", () => {
  test("without noise y = X coef + bias, and least squares finds it", async () => {
    const made = makeRegression({ nSamples: 80, nFeatures: 12, nInformative: 4, bias: 7, randomState: 5 });
    const { X, y, coef } = made;
    expect(coef.filter((value) => value !== 0)).toHaveLength(4);
    expect(coef.every((value) => value >= 0 && value < 100)).toBe(true);
    const model = await new LinearRegression().fit(X, y);
    model.coef_.forEach((value, j) => {
      expect(value).toBeCloseTo(coef[j], 8);
    });
    expect(model.intercept_).toBeCloseTo(7, 8);
    const ordered = makeRegression({ nFeatures: 5, nInformative: 2, shuffle: false, randomState: 5 });
    expect(Array.from(ordered.coef.slice(2))).toEqual([0, 0, 0]);
  });

  test("noise has the deviation asked for (99.9 % interval)", () => {
    const { X, y, coef } = makeRegression({ nSamples: 4000, nFeatures: 3, noise: 4, randomState: 1 });
    const errors = y.map((value, i) => value - X.row(i).reduce((sum, x, j) => sum + x * coef[j], 0));
    expect(Math.abs(deviation(errors) - 4)).toBeLessThan((3.3 * 4) / Math.sqrt(8000));
  });

  test("an effective rank gives the singular values of the formula", () => {
    const { X } = makeRegression({
      nSamples: 30,
      nFeatures: 12,
      effectiveRank: 3,
      tailStrength: 0.2,
      shuffle: false,
      randomState: 1,
    });
    const { diagonal } = new SingularValueDecomposition(new Matrix(X.toArray() as number[][]));
    diagonal.forEach((value, k) => {
      expect(value).toBeCloseTo(0.8 * Math.exp(-((k / 3) ** 2)) + 0.2 * Math.exp((-0.1 * k) / 3), 10);
    });
    expect(() => makeRegression({ effectiveRank: 0 })).toThrow(/effectiveRank/);
    expect(() => makeRegression({ tailStrength: 2 })).toThrow(/0 to 1/);
  });
});

describe("makeClassification", () => {
  const options = {
    nSamples: 300,
    nFeatures: 12,
    nInformative: 4,
    nRedundant: 3,
    nRepeated: 2,
    flipY: 0,
    shuffle: false,
    randomState: 7,
  };

  test("features are informative, redundant, repeated and noise, in that order without shuffling", () => {
    const { X } = makeClassification(options);
    const columns = (from: number, to: number): Tensor =>
      X.map((value, at) => (at % 12 >= from && at % 12 < to ? value : 0));
    expect(rank(columns(0, 4))).toBe(4);
    expect(rank(columns(0, 7))).toBe(4);
    expect(rank(X)).toBe(4 + 3);
    for (const j of [7, 8]) {
      const originals = Array.from({ length: 7 }, (_, k) => column(X, k));
      expect(originals.filter((one) => one.every((value, i) => value === X.at(i, j)))).toHaveLength(1);
    }
  });

  test("classes have the sizes asked for, exactly; flipY redraws its share (99.9 % interval)", () => {
    expect(counts(makeClassification(options).y)).toEqual([150, 150]);
    expect(counts(makeClassification({ ...options, nClasses: 3, weights: [0.5, 0.3] }).y)).toEqual([
      150, 90, 60,
    ]);
    const plain = makeClassification({ ...options, nSamples: 4000 });
    const flipped = makeClassification({ ...options, nSamples: 4000, flipY: 0.2 });
    const changed = flipped.y.filter((label, i) => label !== plain.y[i]).length;
    // A redrawn label is another one half the time: binomial(4000, 0.1).
    expect(Math.abs(changed - 400)).toBeLessThan(3.3 * Math.sqrt(4000 * 0.1 * 0.9));
    expect(flipped.X).toEqual(plain.X);
  });

  test("clusters sit at the corners of the hypercube; shift and scale move features", () => {
    const far = makeClassification({
      nSamples: 4000,
      nFeatures: 2,
      nInformative: 2,
      nRedundant: 0,
      nClustersPerClass: 1,
      classSep: 100,
      flipY: 0,
      shuffle: false,
      randomState: 1,
    });
    const centres = [0, 1].map((label) =>
      [0, 1].map((j) => Math.round(mean(column(far.X, j).filter((_, i) => far.y[i] === label)) / 10) * 10),
    );
    expect(centres.flat().every((value) => Math.abs(value) === 100)).toBe(true);
    expect(centres[0]).not.toEqual(centres[1]);
    const plain = makeClassification(options).X;
    const moved = makeClassification({ ...options, shift: 2, scale: 10 }).X;
    moved.data.forEach((value, at) => {
      expect(value).toBeCloseTo((plain.data[at] + 2) * 10, 8);
    });
    const drawn = makeClassification({ ...options, shift: null, scale: null }).X;
    expect(Math.max(...drawn.data.map(Math.abs))).toBeGreaterThan(20);
  });

  test("classes that are far apart are learned; a polytope works too", async () => {
    for (const hypercube of [true, false]) {
      const { X, y } = makeClassification({
        nClasses: 3,
        nInformative: 4,
        nClustersPerClass: 1,
        classSep: 8,
        flipY: 0,
        hypercube,
        randomState: 4,
      });
      const model = await new LogisticRegression().fit(X, y);
      expect(await model.score(X, y)).toBeGreaterThan(0.9);
    }
  });

  test.each([
    [{ nFeatures: 3 }, /2 informative, 2 redundant and 0 repeated of 3 features/],
    [{ nInformative: 1 }, /2 classes of 2 clusters at the corners of 1 dimensions/],
    [{ weights: [0.5, 0.3, 0.2] }, /weights \[0.5,0.3,0.2\] for 2 classes/],
    [{ weights: [0.9, 0.9] }, /sum to 1/],
    [{ nClasses: 1 }, /nClasses: a whole number of 2 or more/],
    [{ flipY: 2 }, /flipY: a finite number from 0 to 1/],
  ])("%o is refused", (wrong, message) => {
    expect(() => makeClassification(wrong)).toThrow(errors.OptionValueError);
    expect(() => makeClassification(wrong)).toThrow(message);
  });
});
