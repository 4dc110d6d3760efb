import { describe, expect, test, vi } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { createRandom } from "../../../src/core/index.ts";
import { loadDiabetes } from "../../../src/datasets/index.ts";
import { LogisticRegression, Ridge } from "../../../src/models/index.ts";
import {
  logUniform,
  parameterGrid,
  ParameterSampler,
  randInt,
  RandomizedSearchCV,
  uniform,
} from "../../../src/models/model-selection/index.ts";
import { makePipeline } from "../../../src/models/pipeline/index.ts";
import { StandardScaler } from "../../../src/models/preprocessing/index.ts";

const draws = (count: number, sample: (random: ReturnType<typeof createRandom>) => unknown): number[] => {
  const random = createRandom(5);
  return Array.from({ length: count }, () => sample(random) as number);
};
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe("distributions (99.99 % intervals of the mean of 20,000 draws)", () => {
  test("uniform, logUniform, randInt", () => {
    const flat = draws(20_000, (random) => uniform(2, 5).sample(random));
    expect(Math.min(...flat)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...flat)).toBeLessThan(5);
    // Standard error: (5 - 2) / sqrt(12 n).
    expect(Math.abs(mean(flat) - 3.5)).toBeLessThan((3.9 * 3) / Math.sqrt(12 * 20_000));
    const log = draws(20_000, (random) => Math.log10(logUniform(1e-3, 1e3).sample(random) as number));
    expect(Math.min(...log)).toBeGreaterThanOrEqual(-3);
    expect(Math.max(...log)).toBeLessThan(3);
    expect(Math.abs(mean(log))).toBeLessThan((3.9 * 6) / Math.sqrt(12 * 20_000));
    const whole = draws(20_000, (random) => randInt(2, 7).sample(random));
    expect([...new Set(whole)].sort()).toEqual([2, 3, 4, 5, 6]);
    expect(Math.abs(mean(whole) - 4)).toBeLessThan((3.9 * Math.sqrt(2)) / Math.sqrt(20_000));
  });

  test.each([
    [() => uniform(1, 1), /low = 1, high = 1/],
    [() => uniform(0, Infinity), /uniform/],
    [() => logUniform(0, 1), /above 0/],
    [() => randInt(0.5, 3), /whole numbers/],
  ])("bad bounds %#", (run, message) => {
    expect(run).toThrow(errors.OptionValueError);
    expect(run).toThrow(message);
  });
});

describe("ParameterSampler", () => {
  const grid = { a: [1, 2, 3, 4], b: ["x", "y", "z"] };

  test("lists: combinations without repetition, every one as often (99.9 % interval)", () => {
    const all = parameterGrid(grid).map((one) => JSON.stringify(one));
    const hits = new Map(all.map((one) => [one, 0]));
    for (let seed = 0; seed < 1200; seed++) {
      const drawn = [...new ParameterSampler(grid, { nIter: 5, randomState: seed })].map((one) =>
        JSON.stringify(one),
      );
      expect(new Set(drawn).size).toBe(5);
      for (const one of drawn) hits.set(one, hits.get(one)! + 1);
    }
    // Binomial(1200, 5/12), 12 combinations: 4 standard deviations of 17.1 hold all with 99.9 %.
    for (const count of hits.values()) expect(Math.abs(count - 500)).toBeLessThan(4 * 17.1);
  });

  test("a seed gives the same draws again; distributions are drawn anew each time", () => {
    const sets = { C: logUniform(0.1, 10), nBits: randInt(2, 9), penalty: ["l2", "l1"] };
    const make = (randomState: number) => [...new ParameterSampler(sets, { nIter: 6, randomState })];
    expect(make(1)).toEqual(make(1));
    expect(make(1)).not.toEqual(make(2));
    expect(new Set(make(1).map(({ C }) => C)).size).toBe(6);
    const sampler = new ParameterSampler([{ a: [1] }, { b: uniform(0, 1) }], { nIter: 40, randomState: 3 });
    expect(new Set([...sampler].flatMap((one) => Object.keys(one)))).toEqual(new Set(["a", "b"]));
  });

  test("fewer combinations than asked for are a warning", () => {
    const warning = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    try {
      expect([...new ParameterSampler(grid, { nIter: 50, randomState: 1 })]).toHaveLength(12);
      expect(String(warning.mock.calls[0][0])).toMatch(/12 combinations, fewer than nIter = 50/);
    } finally {
      warning.mockRestore();
    }
  });

  test.each([
    [{ a: 1 }, {}, errors.OptionValueError, /a = 1/],
    [{ a: [] }, {}, errors.EmptyInputError, /option a without values/],
    [{ a: [1] }, { nIter: 0 }, errors.OptionValueError, /nIter = 0/],
    [{ a: [1] }, { n_iter: 5 }, errors.UnknownOptionError, /did you mean nIter/],
    [{ a: [1] }, { randomState: NaN }, errors.OptionValueError, /randomState/],
  ])("%o, %o is refused", (sets, options, kind, message) => {
    const run = (): unknown => new ParameterSampler(sets as never, options as never);
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });
});

describe("RandomizedSearchCV", () => {
  test("tries nIter combinations, keeps and refits the best, reproducibly", async () => {
    const { X, y } = await loadDiabetes({ scaled: false });
    const run = async (randomState: number) =>
      new RandomizedSearchCV(
        makePipeline(new StandardScaler(), new Ridge()),
        { ridge__alpha: logUniform(1e-3, 1e4), ridge__fitIntercept: [true, false] },
        { nIter: 8, cv: 3, randomState, scoring: "negMeanAbsoluteError" },
      ).fit(X, y);
    const search = await run(1);
    expect(search.cvResults_).toHaveLength(8);
    expect(search.bestScore_).toBe(Math.max(...search.cvResults_.map(({ meanScore }) => meanScore)));
    expect(search.cvResults_[search.bestIndex_].rank).toBe(1);
    expect(search.bestParams_.ridge__fitIntercept).toBe(true);
    expect(search.bestEstimator_.getParams()).toMatchObject(search.bestParams_);
    expect((await search.predict(X)).length).toBe(442);
    expect(await search.score(X, y)).toBeLessThan(0);
    expect((await run(1)).cvResults_).toEqual(search.cvResults_);
    expect((await run(2)).cvResults_).not.toEqual(search.cvResults_);
  });

  test("scores probabilities by name; nBits under simulation; cancellation", async () => {
    const X = Array.from({ length: 40 }, (_, i) => [i % 7, Math.sin(i)]);
    const y = X.map(([a], i) => (a + (i % 3) > 4 ? "high" : "low"));
    for (const scoring of ["rocAuc", "negLogLoss", "f1Macro", "balancedAccuracy"] as const) {
      const search = new RandomizedSearchCV(
        new LogisticRegression(),
        { nBits: randInt(3, 9) },
        { nIter: 2, cv: 2, randomState: 1, scoring, fhe: "simulate", refit: false },
      );
      await search.fit(X, y);
      expect(Number.isFinite(search.bestScore_)).toBe(true);
    }
    const stopped = new RandomizedSearchCV(new LogisticRegression(), { nBits: [3] }, { nIter: 1, cv: 2 });
    await expect(stopped.fit(X, y, { signal: AbortSignal.abort() })).rejects.toThrow(errors.CancelledError);
    expect(() => stopped.cvResults_).toThrow(errors.NotFittedError);
    expect(() => new RandomizedSearchCV(new Ridge(), {}, { n_iter: 1 } as never)).toThrow(/nIter/);
  });
});
