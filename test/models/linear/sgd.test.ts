import { describe, expect, test } from "vitest";
import { SGDClassifier, SGDRegressor } from "../../../src/models/linear/index.ts";
import type { UniformQuantizer } from "../../../src/quant/index.ts";
import { caseData, maxDifference, readJson, relativeDifference } from "../helpers/fixtures.ts";
import type { Prep } from "../helpers/fixtures.ts";
import { makeSgd, numbersOf } from "../helpers/sgd.ts";
import type { SgdCase } from "../helpers/sgd.ts";

interface LooseCase {
  id: string;
  dataset: string;
  prep: Prep;
  params: Record<string, unknown>;
  seeds: number;
  test_accuracy?: { min: number; max: number };
  test_r2?: { min: number; max: number; std: number };
  coef_mean: number[] | number[][];
  coef_std: number[] | number[][];
}

interface SgdFile {
  deterministic_cases: SgdCase[];
  loose_cases: LooseCase[];
}

const files = ["SGDClassifier", "SGDRegressor"].map((name) => readJson(`linear/${name}.json`) as SgdFile);

describe.each(files.flatMap((file) => file.deterministic_cases))("$id", (item) => {
  test("the fixed sequence of updates ends at the reference's coefficients and answers", async () => {
    const { XTrain, yTrain, XTest, yTest } = caseData(item);
    const model = await makeSgd(item).fit(XTrain, yTrain);
    const [coef, intercept] = numbersOf(model);
    expect(relativeDifference(coef, item.coef.flat())).toBeLessThan(item.tolerance.coef_rel);
    expect(maxDifference(intercept, [item.intercept].flat())).toBeLessThan(1e-7);
    expect([model.nIter_, model.t_]).toEqual([7, item.t]);
    expect(await model.score(XTest, yTest, { fhe: "float" })).toBeCloseTo(item.test.score, 9);
    if (model instanceof SGDRegressor) return;
    expect(Array.from((await model.predict(XTest, { fhe: "float" })) as Float64Array)).toEqual(
      item.test.predict,
    );
    if (!item.test.predict_proba) return;
    const proba = await model.predictProba(XTest, { fhe: "float" });
    expect(maxDifference(proba.data, item.test.predict_proba.flat())).toBeLessThan(1e-7);
  });
});

describe("every option that can be repeated: scikit-learn 1.9.1", () => {
  const { cases } = readJson("linear/sgd-options.json") as { cases: SgdCase[] };
  test.each(cases)("$id", async (item) => {
    const { XTrain, yTrain } = caseData(item);
    const model = makeSgd(item);
    if (item.batches) {
      // numpy's array_split: the first parts are longer by one where rows are left over.
      const [least, more] = [Math.floor(yTrain.length / item.batches), yTrain.length % item.batches];
      const classes = model instanceof SGDClassifier ? { classes: yTrain } : {};
      for (let k = 0, from = 0; k < item.batches; k++) {
        const to = from + least + (k < more ? 1 : 0);
        await model.partialFit(XTrain.slice(from, to), yTrain.slice(from, to), k === 0 ? classes : {});
        from = to;
      }
    } else {
      await model.fit(
        XTrain,
        yTrain,
        item.sample_weight_train ? { sampleWeight: item.sample_weight_train } : {},
      );
    }
    const [coef, intercept] = numbersOf(model);
    expect(model.nIter_).toBe(item.n_iter);
    expect(model.t_).toBe(item.t);
    expect(relativeDifference(coef, item.coef.flat())).toBeLessThan(1e-7);
    expect(maxDifference(intercept, [item.intercept].flat())).toBeLessThan(1e-6);
    if (!item.proba || model instanceof SGDRegressor) return;
    const proba = await model.predictProba(XTrain.slice(0, 20), { fhe: "float" });
    // Decision values are sums of five such numbers of up to 20.
    expect(maxDifference(proba.data, item.proba.flat())).toBeLessThan(1e-6);
  });
});

