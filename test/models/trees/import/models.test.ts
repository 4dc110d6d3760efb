import { describe, expect, test } from "vitest";
import type { XGBClassifier } from "../../../../src/models/trees/index.ts";
import { fromCatBoost, fromLightGBM, fromXGBoost } from "../../../../src/models/trees/index.ts";
import {
  largeCases,
  readBytes,
  readerOf,
  readText,
  reload,
  singleSumsOf,
  smallFile,
  sumsOf,
} from "./support.ts";

const { cases: small } = smallFile();
const files = [...largeCases(), ...small].flatMap((item) => item.files.map((file) => ({ file, item })));
const isXgb = (file: string): boolean => readerOf(file) === fromXGBoost;

/**
 * Rounding of float32 sums: each of at most 60 additions errs by half an ulp of the largest sum so far. That of
 * doubles is 2^-29 of it.
 */
function singleBound(raw: readonly number[]): number {
  return 60 * 2 ** -24 * raw.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
}

describe.each(files)("$file", ({ file, item }) => {
  const model = readerOf(file)(readBytes(file));

  test("predicts what its library predicted", () => {
    const sums = sumsOf(model, item.X);
    expect(sums).toHaveLength(item.raw.length);
    const raw = item.raw.map((sum) => sum * (item.factor ?? 1));
    const bound = singleBound(raw) * (isXgb(file) ? 1 : 2 ** -29);
    const worst = raw.reduce((most, sum, at) => Math.max(most, Math.abs(sum - sums[at])), 0);
    expect(worst).toBeLessThanOrEqual(bound);
  });

  test("is the same after dump and load, on integers as well", async () => {
    const again = reload(model);
    for (const fhe of ["float", "disable"] as const)
      expect(await again.predict(item.X, { fhe })).toEqual(await model.predict(item.X, { fhe }));
    expect(again.getParams()).toEqual(model.getParams());
  });
});

describe("leaves", () => {
  test.each(files.filter(({ file }) => isXgb(file)))(
    "$file gives XGBoost's float32 sums to the bit",
    ({ file, item }) => {
      expect(singleSumsOf(fromXGBoost(readBytes(file)), item.X)).toEqual(item.raw);
    },
  );

  const withLeaves = largeCases().filter(
    ({ leaf, files }) => leaf && isXgb(files[0]) && files[0].endsWith(".json"),
  );
  test("there are cases", () => {
    expect(withLeaves.length).toBeGreaterThan(5);
  });

  test.each(withLeaves)("every row of $id ends in the leaf XGBoost says", ({ files, X, leaf }) => {
    const file = files[0];
    const model = fromXGBoost(readText(file));
    interface File {
      learner: { gradient_booster: { model: { trees: { split_conditions: number[] }[] } } };
    }
    const { trees } = (JSON.parse(readText(file)) as File).learner.gradient_booster.model;
    const bins = model.binner_.transform(X);
    trees.forEach(({ split_conditions }, tree) => {
      const values = Array.from(model.trees_.apply(bins, tree), (at) => model.trees_.parts.values[at]);
      expect(values).toEqual(leaf!.map((row) => Math.fround(split_conditions[row[tree]])));
    });
  });
});

describe("forms of one model", () => {
  test.each([
    ["xgboost/breast_cancer_missing.json", "xgboost/breast_cancer_missing.ubj"],
    ["xgboost/diabetes_rf.json", "xgboost/diabetes_rf.ubj"],
    ["xgboost/breast_cancer_logistic_base05.json", "xgboost/breast_cancer_logistic_base05.ubj"],
    ["xgboost_old/breast_cancer_logistic.json", "xgboost_old/breast_cancer_logistic.ubj"],
    ["small/dart.json", "small/dart.ubj"],
    ["small/light_gaps.txt", "small/light_gaps.json"],
  ])("%s and %s give the same trees", (one, other) => {
    const [a, b] = [one, other].map((file) => readerOf(file)(readBytes(file)).dump());
    expect(a.params).toEqual(b.params);
    expect(a.fitted.binner).toEqual(b.fitted.binner);
    expect(a.fitted.model).toEqual(b.fitted.model);
  });

  test("bytes, text and parsed JSON give the same model", () => {
    const text = readText("small/gamma.json");
    const buffer = Uint8Array.from(readBytes("small/gamma.json")).buffer;
    const expected = fromXGBoost(text).dump();
    for (const form of [
      new TextEncoder().encode(text),
      buffer,
      JSON.parse(text) as object,
      `\uFEFF ${text}\n`,
    ])
      expect(fromXGBoost(form).dump()).toEqual(expected);
  });
});

describe("what the sums mean", () => {
  const item = (id: string): (typeof small)[number] => small.find((one) => one.id === id)!;

  test.each(["gamma", "light_poisson", "cat_poisson"])("%s: a logarithm", async (id) => {
    const { files, X, predict } = item(id);
    const model = readerOf(files[0])(readBytes(files[0]));
    const found = await model.predict(X, { fhe: "float" });
    predict!.forEach((value, i) => {
      expect(Math.abs((found[i] as number) / value - 1)).toBeLessThan(1e-6);
    });
  });

  test.each(["light_gaps", "light_forest"])("%s: log odds, with the sigmoid of the file", async (id) => {
    const { files, X, predict } = item(id);
    for (const file of files) {
      const model = fromLightGBM(readBytes(file)) as XGBClassifier;
      const shares = await model.predictProba(X, { fhe: "float" });
      predict!.forEach((share, i) => {
        expect(shares.at(i, 1)).toBeCloseTo(share, 12);
      });
    }
  });

  test("labels that are texts", async () => {
    const { files, X, labels } = item("cat_texts");
    const model = fromCatBoost(readBytes(files[0]));
    expect(await model.predict(X, { fhe: "float" })).toEqual(labels);
  });

  test("early stopping: the best rounds, or as many as asked for", () => {
    const { files, X, raw, rounds, all, all_raw } = item("early");
    const file = readBytes(files[0]);
    expect(rounds).toBeLessThan(all!);
    expect((fromXGBoost(file) as XGBClassifier).bestIteration_).toBe(rounds! - 1);
    expect(singleSumsOf(fromXGBoost(file, { rounds: all }), X)).toEqual(all_raw);
    expect(singleSumsOf(fromXGBoost(file, { rounds }), X)).toEqual(raw);
    expect(() => fromXGBoost(file, { rounds: all! + 1 })).toThrow(
      /rounds = 8 of a model of 7. Allowed: a whole number from 1 to 7/,
    );
  });
});
