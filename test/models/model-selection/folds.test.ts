import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { loadBreastCancer, loadDiabetes } from "../../../src/datasets/index.ts";
import { LogisticRegression, Ridge } from "../../../src/models/index.ts";
import {
  crossValScore,
  KFold,
  StratifiedKFold,
  TimeSeriesSplit,
} from "../../../src/models/model-selection/index.ts";
import { readJson } from "../helpers/fixtures.ts";

interface SplitterCase {
  id: string;
  splitter: string;
  n: number;
  n_splits: number;
  y?: number[];
  train_folds?: number[][];
  test_folds: number[][];
}

const { splitters } = readJson("preprocessing/splitters.json") as { splitters: SplitterCase[] };
const classes = { KFold, StratifiedKFold, TimeSeriesSplit };

// Folds by group are not offered.
const covered = splitters.filter(({ splitter }) => splitter !== "GroupKFold");

test.each(covered)("$id", ({ splitter, n, n_splits, y, train_folds, test_folds }) => {
  const folds = new classes[splitter as "KFold"]({ nSplits: n_splits }).split(n, ...((y ? [y] : []) as []));
  expect(folds.map((fold) => Array.from(fold.test))).toEqual(test_folds);
  if (train_folds) expect(folds.map(({ train }) => Array.from(train))).toEqual(train_folds);
  for (const { train, test } of train_folds ? [] : folds) {
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
  }
});

test("StratifiedKFold splits more rows than a call has arguments", () => {
  const folds = new StratifiedKFold().split(
    200_000,
    Float64Array.from({ length: 200_000 }, (_, i) => i % 2),
  );
  expect(folds.map(({ test }) => test.length)).toEqual(Array(5).fill(40_000));
});

test.each([KFold, StratifiedKFold])("%o shuffles reproducibly and keeps every row once", (Class) => {
  const y = Array.from({ length: 40 }, (_, i) => (i < 10 ? "rare" : "common"));
  const make = (randomState: number): number[][] =>
    new Class({ nSplits: 5, shuffle: true, randomState }).split(40, y).map((fold) => Array.from(fold.test));
  expect(make(1)).toEqual(make(1));
  expect(make(1)).not.toEqual(make(2));
  expect(
    make(1)
      .flat()
      .sort((a, b) => a - b),
  ).toEqual(Array.from({ length: 40 }, (_, i) => i));
});

describe("crossValScore", () => {
  test("classifier: stratified folds, the same scores simulated as in the clear", async () => {
    const { X, y } = await loadBreastCancer();
    const model = new LogisticRegression({ nBits: 8 });
    const clear = await crossValScore(model, X, y);
    expect(clear).toHaveLength(5);
    expect(Math.min(...clear)).toBeGreaterThan(0.88);
    expect(await crossValScore(model, X, y, { fhe: "simulate" })).toEqual(clear);
    expect(model.isFitted).toBe(false);
  });

  test("regressor: plain folds, progress and cancellation", async () => {
    const { X, y } = await loadDiabetes({ scaled: false });
    const done: number[] = [];
    const scores = await crossValScore(new Ridge(), X, y, {
      cv: 3,
      onProgress: (progress) => done.push(progress.done),
    });
    expect(Math.min(...scores)).toBeGreaterThan(0.3);
    expect(done).toEqual([0, 1, 2, 3]);
    const stopped = crossValScore(new Ridge(), X, y, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow(errors.CancelledError);
  });

  test("a class missing in a training part is named", async () => {
    const X = [[0], [1], [2], [3], [4], [5]];
    const y = ["a", "a", "b", "b", "c", "c"];
    const run = crossValScore(new LogisticRegression(), X, y, { cv: new KFold({ nSplits: 3 }) });
    await expect(run).rejects.toThrow(errors.ClassCountError);
    await expect(run).rejects.toThrow(/fold 0 has no row of class a.*use stratified folds/);
  });

  test.each<[string, () => unknown, abstract new (...p: never[]) => Error, RegExp]>([
    ["one fold", () => new KFold({ nSplits: 1 }), errors.OptionValueError, /at least 2/],
    [
      "more folds than rows",
      () => new KFold({ nSplits: 5 }).split(3),
      errors.OptionValueError,
      /lower nSplits/,
    ],
    [
      "a seed without shuffling",
      () => new KFold({ randomState: 1 }),
      errors.OptionValueError,
      /set shuffle: true/,
    ],
    [
      "an unknown option",
      () => new KFold({ n_splits: 3 } as never),
      errors.UnknownOptionError,
      /did you mean nSplits/,
    ],
    [
      "classes too small for the folds",
      () => new StratifiedKFold({ nSplits: 3 }).split(4, [0, 1, 0, 1]),
      errors.ClassCountError,
      /use KFold for real targets/,
    ],
  ])("%s is refused", (_, run, kind, message) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });
});
