import { describe, expect, expectTypeOf, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { toFrame } from "../../../src/core/index.ts";
import type { Progress, Tensor } from "../../../src/core/index.ts";
import { loadBreastCancer } from "../../../src/datasets/index.ts";
import {
  BaseEstimator,
  LinearRegression,
  loadModel,
  LogisticRegression,
  Ridge,
} from "../../../src/models/index.ts";
import type { EstimatorSpec } from "../../../src/models/index.ts";
import type { Steps } from "../../../src/models/pipeline/index.ts";
import { loadTransformer, makePipeline, Pipeline } from "../../../src/models/pipeline/index.ts";
import { ClientProcessing } from "../../../src/models/processing/index.ts";
import {
  OneHotEncoder,
  PCA,
  PolynomialFeatures,
  SimpleImputer,
  StandardScaler,
} from "../../../src/models/preprocessing/index.ts";

const { X, y } = await loadBreastCancer();
const few = X.slice(0, 120);
const labels = y.slice(0, 120);

const make = () =>
  new Pipeline([
    ["scale", new StandardScaler()],
    ["model", new LogisticRegression({ nBits: 6 })],
  ]);

describe("a pipeline is its steps, one after the other", () => {
  test("every mode gives what the steps give by hand", async () => {
    const pipeline = await make().fit(few, labels);
    const scaler = new StandardScaler();
    const model = await new LogisticRegression({ nBits: 6 }).fit(scaler.fitTransform(few), labels);
    const rows = scaler.transform(few);
    await pipeline.compile(few);
    await model.compile(rows);
    for (const fhe of ["float", "disable", "simulate"] as const) {
      const options = { fhe, randomState: 1 };
      expect(await pipeline.predict(few, options)).toEqual(await model.predict(rows, options));
      expect(await pipeline.predictProba(few, options)).toEqual(await model.predictProba(rows, options));
      expect(await pipeline.score(few, labels, options)).toBe(await model.score(rows, labels, options));
    }
    expect(await pipeline.predict(few.slice(0, 3), { fhe: "execute" })).toEqual(
      await model.predict(rows.slice(0, 3)),
    );
    expect(pipeline.isCompiled).toBe(true);
    expect(pipeline.fheCircuit.statistics().inputBytes).toBe(model.fheCircuit.statistics().inputBytes);
    expect(pipeline.classes_).toEqual(model.classes_);
    expect(pipeline.nFeaturesIn_).toBe(30);
  });

  test("a client prepares rows with the transformers and the processing data alone", async () => {
    const pipeline = await make().fit(few, labels);
    const [transforms, processing] = [
      JSON.stringify(pipeline.preprocessing.dump()),
      JSON.stringify(pipeline.clientProcessing),
    ];
    const client = ClientProcessing.fromJSON(JSON.parse(processing));
    const rows = await loadTransformer(transforms).transform(few);
    expect(client.quantize(rows)).toEqual(pipeline.clientProcessing.quantize(await pipeline.preprocess(few)));
  });

  test("transformers alone transform; passthrough does nothing", async () => {
    const transform = makePipeline(new StandardScaler(), "passthrough", new PCA({ nComponents: 2 }));
    const rows = await transform.fitTransform(few);
    expect(rows.shape).toEqual([120, 2]);
    expect(await transform.transform(few)).toEqual(rows);
    expect(rows).toEqual(new PCA({ nComponents: 2 }).fitTransform(new StandardScaler().fitTransform(few)));
    expect(transform.getFeatureNamesOut()).toEqual(["pca0", "pca1"]);
    expect((transform as unknown as Pipeline).predict).toBeUndefined();
    const nothing = new Pipeline([["nothing", "passthrough"]]);
    expect((await nothing.fitTransform(few)).data).toEqual(few.data);
    expect(nothing.getFeatureNamesOut().slice(0, 2)).toEqual(["x0", "x1"]);
  });

  test("gaps, categories and tables go through the transformers that take them", async () => {
    const gaps = [
      [1, null, 3],
      [2, 5, NaN],
      [4, 1, 2],
      [3, 2, 2],
    ];
    const imputed = await makePipeline(new SimpleImputer(), new LinearRegression()).fit(gaps, [1, 2, 3, 4]);
    expect(await imputed.predict(gaps)).toHaveLength(4);
    const cities = [["Bern"], ["Oslo"], ["Bern"], ["Oslo"]];
    const encoded = await makePipeline(new OneHotEncoder(), new LinearRegression()).fit(cities, [1, 2, 1, 2]);
    expect((await encoded.predict([["Oslo"]], { fhe: "float" }))[0]).toBeCloseTo(2, 10);
    const table = toFrame({ a: [1, 2, 3, 4], b: [0, 1, 0, 1] });
    const named = await makePipeline(new StandardScaler(), new LinearRegression()).fit(table, [1, 2, 3, 4]);
    expect(named.featureNamesIn_).toEqual(["a", "b"]);
    await expect(named.predict(table.select(["b", "a"]))).rejects.toThrow(errors.FeatureNameError);
  });

  test("types: methods are those of the last step", async () => {
    const classifier = makePipeline(new StandardScaler(), new LogisticRegression());
    const regressor = make();
    expectTypeOf(classifier.predictProba).returns.resolves.toEqualTypeOf<Tensor>();
    expectTypeOf(makePipeline(new Ridge()).predictProba).toEqualTypeOf<undefined>();
    expectTypeOf(makePipeline(new Ridge()).predict).returns.resolves.toEqualTypeOf<Float64Array>();
    expectTypeOf(regressor.namedSteps.model).toEqualTypeOf<LogisticRegression>();
    expectTypeOf(makePipeline(new StandardScaler()).transform).returns.resolves.toEqualTypeOf<Tensor>();
    expectTypeOf(classifier.transform).toEqualTypeOf<undefined>();
    await expect(classifier.predict(few)).rejects.toThrow(errors.NotFittedError);
  });
});

describe("fit", () => {
  test("trains copies of the transformers and the last step itself; a failed fit changes nothing", async () => {
    const [scaler, model] = [new StandardScaler(), new LogisticRegression()];
    const pipeline = new Pipeline([
      ["scale", scaler],
      ["model", model],
    ]);
    await pipeline.fit(few, labels);
    expect(scaler.isFitted).toBe(false);
    expect(pipeline.namedSteps.scale.isFitted).toBe(true);
    expect(pipeline.namedSteps.model).toBe(model);
    const before = await pipeline.predictProba(few);
    await expect(
      pipeline.fit(
        few.map((value) => value * 7),
        new Float64Array(120),
      ),
    ).rejects.toThrow(errors.ClassCountError);
    await expect(pipeline.fit(few, labels, { signal: AbortSignal.abort() })).rejects.toThrow(
      errors.CancelledError,
    );
    expect(await pipeline.predictProba(few)).toEqual(before);
  });

  test("weights go to the last step, named options to their step", async () => {
    const weight = labels.map((_, i) => 1 + (i % 3));
    const pipeline = makePipeline(new StandardScaler(), new Ridge());
    await pipeline.fit(few, labels, { sampleWeight: weight });
    const rows = new StandardScaler().fitTransform(few);
    const byHand = await new Ridge().fit(rows, labels, { sampleWeight: weight });
    expect(pipeline.namedSteps.ridge).toBeDefined();
    expect(await pipeline.predict(few)).toEqual(await byHand.predict(rows));
    await pipeline.fit(few, labels, { standardScaler__sampleWeight: weight, ridge__sampleWeight: weight });
    const weighted = new StandardScaler().fit(few, { sampleWeight: weight });
    expect((pipeline.namedSteps.standardScaler as StandardScaler).mean_).toEqual(weighted.mean_);
  });

  test("reports the last step's progress", async () => {
    const seen: Progress[] = [];
    await make().fit(few, labels, { onProgress: (progress) => seen.push(progress) });
    expect(seen[seen.length - 1].stage).toBe("fit: iterations");
    await makePipeline(new StandardScaler()).fit(few, labels, {
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.at(-1)).toEqual({ stage: "fit: steps", done: 1, total: 1 });
  });
});

describe("options", () => {
  test("are reached by step__option, and steps by name", async () => {
    const pipeline = make();
    expect(pipeline.getParams()).toMatchObject({ model__nBits: 6, scale__withMean: true });
    pipeline.setParams({ model__nBits: 4, scale__withMean: false });
    expect(pipeline.namedSteps.model.getParams().nBits).toBe(4);
    await pipeline.fit(few, labels);
    pipeline.setParams({ model__C: 2 });
    expect(pipeline.isFitted).toBe(true);
    pipeline.setParams({ scale: "passthrough" });
    expect(pipeline.isFitted).toBe(false);
    expect(pipeline.setParams({ steps: [["only", new Ridge()]] }).toString()).toBe("Pipeline(only: Ridge)");
    const nested = new Pipeline([["inner", make()]]);
    expect(nested.setParams({ inner__model__nBits: 3 }).getParams()).toMatchObject({
      inner__model__nBits: 3,
    });
  });

  test("clone copies the steps, unfitted", async () => {
    const pipeline = await make().fit(few, labels);
    const copy = pipeline.clone();
    expect(copy.isFitted).toBe(false);
    expect(copy.namedSteps.scale.isFitted).toBe(false);
    copy.setParams({ model__nBits: 3 });
    expect(pipeline.getParams().model__nBits).toBe(6);
  });

  test("makePipeline names steps after their classes", () => {
    const pipeline = makePipeline(
      new PCA(),
      new PolynomialFeatures(),
      new PCA(),
      "passthrough",
      new LinearRegression(),
    );
    expect(Object.keys(pipeline.namedSteps)).toEqual([
      "pca-1",
      "polynomialFeatures",
      "pca-2",
      "passthrough",
      "linearRegression",
    ]);
  });

  test("wrong names are refused, all in one message, and change nothing", () => {
    const pipeline = make();
    expect(() => pipeline.setParams({ model__nbits: 3, other: 1, model__C: 5 })).toThrow(
      /unknown option model__nbits, other|unknown option model__nbits; unknown option other/,
    );
    expect(() => pipeline.setParams({ model__nbits: 3 })).toThrow(/did you mean model__nBits/);
    expect(() => pipeline.setParams({ model__nBits: 40, model__C: 5 })).toThrow(errors.OptionValueError);
    expect(() => pipeline.setParams({ scale: new Ridge(), model__C: 5 })).toThrow(/no transform/);
    expect(pipeline.getParams().model__C).toBe(1);
  });
});

describe("dump and load", () => {
  test("all steps come back, tables keep their names", async () => {
    const table = toFrame({ a: [1, null, 3, 4], b: [0, 1, 0, 1] });
    const pipeline = await new Pipeline([
      ["fill", new SimpleImputer()],
      ["nothing", "passthrough"],
      ["products", new PolynomialFeatures()],
      ["model", new Ridge({ nBits: 7 })],
    ]).fit(table, [1, 2, 3, 4]);
    const text = JSON.stringify(pipeline.dump());
    const copy = loadModel(text);
    expect(copy).toBeInstanceOf(Pipeline);
    expect(await copy.predict(table)).toEqual(await pipeline.predict(table));
    expect(copy.featureNamesIn_).toEqual(["a", "b"]);
    expect(JSON.stringify(copy.dump())).toBe(text);
    await expect(copy.predict(table.select(["b", "a"]))).rejects.toThrow(errors.FeatureNameError);
  });

  class Twice extends BaseEstimator<Record<string, never>> {
    static load(): Twice {
      return new Twice();
    }
    override get spec(): EstimatorSpec<Record<string, never>> {
      return { name: "Twice", options: {}, tags: { kind: "transformer", targets: "none" } };
    }
    override get isFitted(): boolean {
      return true;
    }
    fit(): this {
      return this;
    }
    transform(X: Tensor): Tensor {
      return X.map((value) => 2 * value);
    }
    dump(): unknown {
      return { estimator: "Twice" };
    }
  }

  test("transformers of one's own are steps, and are loaded when named", async () => {
    const pipeline = await makePipeline(new Twice(), new LinearRegression()).fit([[1], [2], [3]], [2, 4, 6]);
    const json = pipeline.dump();
    expect(() => loadModel(json)).toThrow(/a dump of Twice.*loadModel\(json, \{ MyEstimator \}\)/);
    expect(await loadModel(json, { Twice }).predict([[2]])).toEqual(await pipeline.predict([[2]]));
    expect(() => pipeline.getFeatureNamesOut()).toThrow(errors.UnsupportedOperationError);
    const without = new Twice();
    Object.assign(without, { dump: undefined });
    const silent = await makePipeline(without, new Ridge()).fit([[1], [2]], [1, 2]);
    Object.assign(silent.steps[0][1], { dump: undefined });
    expect(() => silent.dump()).toThrow(/step "twice" \(Twice\) has no dump/);
  });

  test("damaged dumps are refused", async () => {
    const good = JSON.parse(JSON.stringify((await make().fit(few, labels)).dump())) as {
      fitted: { steps: [string, object][]; features: number };
    };
    const fitted = (more: object): object => ({ ...good, fitted: { ...good.fitted, ...more } });
    const [[, scaler], [, model]] = good.fitted.steps;
    for (const json of [
      fitted({ steps: [] }),
      fitted({
        steps: [
          ["scale", scaler],
          ["scale", model],
        ],
      }),
      fitted({
        steps: [
          ["model", model],
          ["scale", scaler],
        ],
      }),
      fitted({
        steps: [
          ["scale", null],
          ["model", model],
        ],
      }),
      fitted({ steps: "scale" }),
      fitted({ features: 0 }),
      fitted({ featureNames: ["a"] }),
      { ...good, params: { memory: null } },
    ]) {
      expect(() => loadModel(json), JSON.stringify(json).slice(0, 200)).toThrow(errors.CorruptedDataError);
    }
    expect(() => loadTransformer(model)).toThrow(/a dump of LogisticRegression.*loadModel/);
  });
});

describe("bad steps", () => {
  const untyped = (steps: unknown): Pipeline => new Pipeline(steps as Steps);
  test.each([
    [[], /no steps/],
    ["scale", /no list of \[name, step\] pairs/],
    [
      [
        ["a", new StandardScaler()],
        ["a", new Ridge()],
      ],
      /two steps named "a"/,
    ],
    [[["a__b", new Ridge()]], /"a__b" with "__" inside/],
    [[["", new Ridge()]], /step 0 without a name/],
    [[["steps", new Ridge()]], /"steps", the name of an option/],
    [
      [
        ["a", new Ridge()],
        ["b", new Ridge()],
      ],
      /step "a" \(Ridge\) has no transform and is not the last/,
    ],
    [
      [
        ["a", { fit: 1 }],
        ["b", new Ridge()],
      ],
      /step "a" is no estimator/,
    ],
    [[["a", "drop"]], /step "a" is no estimator/],
  ])("%#: fit names what is wrong", async (steps, message) => {
    const run = untyped(steps).fit(few, labels);
    await expect(run).rejects.toThrow(errors.OptionValueError);
    await expect(run).rejects.toThrow(message);
  });

  test("options for steps there are none of, or that take none", async () => {
    await expect(make().fit(few, labels, { scaler__sampleWeight: labels })).rejects.toThrow(
      /for a step "scaler".*scale, model/,
    );
    await expect(make().fit(few, labels, { scale__weights: labels })).rejects.toThrow(
      errors.UnknownOptionError,
    );
    await expect(
      makePipeline(new StandardScaler()).fit(few, labels, { sampleWeight: labels }),
    ).rejects.toThrow(/takes no options/);
    expect(() => new Pipeline([["a", new Ridge()]]).preprocessing).toThrow(errors.UnsupportedOperationError);
  });

  test("cells that the first step does not take are named", async () => {
    await expect(make().fit([[1, "x"]] as never, [1])).rejects.toThrow(/string x at row 0, column 1/);
    const table = [{ a: 1, city: "Bern" }];
    await expect(makePipeline(new StandardScaler(), new Ridge()).fit(table, [1])).rejects.toThrow(
      /text "Bern" at row 0, column city/,
    );
  });
});