// Ten of our seeds against the mean of ten of the reference's: both scatter by the stated standard
// deviation, so the difference of the means exceeds 4 sd sqrt(2 / 10) in 1 of 16,000 coefficients.
describe.each(files.flatMap((file) => file.loose_cases))("shuffled: $id", (item) => {
  test("scores and mean coefficients of ten seeds", async () => {
    const data = caseData({ ...item, target: "target" });
    const isClassifier = item.id.startsWith("SGDClassifier");
    const sum = new Float64Array(item.coef_mean.flat().length);
    const scores: number[] = [];
    for (let randomState = 0; randomState < item.seeds; randomState++) {
      const model = await makeSgd(item, { shuffle: true, randomState }).fit(data.XTrain, data.yTrain);
      expect(model.converged_).toBe(true);
      scores.push(await model.score(data.XTest, data.yTest, { fhe: "float" }));
      numbersOf(model)[0].forEach((value, j) => (sum[j] += value / item.seeds));
    }
    const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
    if (isClassifier) {
      // One row of the test part is 1 / 171.
      expect(mean).toBeGreaterThan(item.test_accuracy!.min - 1 / 171);
    } else {
      expect(mean).toBeGreaterThan(item.test_r2!.min - 2 * item.test_r2!.std);
      expect(mean).toBeLessThan(item.test_r2!.max + 2 * item.test_r2!.std);
    }
    const [wanted, spread] = [item.coef_mean.flat(), item.coef_std.flat()];
    const far = Array.from(sum, (value, j) => Math.abs(value - wanted[j]) / (spread[j] * Math.sqrt(2 / 10)));
    expect(Math.max(...far)).toBeLessThan(4);
  });
});

