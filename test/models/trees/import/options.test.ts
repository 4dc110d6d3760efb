import { describe, expect, test } from "vitest";
import { Tensor } from "../../../../src/core/index.ts";
import {
  fromCatBoost,
  fromLightGBM,
  fromXGBoost,
  XGBClassifier,
} from "../../../../src/models/trees/index.ts";
import type { TreeImportOptions } from "../../../../src/models/trees/index.ts";
import { plainData } from "../support.ts";
import { readBytes, smallFile, sumsOf } from "./support.ts";

const gapsFile = readBytes("xgboost/breast_cancer_missing.json");
const { XTrain, XTest, yTest } = plainData("breast_cancer");

describe("missing values", () => {
  test("take a bin of their own only where splits disagree", () => {
    const { binner_ } = fromXGBoost(gapsFile);
    const kinds = binner_.missing!.map((bin, j) => {
      const edges = binner_.edges[j].length;
      return bin === edges + 1 ? "own" : bin === 0 ? "lowest" : "highest";
    });
    expect(new Set(kinds)).toEqual(new Set(["own", "lowest", "highest"]));
    const own = kinds.indexOf("own");
    expect(binner_.bins[own]).toBe(binner_.edges[own].length + 2);
  });

  test("refused where they are not accepted: by the option, and by features that were complete", async () => {
    const [complete, refusing] = [fromXGBoost(gapsFile), fromXGBoost(gapsFile, { missing: "refuse" })];
    expect(refusing.binner_.missing).toBeUndefined();
    expect(refusing.trees_.parts.feature.length).toBeLessThan(complete.trees_.parts.feature.length);
    expect(await refusing.predict(XTest, { fhe: "float" })).toEqual(
      await complete.predict(XTest, { fhe: "float" }),
    );
    const rows = XTest.slice(0, 2).copy();
    rows.data[31] = NaN;
    await expect(refusing.predict(rows)).rejects.toThrow(/NaN at row 1, column 1/);
    const cat = fromCatBoost(readBytes("catboost/breast_cancer_classifier.json"));
    await expect(cat.predict(rows)).rejects.toThrow(/NaN at row 1, column 1/);
  });

  test("some features of LightGBM may lack values, others not", async () => {
    const model = fromLightGBM(readBytes("lightgbm/breast_cancer_binary.txt"));
    const used = model.binner_.edges.findIndex((edges) => edges.length > 0);
    expect(model.binner_.missing![used]).toBeNull();
    const rows = XTest.slice(0, 2).copy();
    rows.data[30 + used] = NaN;
    await expect(model.predict(rows)).rejects.toThrow(/no value in row 1, column 1.*impute/);
  });

  test("infinities are refused as ever", async () => {
    const rows = XTest.slice(0, 1).copy();
    rows.data[3] = Infinity;
    await expect(fromXGBoost(gapsFile).predict(rows)).rejects.toThrow(/Infinity at row 0, column 3/);
  });

  test("in rows with null, too", async () => {
    const { X } = smallFile().cases.find(({ id }) => id === "dart")!;
    const model = fromXGBoost(readBytes("small/dart.ubj"));
    const rows = X.toArray() as number[][];
    const withNulls = rows.map((row) => row.map((value) => (Number.isNaN(value) ? null : value)));
    expect(await model.predict(withNulls as number[][])).toEqual(await model.predict(X));
  });
});

describe("the calibration grid", () => {
  const file = readBytes("xgboost/breast_cancer_logistic_base05.json");

  test("is that of the rows, holds no threshold of the model, and costs little accuracy", async () => {
    const exact = fromXGBoost(file);
    const hidden = fromXGBoost(file, { grid: "calibration", X: XTrain, nBits: 6 });
    const edges = hidden.binner_.edges.map((list) => list.length);
    expect(Math.max(...edges)).toBeLessThanOrEqual(63);
    const shared = exact.binner_.edges.flatMap((list, j) =>
      Array.from(list).filter((edge) => hidden.binner_.edges[j].includes(edge)),
    );
    expect(shared).toEqual([]);
    const [one, other] = [
      await exact.score(XTest, yTest, { fhe: "float" }),
      await hidden.score(XTest, yTest, { fhe: "float" }),
    ];
    expect(Math.abs(one - other)).toBeLessThanOrEqual(2 / 171);
    expect(hidden.getParams().binning).toBe("quantile");
  });

  test("tests for missing values alone stay, also on calibration rows that have no value at all", () => {
    const { X, raw } = smallFile().cases.find(({ id }) => id === "light_missing")!;
    const file = readBytes("small/light_missing.txt");
    const empty = new Tensor(new Float64Array(8).fill(NaN), [4, 2]);
    for (const rows of [X, empty]) {
      const model = fromLightGBM(file, { grid: "calibration", X: rows, nBits: 8 });
      sumsOf(model, X).forEach((sum, i) => {
        expect(sum > 0).toBe(raw[i] > 0);
      });
    }
  });

  test("with an edge between all rows no row changes its way", () => {
    const { X } = smallFile().cases.find(({ id }) => id === "gamma")!;
    const few = X.slice(0, 20);
    const hidden = fromXGBoost(readBytes("small/gamma.json"), { grid: "calibration", X: few, nBits: 8 });
    expect(sumsOf(hidden, few)).toEqual(sumsOf(fromXGBoost(readBytes("small/gamma.json")), few));
  });

  test("the same with missing values, constant and empty columns", () => {
    const { X } = smallFile().cases.find(({ id }) => id === "dart")!;
    const file = readBytes("small/dart.json");
    for (const fill of [0.25, NaN]) {
      const rows = new Tensor(
        X.data.map((value, at) => (at % 4 === 1 ? fill : value)),
        [...X.shape],
      );
      const hidden = fromXGBoost(file, { grid: "calibration", X: rows, nBits: 8 });
      expect(hidden.binner_.edges[1]).toHaveLength(0);
      expect(sumsOf(hidden, rows)).toEqual(sumsOf(fromXGBoost(file), rows));
    }
  });

  test("rows of another width are refused", () => {
    expect(() => fromXGBoost(file, { grid: "calibration", X: [[1, 2]] })).toThrow(/2 features. Allowed: 30/);
  });
});

