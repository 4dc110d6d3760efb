import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { Tensor } from "../../../src/core/index.ts";
import * as preprocessing from "../../../src/models/preprocessing/index.ts";
import { caseData, readJson } from "../helpers/fixtures.ts";

interface TransformerCase {
  id: string;
  transformer: string;
  dataset?: string;
  columns?: number[];
  params: Record<string, unknown>;
  attributes: Record<string, unknown>;
  X_fit?: unknown[];
  X?: unknown[];
  test_first_rows?: number;
  transform: number[][];
}

interface AnyTransformer {
  fit(X: unknown): AnyTransformer;
  transform(X: unknown): Tensor;
}

const { cases } = readJson("preprocessing/transformers.json") as { cases: TransformerCase[] };

/** What the reference's options are called here; options without an entry say nothing about the result. */
const names: Record<string, string> = {
  clip: "clip",
  feature_range: "featureRange",
  quantile_range: "quantileRange",
  with_centering: "withCentering",
  with_scaling: "withScaling",
  with_mean: "withMean",
  with_std: "withStd",
  norm: "norm",
  n_components: "nComponents",
  whiten: "whiten",
  n_bins: "nBins",
  strategy: "strategy",
  encode: "encode",
  degree: "degree",
  drop: "drop",
  handle_unknown: "handleUnknown",
};
const values: Record<string, unknown> = {
  "onehot-dense": "onehot",
  most_frequent: "mostFrequent",
  if_binary: "ifBinary",
};
const withoutMeaning = ["copy", "unit_variance", "quantile_method", "random_state", "subsample"];
const attributes: Record<string, string> = {
  mean_: "mean_",
  var_: "var_",
  scale_: "scale_",
  min_: "min_",
  data_min_: "dataMin_",
  data_max_: "dataMax_",
  max_abs_: "maxAbs_",
  center_: "center_",
  components_: "components_",
  explained_variance_: "explainedVariance_",
  explained_variance_ratio_: "explainedVarianceRatio_",
  singular_values_: "singularValues_",
  n_components_: "nComponents_",
  noise_variance_: "noiseVariance_",
  n_bins_: "nBins_",
  bin_edges_: "binEdges_",
  powers_: "powers_",
  statistics_: "statistics_",
  categories_: "categories_",
  classes_: "classes_",
};

function make({ transformer, params }: TransformerCase): AnyTransformer {
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) {
    if (name === "clip" && transformer === "MaxAbsScaler") continue;
    if (withoutMeaning.includes(name)) continue;
    options[names[name]] = typeof value === "string" ? (values[value] ?? value) : value;
  }
  const Class = preprocessing[transformer as "PCA"] as unknown as new (options: object) => AnyTransformer;
  return new Class(options);
}

const withGaps = (rows: unknown[]): unknown[] =>
  rows.map((row) => (Array.isArray(row) ? row.map((cell: unknown) => (cell === "NaN" ? NaN : cell)) : row));

function pick(X: Tensor, columns: number[] | undefined): Tensor {
  if (!columns) return X;
  return new Tensor(Float64Array.from([...X].flatMap((row) => columns.map((j) => row[j]))), [
    X.length,
    columns.length,
  ]);
}

function plain(value: unknown): unknown {
  if (value instanceof Tensor) return value.toArray();
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  return Array.isArray(value) ? value.map(plain) : value;
}

/** Numbers to 1e-9 of the greatest magnitude of their list, everything else exactly. */
function expectClose(ours: unknown, reference: unknown): void {
  const [a, b] = [[plain(ours)].flat(5), [reference].flat(5)];
  expect(a.length).toBe(b.length);
  const size = Math.max(1, ...b.map((value) => (typeof value === "number" ? Math.abs(value) : 0)));
  b.forEach((value, i) => {
    if (typeof value !== "number") expect(a[i]).toBe(value);
    else expect(Math.abs((a[i] as number) - value)).toBeLessThanOrEqual(1e-9 * size);
  });
}

describe.each(cases)("$id", (item) => {
  const data =
    item.dataset &&
    caseData({ dataset: item.dataset, target: "target", prep: { columns: null, standardize: false } });
  const fitted = make(item).fit(data ? pick(data.XTrain, item.columns) : withGaps(item.X_fit!));

  test("attributes", () => {
    for (const [name, value] of Object.entries(item.attributes)) {
      if (name === "n_samples_seen_") continue;
      const ours =
        name === "feature_names_out"
          ? (fitted as unknown as preprocessing.OneHotEncoder).getFeatureNamesOut()
          : (fitted as unknown as Record<string, unknown>)[attributes[name]];
      if (name === "components_") expectClose(signed(plain(ours) as number[][]), signed(value as number[][]));
      else expectClose(ours, value);
    }
  });

  test("transformed rows", () => {
    const X = data ? pick(data.XTest.slice(0, item.test_first_rows), item.columns) : withGaps(item.X!);
    const ours = fitted.transform(X).toArray() as number[][];
    if (item.transformer !== "PCA") {
      expectClose(ours, item.transform);
      return;
    }
    const flip = signsOf(item.attributes.components_ as number[][]);
    const own = signsOf(plain((fitted as unknown as preprocessing.PCA).components_) as number[][]);
    expectClose(
      ours.map((row) => row.map((v, k) => v * own[k])),
      item.transform.map((row) => row.map((v, k) => v * flip[k])),
    );
  });
});

/** A component is defined up to its sign: make its greatest entry positive. */
function signsOf(components: number[][]): number[] {
  return components.map((row) =>
    Math.sign(row.reduce((most, v) => (Math.abs(v) > Math.abs(most) ? v : most), 0)),
  );
}

