import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { loadBreastCancer } from "../../../src/datasets/index.ts";
import { LogisticRegression, Ridge } from "../../../src/models/index.ts";
import { meanSquaredError } from "../../../src/models/metrics/index.ts";
import {
  GridSearchCV,
  KFold,
  ParameterGrid,
  parameterGrid,
} from "../../../src/models/model-selection/index.ts";
import { makePipeline } from "../../../src/models/pipeline/index.ts";
import { StandardScaler } from "../../../src/models/preprocessing/index.ts";
import { caseData, readJson } from "../helpers/fixtures.ts";
import type { Prep } from "../helpers/fixtures.ts";

interface SearchCase {
  id: string;
  dataset: string;
  prep: Prep;
  estimator: string;
  scoring: string;
  param_grid: Record<string, unknown[]>;
  cv_results: Record<string, number[]> & { params: Record<string, unknown>[] };
  best_index: number;
  best_score: number;
  test_score: number;
}

const { grid_searches } = readJson("preprocessing/grid_search.json") as { grid_searches: SearchCase[] };
const names: Record<string, string> = {
  alpha: "alpha",
  fit_intercept: "fitIntercept",
  logisticregression__C: "logisticRegression__C",
};
const renamed = (params: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [names[name], value]));

const cases = grid_searches.filter(({ estimator }) => estimator === "Ridge");
const pipelines = grid_searches.filter(({ estimator }) => estimator !== "Ridge");

test("every case is one of Ridge or of the pipeline", () => {
  expect(cases).toHaveLength(2);
  expect(pipelines.map(({ estimator }) => estimator)).toEqual([
    "Pipeline: standardscaler, logisticregression",
  ]);
});

test.each(pipelines)("$id", async (item) => {
  const data = caseData({ ...item, target: "target" });
  const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ tol: 1e-8 }));
  const search = new GridSearchCV(pipeline, renamed(item.param_grid) as Record<string, unknown[]>, {
    cv: 4,
    fhe: "float",
    scoring: "accuracy",
  });
  await search.fit(data.XTrain, data.yTrain);
  search.cvResults_.forEach(({ scores, rank }, i) => {
    scores.forEach((score, k) => {
      expect(score).toBeCloseTo(item.cv_results[`split${k}_test_score`][i], 12);
    });
    expect(rank).toBe(item.cv_results.rank_test_score[i]);
  });
  expect(search.bestParams_).toEqual(renamed(item.cv_results.params[item.best_index]));
  expect(search.bestScore_).toBeCloseTo(item.best_score, 12);
  expect(await search.score(data.XTest, data.yTest, { fhe: "float" })).toBeCloseTo(item.test_score, 12);
});

describe.each(cases)("$id", (item) => {
  const data = caseData({ ...item, target: "target" });
  const negative = (y: number[], p: number[]): number => -meanSquaredError(y, p);
  const isError = item.scoring === "neg_mean_squared_error";

  test("scores of every fold, the best options and the refitted model", async () => {
    const search = new GridSearchCV(new Ridge(), renamed(item.param_grid) as Record<string, unknown[]>, {
      cv: new KFold({ nSplits: 5 }),
      fhe: "float",
      scoring: isError ? negative : undefined,
    });
    await search.fit(data.XTrain, data.yTrain);
    expect(search.cvResults_.map(({ params }) => params)).toEqual(item.cv_results.params.map(renamed));
    search.cvResults_.forEach(({ scores }, i) => {
      scores.forEach((score, k) => {
        const reference = item.cv_results[`split${k}_test_score`][i];
        expect(Math.abs(score - reference)).toBeLessThan(1e-9 * Math.max(1, Math.abs(reference)));
      });
    });
    expect(search.bestIndex_).toBe(item.best_index);
    expect(Math.abs(search.bestScore_ - item.best_score)).toBeLessThan(
      1e-9 * Math.max(1, Math.abs(item.best_score)),
    );
    const best = search.bestEstimator_;
    const predicted = await best.predict(data.XTest, { fhe: "float" });
    const score = isError
      ? -meanSquaredError(data.yTest, predicted)
      : await best.score(data.XTest, data.yTest, { fhe: "float" });
    expect(Math.abs(score - item.test_score)).toBeLessThan(1e-9 * Math.max(1, Math.abs(item.test_score)));
  });
});