describe("options", () => {
  const file = readBytes("small/dart.json");
  test.each<[Record<string, unknown>, RegExp]>([
    [{ nbits: 4 }, /unknown option nbits.*did you mean nBits/],
    [{ nBits: 1 }, /nBits = 1. Allowed: a whole number from 2 to 8/],
    [{ grid: "fine" }, /grid = "fine". Allowed: "exact" or "calibration"/],
    [{ missing: "keep" }, /missing = "keep"/],
    [{ grid: "calibration" }, /without X/],
    [{ X: [[1, 2, 3, 4]] }, /X with the exact grid.*pass grid: "calibration"/],
    [{ binning: "uniform" }, /binning with the exact grid/],
    [{ featureNames: ["a"] }, /1 featureNames. Allowed: 4, one a feature/],
    [{ featureNames: [1, 2, 3, 4] }, /featureNames = \[1,2,3,4\]. Allowed: a list of texts/],
    [{ classes: ["a", "b", "c"] }, /classes = \["a","b","c"\]. Allowed: 2 different labels/],
    [{ classes: ["a", "a"] }, /2 different labels/],
    [{ rounds: 0 }, /rounds = 0 of a model of 6/],
  ])("%j", (options, message) => {
    expect(() => fromXGBoost(file, options as TreeImportOptions)).toThrow(message);
  });

  test("classes of a regressor, rounds of other libraries", () => {
    expect(() => fromXGBoost(readBytes("small/gamma.json"), { classes: [0, 1] })).toThrow(
      /classes of a regressor/,
    );
    const options = { rounds: 1 } as TreeImportOptions;
    expect(() => fromLightGBM(readBytes("small/light_gaps.txt"), options)).toThrow(/unknown option rounds/);
  });

  test("labels and names of one's own", async () => {
    const featureNames = ["a", "b", "c", "d"];
    const model = fromXGBoost(file, {
      classes: ["no", "yes"],
      featureNames,
      nBits: { opInputs: 4, opLeaves: 10 },
    });
    expect(model).toBeInstanceOf(XGBClassifier);
    expect((model as XGBClassifier).classes_).toEqual(["no", "yes"]);
    expect(model.featureNamesIn_).toEqual(featureNames);
    await expect(model.predict([{ a: 1, c: 2, b: 3, d: 4 }])).rejects.toThrow(/column 1 is c, it was b/);
  });

  test("names of the file; those that libraries make up say nothing", () => {
    expect(fromXGBoost(readBytes("xgboost/iris_softprob.json")).featureNamesIn_?.[0]).toBe("sepal_length");
    expect(fromLightGBM(readBytes("lightgbm/iris_multiclass.txt")).featureNamesIn_).toBeUndefined();
  });

  test("importances add up to 1: gains where the file has them, else numbers of splits", () => {
    const sum = (list: Float64Array): number => list.reduce((a, b) => a + b, 0);
    expect(sum(fromXGBoost(file).featureImportances_)).toBeCloseTo(1, 12);
    const { featureImportances_, trees_ } = fromCatBoost(readBytes("small/cat_poisson.json"));
    const splits = new Float64Array(4);
    trees_.parts.feature.forEach((j) => splits[j]++);
    expect(Array.from(featureImportances_)).toEqual(Array.from(splits, (count) => count / sum(splits)));
  });

  test("an imported model can be trained anew with the options it has", async () => {
    const again = fromXGBoost(readBytes("small/gamma.json")).clone();
    const { X, predict } = smallFile().cases.find(({ id }) => id === "gamma")!;
    await again.fit(X, Float64Array.from(predict!));
    expect((await again.predict(X)).length).toBe(40);
  });
});
