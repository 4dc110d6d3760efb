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
  values: Record<string, unknown>;
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

const averaged = (metric: typeof metrics.f1Score, average: metrics.Average): Measure =>
  pairs((t, p, options) => metric(t, p, { ...options, average }));
const scored =
  (metric: (t: number[], s: number[], o: metrics.MetricOptions) => number): Measure =>
  (item, options) =>
    metric(
      item.y_true,
      item.y_proba!.map((row) => row[1]),
      options,
    );

const measures: Record<string, Measure> = {
  accuracy: pairs(metrics.accuracyScore),
  ...Object.fromEntries(
    (["binary", "macro", "micro", "weighted"] as const).flatMap((average) => [
      [`precision_${average}`, averaged(metrics.precisionScore, average)],
      [`recall_${average}`, averaged(metrics.recallScore, average)],
      [`f1_${average}`, averaged(metrics.f1Score, average)],
      [`jaccard_${average}`, averaged(metrics.jaccardScore, average)],
      [`fbeta2_${average}`, averaged((t, p, o) => metrics.fbetaScore(t, p, { ...o, beta: 2 }), average)],
    ]),
  ),
  balanced_accuracy: pairs(metrics.balancedAccuracyScore),
  matthews_corrcoef: pairs(metrics.matthewsCorrcoef),
  cohen_kappa: pairs(metrics.cohenKappaScore),
  zero_one_loss: pairs(metrics.zeroOneLoss),
  hamming_loss: pairs(metrics.hammingLoss),
  brier_score_loss: scored(metrics.brierScoreLoss),
  roc_auc: scored(metrics.rocAucScore),
  average_precision: scored(metrics.averagePrecisionScore),
  roc_auc_ovr_macro: (item, options) =>
    metrics.rocAucScore(item.y_true, item.y_proba!, { ...options, multiClass: "ovr" }),
  roc_auc_ovo_macro: (item, options) =>
    metrics.rocAucScore(item.y_true, item.y_proba!, { ...options, multiClass: "ovo" }),
  top_2_accuracy: (item, options) =>
    metrics.topKAccuracyScore(item.y_true, item.y_proba!, { ...options, k: 2 }),
  explained_variance: pairs(metrics.explainedVarianceScore),
  mean_absolute_percentage_error: pairs(metrics.meanAbsolutePercentageError),
  mean_squared_log_error: pairs(metrics.meanSquaredLogError),
  max_error: pairs((t, p) => metrics.maxError(t, p)),
  median_absolute_error: pairs((t, p) => metrics.medianAbsoluteError(t, p)),
  "mean_pinball_loss_0.3": pairs((t, p, o) => metrics.meanPinballLoss(t, p, { ...o, alpha: 0.3 })),
  "d2_pinball_0.3": pairs((t, p, o) => metrics.d2PinballScore(t, p, { ...o, alpha: 0.3 })),
  d2_absolute_error: pairs(metrics.d2AbsoluteErrorScore),
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
    .map(([name, value]) => ({ id: item.id, name, item, value: value as number })),
);

test("every measure here meets a reference", () => {
  expect(new Set(compared.map(({ name }) => name))).toEqual(new Set(Object.keys(measures)));
});

test.each(compared)("$name of $id", ({ name, item, value }) => {
  const options = item.sample_weight ? { sampleWeight: item.sample_weight } : {};
  const ours = measures[name](item, options);
  expect(Math.abs(ours - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
});

const lists = (values: unknown): number[] =>
  (values as (number | string)[]).map((value) => (value === "Infinity" ? Infinity : (value as number)));
const close = (a: ArrayLike<number>, b: number[]): void => {
  expect(a.length).toBe(b.length);
  b.forEach((value, i) => {
    expect(a[i] === value || Math.abs(a[i] - value) < 1e-12).toBe(true);
  });
};

describe.each(cases.filter(({ kind }) => kind === "classification"))(
  "matrices, scores by class and curves of $id",
  (item) => {
    const options = item.sample_weight ? { sampleWeight: item.sample_weight } : {};

    test("confusion matrix", () => {
      expect(metrics.confusionMatrix(item.y_true, item.y_pred, options).toArray()).toEqual(
        item.values.confusion_matrix,
      );
    });

    test("scores by class", () => {
      const scores = metrics.scoresByClass(item.y_true, item.y_pred, options);
      for (const name of ["precision", "recall", "f1", "jaccard"] as const) {
        close(scores[name], lists(item.values[`${name}_per_class`]));
      }
    });
  },
);

describe.each(cases.filter((item) => item.values.roc_curve !== undefined))("curves of $id", (item) => {
  const options = item.sample_weight ? { sampleWeight: item.sample_weight } : {};

  test("points and thresholds", () => {
    const scores = item.y_proba!.map((row) => row[1]);
    for (const [curve, name] of [
      [metrics.rocCurve(item.y_true, scores, options), "roc_curve"],
      [metrics.precisionRecallCurve(item.y_true, scores, options), "precision_recall_curve"],
    ] as const) {
      const expected = item.values[name] as Record<string, unknown>;
      for (const [part, values] of Object.entries(expected)) close(curve[part as never], lists(values));
      expect(Object.keys(curve).sort()).toEqual(Object.keys(expected).sort());
    }
  });
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