test("nBits is searched under simulation; more bits are never much worse", async () => {
  const { X, y } = await loadBreastCancer();
  const search = new GridSearchCV(new LogisticRegression(), { nBits: [2, 4, 8] }, { cv: 3, fhe: "simulate" });
  await search.fit(X, y);
  const [two, , eight] = search.cvResults_.map(({ meanScore }) => meanScore);
  expect(eight - two).toBeGreaterThan(-0.01);
  expect(search.bestEstimator_.isCompiled).toBe(true);
});

test("nBits is searched in a pipeline, simulated; the best pipeline is compiled", async () => {
  const { X, y } = await loadBreastCancer();
  const pipeline = makePipeline(new StandardScaler(), new LogisticRegression());
  const search = new GridSearchCV(
    pipeline,
    { logisticRegression__nBits: [3, 8] },
    { cv: 2, fhe: "simulate" },
  );
  await search.fit(X.slice(0, 200), y.slice(0, 200));
  expect(search.bestEstimator_.isCompiled).toBe(true);
  expect(await search.predict(X.slice(0, 5), { fhe: "simulate", randomState: 1 })).toEqual(
    await search.bestEstimator_.predict(X.slice(0, 5)),
  );
  expect(pipeline.isFitted).toBe(false);
});

test("several grids are tried one after the other", async () => {
  const search = new GridSearchCV(
    new Ridge(),
    [{ alpha: [1] }, { alpha: [10], fitIntercept: [true, false] }],
    { cv: 2 },
  );
  await search.fit([[0], [1], [2], [3]], [0, 1, 2, 3]);
  expect(search.cvResults_.map(({ params }) => params)).toEqual([
    { alpha: 1 },
    { alpha: 10, fitIntercept: true },
    { alpha: 10, fitIntercept: false },
  ]);
  expect(search.cvResults_.map(({ rank }) => rank).toSorted()[0]).toBe(1);
});

test("parameterGrid: all combinations, the last name fastest", () => {
  expect(parameterGrid({ b: [1, 2], a: ["x", "y"] })).toEqual([
    { a: "x", b: 1 },
    { a: "x", b: 2 },
    { a: "y", b: 1 },
    { a: "y", b: 2 },
  ]);
});

describe("bad input", () => {
  const X = [[0], [1], [2], [3]];
  const y = [0, 1, 2, 3];

  test("before fit, empty grids, unknown names and modes are refused", async () => {
    const search = new GridSearchCV(new Ridge(), { alpha: [1] }, { cv: 2, refit: false });
    expect(() => search.bestParams_).toThrow(errors.NotFittedError);
    await search.fit(X, y);
    expect(() => search.bestEstimator_).toThrow(/refit: true/);
    expect(() => new GridSearchCV(new Ridge(), { alpha: [] })).toThrow(errors.EmptyInputError);
    expect(() => new GridSearchCV(new Ridge(), { alpha: [1] }, { fhe: "sim" as never })).toThrow(
      errors.UnknownFheModeError,
    );
    expect(() => new GridSearchCV(new Ridge(), {}, { n_jobs: 2 } as never)).toThrow(
      errors.UnknownOptionError,
    );
    expect(() => new GridSearchCV(new Ridge(), { alpha: 1 as never })).toThrow(/alpha: \[1\]/);
    expect(() => new GridSearchCV(new Ridge(), [])).toThrow(errors.EmptyInputError);
    expect(() => new GridSearchCV(new Ridge(), {}, { scoring: "R2" as never })).toThrow(
      /scoring = "R2".*accuracy.*rocAuc/,
    );
    expect(() => new ParameterGrid({ a: [1] }).at(1)).toThrow(errors.OutOfRangeError);
    await expect(
      new GridSearchCV(new Ridge(), { alpha: [1] }, { cv: 2, scoring: "rocAuc" }).fit(X, [0, 1, 0, 1]),
    ).rejects.toThrow(errors.UnsupportedOperationError);
    await expect(
      new GridSearchCV(makePipeline(new Ridge()), { model__alpha: [1] }).fit(X, y),
    ).rejects.toThrow(/unknown option model__alpha.*ridge__alpha/);
    await expect(new GridSearchCV(new Ridge(), { Alpha: [1] }).fit(X, y)).rejects.toThrow(
      /did you mean alpha/,
    );
  });
});
