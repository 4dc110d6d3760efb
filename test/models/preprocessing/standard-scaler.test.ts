import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { StandardScaler } from "../../../src/models/preprocessing/index.ts";
import { caseData, maxDifference, readJson } from "../helpers/fixtures.ts";

interface ScalerCase {
  id: string;
  transformer: string;
  dataset: string;
  params: { with_mean: boolean; with_std: boolean };
  attributes: { mean_: number[]; var_?: number[]; scale_?: number[] };
  test_first_rows: number;
  transform: number[][];
}

const { cases } = readJson("preprocessing/transformers.json") as { cases: ScalerCase[] };

describe.each(cases.filter(({ transformer }) => transformer === "StandardScaler"))("$id", (item) => {
  const { XTrain, XTest } = caseData({
    dataset: item.dataset,
    target: "target",
    prep: { columns: null, standardize: false },
  });
  const { with_mean: withMean, with_std: withStd } = item.params;
  const scaler = new StandardScaler({ withMean, withStd }).fit(XTrain);

  test("attributes and transformed rows", () => {
    expect(maxDifference(scaler.mean_, item.attributes.mean_)).toBeLessThan(1e-11);
    if (item.attributes.var_) {
      item.attributes.var_.forEach((value, j) => {
        expect(Math.abs(scaler.var_[j] - value)).toBeLessThanOrEqual(1e-12 * value);
      });
    }
    if (item.attributes.scale_)
      expect(maxDifference(scaler.scale_, item.attributes.scale_)).toBeLessThan(1e-11);
    const ours = scaler.transform(XTest.slice(0, item.test_first_rows));
    expect(maxDifference(ours.data, item.transform.flat())).toBeLessThan(1e-11);
  });

  test("inverseTransform undoes it", () => {
    expect(maxDifference(scaler.inverseTransform(scaler.transform(XTest)).data, XTest.data)).toBeLessThan(
      1e-11,
    );
  });
});

test("a weight of 2 equals a row given twice; weight 0 leaves it out", () => {
  const weighted = new StandardScaler().fit([[1], [4], [100]], { sampleWeight: [2, 1, 0] });
  const repeated = new StandardScaler().fit([[1], [1], [4]]);
  expect([weighted.mean_[0], weighted.var_[0]]).toEqual([repeated.mean_[0], repeated.var_[0]]);
});

test("a constant feature far from zero is divided by 1, not by rounding noise", () => {
  expect(new StandardScaler().fit([[0.1 + 1e8], [0.1 + 1e8], [0.1 + 1e8]]).scale_).toEqual(
    Float64Array.of(1),
  );
});

test("options changed after fit count from the next fit", () => {
  const scaler = new StandardScaler().fit([[1], [3]]);
  scaler.setParams({ withMean: false });
  expect(scaler.transform([[2]]).data).toEqual(Float64Array.of(0));
});

test.each([
  ["transform before fit", () => new StandardScaler().transform([[1]]), errors.NotFittedError, /fit/],
  ["attributes before fit", () => new StandardScaler().mean_, errors.NotFittedError, /StandardScaler.mean_/],
  [
    "another number of features",
    () => new StandardScaler().fit([[1]]).transform([[1, 2]]),
    errors.FeatureCountError,
    /same order/,
  ],
  ["NaN", () => new StandardScaler().fit([[NaN]]), errors.NonFiniteValueError, /row 0, column 0/],
  ["ragged rows", () => new StandardScaler().fit([[1, 2], [3]]), errors.ShapeError, /row 1 has 1 values/],
  [
    "an unknown option",
    () => new StandardScaler({ with_mean: true } as never).fit([[1]]),
    errors.UnknownOptionError,
    /did you mean withMean/,
  ],
  [
    "a wrong option",
    () => new StandardScaler({ withStd: 1 } as never).fit([[1]]),
    errors.OptionValueError,
    /withStd: true or false/,
  ],
])("%s is refused", (_, run, kind, message) => {
  expect(run).toThrow(kind);
  expect(run).toThrow(message);
});