describe("what cannot be compared: averages, validation, continuation", () => {
  const item = files[0].deterministic_cases[0];
  const { XTrain, yTrain, XTest, yTest } = caseData(item);

  test("the average is the mean of the solutions after each row, L1 penalty and parts included", async () => {
    const options = { loss: "logLoss", alpha: 0.1, penalty: "elasticnet", shuffle: false } as const;
    const [rows, first] = [40, 11];
    const plain = new SGDClassifier(options);
    const averaged = new SGDClassifier({ ...options, average: first });
    // One row a part: every solution is seen. The penalty of a part starts anew, for both alike.
    const sum = new Float64Array(XTrain.shape[1]);
    for (let i = 0; i < rows; i++) {
      const part = [XTrain.slice(i, i + 1), yTrain.slice(i, i + 1), { classes: [0, 1] }] as const;
      await plain.partialFit(...part);
      await averaged.partialFit(...part);
      if (i + 1 >= first) plain.coef_.data.forEach((w, j) => (sum[j] += w / (rows - first + 1)));
    }
    expect(maxDifference(averaged.coef_.data, sum)).toBeLessThan(1e-12);
  });

  test("early stopping holds rows back and stops by their score", async () => {
    const options = {
      loss: "logLoss",
      randomState: 3,
      earlyStopping: true,
      validationFraction: 0.3,
    } as const;
    const model = await new SGDClassifier(options).fit(XTrain, yTrain);
    expect(model.nIter_).toBeLessThan(50);
    expect(await model.score(XTest, yTest)).toBeGreaterThan(0.93);
    // Rows that are held back do not train: changing all labels of the others changes the model,
    // and more rows held back means another one.
    const less = await new SGDClassifier({ ...options, validationFraction: 0.1 }).fit(XTrain, yTrain);
    expect(maxDifference(less.coef_.data, model.coef_.data)).toBeGreaterThan(1e-3);
    const diabetes = files[1].deterministic_cases[0];
    const data = caseData(diabetes);
    const regressor = new SGDRegressor({ randomState: 1, earlyStopping: true, maxIter: 500 });
    await regressor.fit(data.XTrain, data.yTrain);
    expect(regressor.converged_).toBe(true);
    expect(await regressor.score(data.XTest, data.yTest)).toBeGreaterThan(0.45);
  });

  test("the seed decides the order; equal seeds give equal models", async () => {
    const fit = (randomState: number): Promise<SGDClassifier> =>
      new SGDClassifier({ randomState, maxIter: 3, tol: null }).fit(XTrain, yTrain);
    const [a, again, b] = [await fit(1), await fit(1), await fit(2)];
    expect(again.coef_.data).toEqual(a.coef_.data);
    expect(maxDifference(b.coef_.data, a.coef_.data)).toBeGreaterThan(1e-6);
  });

  test("a warm start continues from the coefficients, others start from zero", async () => {
    const options = { loss: "logLoss", learningRate: "constant", shuffle: false, tol: null } as const;
    const six = await new SGDClassifier({ ...options, maxIter: 6 }).fit(XTrain, yTrain);
    const model = new SGDClassifier({ ...options, maxIter: 3, warmStart: true });
    await model.fit(XTrain, yTrain);
    expect(maxDifference(model.coef_.data, six.coef_.data)).toBeGreaterThan(1e-3);
    await model.fit(XTrain, yTrain);
    expect(maxDifference(model.coef_.data, six.coef_.data)).toBeLessThan(1e-12);
    await expect(model.fit(XTrain.slice(0, 9).reshape([27, 10]), yTrain.slice(0, 27))).rejects.toThrow(
      /10 features, where the former fit had 30.*fit a clone\(\)/,
    );
    const named = Array.from(yTrain, (label) => `class ${label}`);
    await expect(model.fit(XTrain, named)).rejects.toThrow(
      /the classes class 0, class 1, where the former fit had 0, 1/,
    );
  });

  test("a loaded model continues in parts from its coefficients, and keeps the range it has seen", async () => {
    const half = Math.floor(yTrain.length / 2);
    const parts = [0, half].map(
      (from) => [XTrain.slice(from, from + half), yTrain.slice(from, from + half)] as const,
    );
    const options = { loss: "logLoss", alpha: 0.01, shuffle: false } as const;
    const model = await new SGDClassifier(options).partialFit(...parts[0], { classes: [0, 1] });
    const loaded = SGDClassifier.load(JSON.stringify(model.dump()));
    await model.partialFit(...parts[1]);
    await loaded.partialFit(...parts[1]);
    expect(loaded.coef_.data).toEqual(model.coef_.data);
    expect(loaded.t_).toBe(2 * half + 1);
    const whole = model.clientProcessing.input.dequantize(
      model.clientProcessing.quantize(XTrain.slice(0, 2 * half)),
    );
    const step = Math.max(...(model.clientProcessing.input as UniformQuantizer).scale);
    expect(maxDifference(whole.data, XTrain.slice(0, 2 * half).data)).toBeLessThanOrEqual(step / 2 + 1e-9);
    expect(
      Math.abs((await loaded.score(XTest, yTest)) - (await loaded.score(XTest, yTest, { fhe: "float" }))),
    ).toBeLessThan(0.015);
  });

  test("weights: a row of weight 0 changes nothing, wrong weights are refused", async () => {
    const options = {
      shuffle: false,
      tol: null,
      maxIter: 2,
      learningRate: "constant",
      penalty: null,
    } as const;
    const sampleWeight = yTrain.map((_, i) => (i % 3 === 0 ? 0 : 1));
    const kept = Array.from(yTrain.keys()).filter((i) => i % 3 !== 0);
    const weighted = await new SGDClassifier(options).fit(XTrain, yTrain, { sampleWeight });
    const listed = await new SGDClassifier(options).fit(
      XTrain.take(kept),
      kept.map((i) => yTrain[i]),
    );
    expect(maxDifference(weighted.coef_.data, listed.coef_.data)).toBeLessThan(1e-12);
    const negative = new SGDClassifier().fit(XTrain, yTrain, { sampleWeight: yTrain.map(() => -1) });
    await expect(negative).rejects.toThrow(/weight -1 of row 0/);
  });
});