function signed(components: number[][]): number[][] {
  const signs = signsOf(components);
  return components.map((row, k) => row.map((value) => value * signs[k]));
}

describe("round trips and edges", () => {
  const X = [
    [1, 10, 5],
    [2, 30, 5],
    [4, 20, 5],
  ];

  test.each([
    new preprocessing.MinMaxScaler({ featureRange: [-3, 7] }),
    new preprocessing.MaxAbsScaler(),
    new preprocessing.RobustScaler(),
    new preprocessing.PCA(),
    new preprocessing.PCA({ nComponents: 2, whiten: true }),
  ])("%s: inverseTransform undoes transform, constant column included", (scaler) => {
    expectClose(scaler.inverseTransform(scaler.fitTransform(X)), X);
  });

  test("a row of zeros stays under Normalizer; max is a norm too", () => {
    expect(
      new preprocessing.Normalizer({ norm: "max" })
        .fitTransform([
          [0, 0],
          [-4, 2],
        ])
        .toArray(),
    ).toEqual([
      [0, 0],
      [-1, 0.5],
    ]);
  });

  test("interactions only, without a bias", () => {
    const poly = new preprocessing.PolynomialFeatures({
      degree: 3,
      interactionOnly: true,
      includeBias: false,
    });
    expect(poly.fitTransform([[2, 3, 5]]).toArray()).toEqual([[2, 3, 5, 6, 10, 15, 30]]);
  });

  test("null and undefined are gaps; a constant fills them", () => {
    const imputer = new preprocessing.SimpleImputer({ strategy: "constant", fillValue: -1 });
    expect(
      imputer
        .fitTransform([
          [null, 1],
          [2, undefined],
        ])
        .toArray(),
    ).toEqual([
      [-1, 1],
      [2, -1],
    ]);
  });

  test("values beyond the edges go to the outer bins", () => {
    const bins = new preprocessing.KBinsDiscretizer({ nBins: 3, strategy: "uniform", encode: "ordinal" }).fit(
      [[0], [3]],
    );
    expect(bins.transform([[-9], [0.5], [1], [2.5], [99]]).toArray()).toEqual([[0], [0], [1], [2], [2]]);
  });

  test("labels of two classes become one column", () => {
    expect(new preprocessing.LabelBinarizer().fitTransform(["no", "yes", "no"]).toArray()).toEqual([
      [0],
      [1],
      [0],
    ]);
  });
});

const untyped = (value: unknown): never => value as never;

test.each<[string, () => unknown, abstract new (...p: never[]) => Error, RegExp]>([
  [
    "an unknown category",
    () => new preprocessing.OrdinalEncoder().fit([["a"]]).transform([["b"]]),
    errors.InvalidInputError,
    /unknown category b at row 0, column 0.*handleUnknown/,
  ],
  [
    "mixed kinds in a column",
    () => new preprocessing.OneHotEncoder().fit([["a"], untyped([1])]),
    errors.InvalidInputError,
    /1 at row 1, column 0/,
  ],
  [
    "a missing category",
    () => new preprocessing.OneHotEncoder().fit([["a"], untyped([null])]),
    errors.InvalidInputError,
    /null at row 1/,
  ],
  [
    "ragged categories",
    () => new preprocessing.OneHotEncoder().fit([["a", "b"], ["a"]]),
    errors.ShapeError,
    /row 1 has 1 values/,
  ],
  [
    "no categories",
    () => new preprocessing.OneHotEncoder().fit([]),
    errors.EmptyInputError,
    /at least one row/,
  ],
  [
    "other columns",
    () => new preprocessing.OneHotEncoder().fit([["a"]]).transform([["a", "b"]]),
    errors.FeatureCountError,
    /2 features/,
  ],
  [
    "an unknown label",
    () => new preprocessing.LabelBinarizer().fit(["a", "b"]).transform(["c"]),
    errors.InvalidInputError,
    /unknown category c/,
  ],
  [
    "a column without values",
    () =>
      new preprocessing.SimpleImputer().fit([
        [1, NaN],
        [2, null],
      ]),
    errors.EmptyInputError,
    /column 1 has no value.*strategy: "constant"/,
  ],
  [
    "infinity in an imputer",
    () => new preprocessing.SimpleImputer().fit([[Infinity]]),
    errors.NonFiniteValueError,
    /Infinity at row 0/,
  ],
  [
    "other features in an imputer",
    () => new preprocessing.SimpleImputer().fit([[1]]).transform([[1, 2]]),
    errors.FeatureCountError,
    /1 features, as in fit/,
  ],
  [
    "too many components",
    () =>
      new preprocessing.PCA({ nComponents: 3 }).fit([
        [1, 2],
        [3, 4],
      ]),
    errors.OptionValueError,
    /at most 2 components/,
  ],
  [
    "a range upside down",
    () => new preprocessing.MinMaxScaler({ featureRange: [1, 0] }).fit([[1]]),
    errors.OptionValueError,
    /the first below the second/,
  ],
  [
    "one bin",
    () => new preprocessing.KBinsDiscretizer({ nBins: 1 }).fit([[1]]),
    errors.OptionValueError,
    /nBins: a whole number of 2 or more/,
  ],
  [
    "transform before fit",
    () => new preprocessing.PCA().transform([[1]]),
    errors.NotFittedError,
    /PCA.transform/,
  ],
  [
    "an unknown option",
    () => new preprocessing.MaxAbsScaler(untyped({ copy: true })).fit([[1]]),
    errors.UnknownOptionError,
    /unknown option copy/,
  ],
])("%s is refused", (_, run, kind, message) => {
  expect(run).toThrow(kind);
  expect(run).toThrow(message);
});
