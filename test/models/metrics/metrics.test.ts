import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import * as metrics from "../../../src/models/metrics/index.ts";
import { readJson } from "../helpers/fixtures.ts";

interface MetricCase {
  id: string;
  kind: "classification" | "regression";
  y_true: number[];
  y_pred: number[];
  y_proba: number[][] | null;
  sample_weight: number[] | null;
  values: Record<string, number | null>;
}

const { metrics: cases } = readJson("preprocessing/metrics.json") as { metrics: MetricCase[] };

type Measure = (item: MetricCase, options: metrics.MetricOptions) => number;
const pairs =
  (metric: (t: number[], p: number[], o: metrics.MetricOptions) => number): Measure =>
  (item, options) =>
    metric(item.y_true, item.y_pred, options);
const tweedie =
  (metric: typeof metrics.meanTweedieDeviance, power: number): Measure =>
  (item, options) =>
    metric(item.y_true, item.y_pred, { ...options, power });

const measures: Record<string, Measure> = {
  accuracy: pairs(metrics.accuracyScore),
  log_loss: (item, options) => metrics.logLoss(item.y_true, item.y_proba!, options),
  r2: pairs(metrics.r2Score),
  mean_squared_error: pairs(metrics.meanSquaredError),
  root_mean_squared_error: pairs(metrics.rootMeanSquaredError),
  mean_absolute_error: pairs(metrics.meanAbsoluteError),
  mean_poisson_deviance: pairs(metrics.meanPoissonDeviance),
  mean_gamma_deviance: pairs(metrics.meanGammaDeviance),
  ...Object.fromEntries(
    [-1, 0, 1, 1.5, 1.9, 2, 3].map((p) => [
      `mean_tweedie_deviance_${p}`,
      tweedie(metrics.meanTweedieDeviance, p),
    ]),
  ),
  ...Object.fromEntries(
    [0, 1, 1.5, 1.9, 2].map((p) => [`d2_tweedie_${p}`, tweedie(metrics.d2TweedieScore, p)]),
  ),
};

const compared = cases.flatMap((item) =>
  Object.entries(item.values)
    .filter(([name, value]) => name in measures && typeof value === "number")
    .map(([name, value]) => ({ id: item.id, name, item, value: value! })),
);

test("every measure here meets a reference", () => {
  expect(new Set(compared.map(({ name }) => name))).toEqual(new Set(Object.keys(measures)));
});

test.each(compared)("$name of $id", ({ name, item, value }) => {
  const options = item.sample_weight ? { sampleWeight: item.sample_weight } : {};
  const ours = measures[name](item, options);
  expect(Math.abs(ours - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
});

describe("edges", () => {
  test("constant targets: 1 where all is right, otherwise 0", () => {
    expect(metrics.r2Score([2, 2], [2, 2])).toBe(1);
    expect(metrics.r2Score([2, 2], [2, 3])).toBe(0);
  });

  test("labels may be strings; a number never equals its text", () => {
    expect(metrics.accuracyScore(["a", "b", "b"], ["a", "b", "a"])).toBeCloseTo(2 / 3, 15);
    expect(metrics.accuracyScore([1, 2], ["1", "2"])).toBe(0);
  });

  test("a certain error costs -log(2^-52), not Infinity", () => {
    expect(
      metrics.logLoss(
        [0, 1],
        [
          [0, 1],
          [0, 1],
        ],
      ),
    ).toBeCloseTo((52 * Math.LN2) / 2, 10);
  });

  test("log loss of one column, and of classes that do not occur", () => {
    expect(metrics.logLoss([0, 1], [0.2, 0.9])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.9)) / 2, 12);
    const rows = [
      [0.5, 0.25, 0.25],
      [0.1, 0.8, 0.1],
    ];
    expect(metrics.logLoss(["a", "b"], rows, { labels: ["a", "b", "c"] })).toBeCloseTo(
      -(Math.log(0.5) + Math.log(0.8)) / 2,
      12,
    );
    expect(() => metrics.logLoss(["a", "b"], rows)).toThrow(/pass labels/);
    expect(() => metrics.logLoss(["a", "z"], [0.5, 0.5], { labels: ["a", "b"] })).toThrow(/label z/);
    expect(() => metrics.logLoss([0, 1], [0.5, 1.5])).toThrow(/predictProba/);
  });

  test.each([
    ["lengths that differ", () => metrics.r2Score([1, 2], [1]), errors.ShapeError, /as many predictions/],
    ["nothing", () => metrics.r2Score([], []), errors.EmptyInputError, /at least one value/],
    ["NaN", () => metrics.r2Score([1, NaN], [1, 2]), errors.NonFiniteValueError, /impute/],
    [
      "a negative weight",
      () => metrics.accuracyScore([1], [1], { sampleWeight: [-1] }),
      errors.OutOfRangeError,
      /weight -1 of row 0/,
    ],
    [
      "weights of 0",
      () => metrics.accuracyScore([1], [1], { sampleWeight: [0] }),
      errors.OutOfRangeError,
      /all weights are 0/,
    ],
    [
      "a predicted mean of 0",
      () => metrics.meanPoissonDeviance([1], [0]),
      errors.OutOfRangeError,
      /predictions above 0/,
    ],
    [
      "a negative count",
      () => metrics.meanPoissonDeviance([-1], [1]),
      errors.OutOfRangeError,
      /values of 0 or more/,
    ],
    [
      "a gamma target of 0",
      () => metrics.meanGammaDeviance([0], [1]),
      errors.OutOfRangeError,
      /values above 0/,
    ],
    [
      "a power between 0 and 1",
      () => metrics.meanTweedieDeviance([1], [1], { power: 0.5 }),
      errors.OptionValueError,
      /compound Poisson/,
    ],
    [
      "an unknown option",
      () => metrics.r2Score([1], [1], { sample_weight: [1] } as never),
      errors.UnknownOptionError,
      /did you mean sampleWeight/,
    ],
    [
      "mixed labels",
      () => metrics.accuracyScore(["a", 1] as never, ["a", "b"]),
      errors.InvalidInputError,
      /one kind/,
    ],
  ])("%s is refused", (_, run, kind, message) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });
});
