import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/index.ts";
import { Tensor } from "../../../src/core/index.ts";
import { loadBreastCancer, loadDiabetes, loadIris } from "../../../src/datasets/index.ts";
import * as client from "../../../src/client.ts";
import * as models from "../../../src/models/index.ts";
import { trainTestSplit } from "../../../src/models/model-selection/index.ts";
import { makePipeline } from "../../../src/models/pipeline/index.ts";
import { StandardScaler } from "../../../src/models/preprocessing/index.ts";
import { evaluateRows } from "../../../src/graph/index.ts";

const cancer = await loadBreastCancer();
const iris = await loadIris();
const diabetes = await loadDiabetes();
const split = trainTestSplit(cancer.X, cancer.y, { testSize: 0.3, randomState: 42, stratify: cancer.y });

describe("every row of a test set: the simulated answer is that of the clear integers", () => {
  const additive = { randomState: 1, nBags: 1, maxRounds: 200 };
  const cases = [
    ["a tree", new models.DecisionTreeClassifier({ maxDepth: 4, nBits: 5 }), cancer],
    ["a regression tree", new models.DecisionTreeRegressor({ maxDepth: 4 }), diabetes],
    ["a forest", new models.RandomForestClassifier({ randomState: 1, nEstimators: 5 }), iris],
    ["a regression forest", new models.RandomForestRegressor({ randomState: 1, nEstimators: 5 }), diabetes],
    ["boosted trees, three classes", new models.XGBClassifier({ nEstimators: 5 }), iris],
    ["oblivious trees", new models.XGBRegressor({ nEstimators: 5, growPolicy: "oblivious" }), diabetes],
    ["an additive classifier", new models.AdditiveClassifier(additive), cancer],
    [
      "an additive regressor with pairs",
      new models.AdditiveRegressor({ ...additive, interactions: 2 }),
      diabetes,
    ],
  ] as const;

  test.each(cases)("%s", async (_, model, { X, y }) => {
    await model.fit(X, y);
    const circuit = await model.compile(X);
    const clear = await model.predict(X);
    expect(await model.predict(X, { fhe: "simulate", randomState: 1 })).toEqual(clear);
    // The walk over the trees and the graph are written twice: they must say the same.
    const integers = evaluateRows(model.graph, model.clientProcessing.quantize(X));
    const { clientProcessing } = model;
    expect(clientProcessing.predictions(clientProcessing.decisions(integers))).toEqual(clear);
    expect(circuit.statistics().bootstraps).toBe(0);
    expect(circuit.report.log2FailureProbability).toBeLessThanOrEqual(-40);
  });
});

describe("boosted trees on breast cancer", async () => {
  const model = await new models.XGBClassifier({ nEstimators: 8 }).fit(split.XTrain, split.yTrain);
  const circuit = await model.compile(split.XTrain);

  test("encrypted probabilities are those of the clear integers", async () => {
    const few = split.XTest.slice(0, 4);
    expect((await model.predictProba(few, { fhe: "execute" })).data).toEqual(
      (await model.predictProba(few)).data,
    );
    expect(await model.score(split.XTest, split.yTest)).toBeGreaterThan(0.9);
  });

  test("keys, request and reply are small, and nothing is bootstrapped", () => {
    const { bootstraps, cmux, evaluationKeyBytes, inputBytes, outputBytes } = circuit.statistics();
    expect(bootstraps).toBe(0);
    expect(cmux).toBeGreaterThan(0);
    expect(evaluationKeyBytes).toBeLessThan(3e6);
    expect(inputBytes).toBeLessThan(30_000);
    expect(outputBytes).toBeLessThan(16_000);
  });

  test("a client with the plain data alone asks, and understands the answer", async () => {
    const specs = JSON.parse(JSON.stringify(circuit.executable.clientSpecs)) as client.ClientSpecs;
    const processing = client.ClientProcessing.fromJSON(
      JSON.parse(JSON.stringify(model.clientProcessing)) as unknown,
    );
    const side = await client.openClient(specs);
    const { secretKey, evaluationKeys } = await side.keygen();
    const row = processing.quantize(split.XTest.slice(0, 1));
    const request = side.encrypt([Tensor.vector(row.data)], secretKey).serialize();
    const { executable } = circuit;
    const keys = executable.readEvaluationKeys(evaluationKeys.serialize());
    const [reply] = await executable.run([executable.readEncryptedInputs(request)], keys);
    const [integers] = side.decrypt(side.readEncryptedOutputs(reply.serialize()), secretKey);
    const decisions = processing.decisions(integers.reshape([1, 1]));
    expect(processing.probabilities(decisions).data).toEqual(
      (await model.predictProba(split.XTest.slice(0, 1))).data,
    );
  });

  test("what the client gets holds bin edges, a scale, link and labels: no test and no leaf", () => {
    const json = model.clientProcessing.toJSON();
    expect(Object.keys(json).sort()).toEqual([
      ...["classes", "input", "kind", "link", "outputScale", "task", "version"],
    ]);
    expect(Object.keys(json.input).sort()).toEqual(["edges", "kind", "version"]);
  });

  test("loadModel finds the class, and a new fit forgets the circuit", async () => {
    const loaded = models.loadModel(JSON.stringify(model.dump()));
    expect(loaded).toBeInstanceOf(models.XGBClassifier);
    expect(await loaded.predict(split.XTest)).toEqual(await model.predict(split.XTest));
    const other = await model.clone().fit(iris.X, iris.y);
    await other.compile(iris.X);
    await other.fit(iris.X, iris.y);
    expect(() => other.fheCircuit).toThrow(errors.NotCompiledError);
  });

  test("another model's request is refused", async () => {
    const other = await new models.XGBClassifier({ nEstimators: 8 }).fit(split.XTest, split.yTest);
    const foreign = await other.compile(split.XTest);
    const { secretKey } = await foreign.executable.keygen();
    const row = Tensor.vector(other.clientProcessing.quantize(split.XTest.slice(0, 1)).data);
    const request = foreign.executable.encrypt([row], secretKey).serialize();
    const { evaluationKeys } = await circuit.executable.keygen();
    const ask = async (): Promise<unknown> =>
      circuit.executable.run([circuit.executable.readEncryptedInputs(request)], evaluationKeys);
    await expect(ask()).rejects.toThrow(errors.CircuitMismatchError);
  });
});

test.each([2, 4, 6] as const)(
  "pairs of an additive model with %i bits are diagrams, with small keys",
  async (nBits) => {
    const params = { nBits, interactions: 2, maxRounds: 40, nBags: 1, randomState: 1 };
    const model = await new models.AdditiveRegressor(params).fit(diabetes.X, diabetes.y);
    const statistics = (await model.compile(diabetes.X)).statistics();
    expect(statistics.bootstraps).toBe(0);
    expect(statistics.evaluationKeyBytes).toBeLessThan(3e6);
    const rows = diabetes.X.slice(0, 3);
    expect(await model.predict(rows, { fhe: "execute" })).toEqual(await model.predict(rows));
  },
);

test("at the end of a pipeline, compiled, dumped and loaded with it", async () => {
  const pipeline = makePipeline(new StandardScaler(), new models.XGBClassifier({ nEstimators: 3 }));
  await pipeline.fit(iris.X, iris.y);
  await pipeline.compile(iris.X);
  const clear = await pipeline.predict(iris.X);
  expect(await pipeline.predict(iris.X, { fhe: "simulate" })).toEqual(clear);
  const loaded = models.loadModel(JSON.stringify(pipeline.dump()));
  expect(await loaded.predict(iris.X)).toEqual(clear);
});

describe("missing values", () => {
  // Feature 0 sends gaps right, feature 1 has no default: an ensemble as an import makes it.
  const fit = {
    binner: new models.Binner([Float64Array.of(1, 2), Float64Array.of(0)], [3, null]),
    importances: [0.5, 0.5],
    opLeaves: 4,
  };
  const ensemble = new models.TreeEnsemble({
    ...{ features: 2, outputs: 1, link: "identity", scale: 1, treeOutput: null },
    base: Float64Array.of(10),
    roots: Int32Array.of(0),
    feature: Int32Array.of(0, 1, 0),
    threshold: Uint16Array.of(2, 1, 3),
    left: Int32Array.of(1, -1, -3),
    right: Int32Array.of(2, -2, -4),
    values: Float64Array.of(0, 1, 2, 5),
  });
  const dump = {
    ...{ kind: "fhe-learn-model", version: 1, estimator: "DecisionTreeRegressor" },
    params: new models.DecisionTreeRegressor().getParams(),
    fitted: { ...fit, binner: fit.binner.toJSON(), model: ensemble.toJSON() },
  };
  const rows = [
    [NaN, 5],
    [1.5, 5],
    [1.5, -5],
    [2, -5],
  ];

  test("have a bin, in the clear, simulated, encrypted, and at the client", async () => {
    const model = models.DecisionTreeRegressor.load(JSON.parse(JSON.stringify(dump)));
    await model.compile(rows);
    const clear = await model.predict(rows);
    expect(Array.from(clear)).toEqual([15, 11, 10, 12]);
    expect(await model.predict(rows, { fhe: "simulate" })).toEqual(clear);
    expect(await model.predict(rows.slice(0, 2), { fhe: "execute" })).toEqual(clear.slice(0, 2));
    const text = JSON.stringify(model.clientProcessing);
    const processing = models.ClientProcessing.fromJSON(JSON.parse(text) as unknown);
    expect(processing.quantize(new Tensor(Float64Array.from(rows[0]), [1, 2])).data).toEqual(
      Float64Array.of(3, 1),
    );
  });

  test("are refused where the model does not know them, by the model and by the client", async () => {
    const model = models.DecisionTreeRegressor.load(JSON.parse(JSON.stringify(dump)));
    await expect(model.predict([[1, NaN]])).rejects.toThrow(errors.NonFiniteValueError);
    await expect(model.predict([[1, NaN]])).rejects.toThrow(/row 0, column 1.*remove or impute/);
    const gap = new Tensor(Float64Array.of(1, NaN), [1, 2]);
    expect(() => model.clientProcessing.quantize(gap)).toThrow(errors.NonFiniteValueError);
    const wide = new Tensor(Float64Array.of(1, 2, 3), [1, 3]);
    expect(() => model.clientProcessing.quantize(wide)).toThrow(errors.ShapeError);
  });
});

describe("bad input", async () => {
  const { X, y } = iris;
  const untyped = (value: unknown): never => value as never;
  const grown = await new models.DecisionTreeClassifier({ maxDepth: 2 }).fit(X, y);
  const cases: [string, () => unknown, abstract new (...p: never[]) => errors.FheLearnError, RegExp][] = [
    [
      "depth 0",
      () => new models.DecisionTreeClassifier({ maxDepth: 0 }).fit(X, y),
      errors.OptionValueError,
      /maxDepth = 0.*1 or more, or null/,
    ],
    [
      "no rounds",
      () => new models.XGBClassifier({ nEstimators: 0 }).fit(X, y),
      errors.OptionValueError,
      /nEstimators = 0/,
    ],
    [
      "leaves of more bits than there are",
      () => new models.XGBClassifier({ nBits: { opInputs: 6, opLeaves: 17 } }).fit(X, y),
      errors.OptionValueError,
      /opLeaves.*2 to 16/,
    ],
    [
      "inputs of more bits than there are",
      () => new models.RandomForestClassifier({ nBits: 9 }).fit(X, y),
      errors.OptionValueError,
      /nBits = 9.*2 to 8/,
    ],
    [
      "nBits as linear models have it",
      () => new models.AdditiveClassifier({ nBits: untyped({ opInputs: 6, opWeights: 6 }) }).fit(X, y),
      errors.OptionValueError,
      /opLeaves/,
    ],
    [
      "an unseen category: text",
      () => grown.predict([["setosa", 1, 2, 3]] as never),
      errors.InvalidInputError,
      /row 0, column 0/,
    ],
    [
      "a mode that does not exist",
      () => grown.predict(X, { fhe: untyped("encrypted") }),
      errors.UnknownFheModeError,
      /fhe = "encrypted"/,
    ],
    [
      "simulation before compile",
      () => grown.predict(X, { fhe: "simulate" }),
      errors.NotCompiledError,
      /await model.compile\(X\)/,
    ],
    [
      "compile with other features",
      () => grown.compile([[1, 2]]),
      errors.FeatureCountError,
      /2 features.*4 features/,
    ],
    [
      "a grid that is damaged",
      () =>
        models.ClientProcessing.fromJSON({
          ...grown.clientProcessing.toJSON(),
          input: { kind: "binner", version: 1, edges: [[2, 1]] },
        }),
      errors.CorruptedDataError,
      /not finite and ascending/,
    ],
    [
      "an ensemble with a cycle",
      () => {
        const dump = JSON.parse(JSON.stringify(grown.dump())) as { fitted: { model: { left: number[] } } };
        dump.fitted.model.left[0] = 0;
        return models.DecisionTreeClassifier.load(dump);
      },
      errors.CorruptedDataError,
      /a cycle/,
    ],
  ];

  test.each(cases)("%s", async (_, call, Kind, message) => {
    const error: unknown = await Promise.resolve()
      .then(call)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Kind);
    expect(String(error)).toMatch(message);
  });

  test.each([{}, { lookups: "diagrams" } as const])(
    "leaves finer than the sum can hold: %o",
    async (options) => {
      const nBits = { opInputs: 6, opLeaves: 16 };
      const model = await new models.XGBRegressor({ nBits, nEstimators: 60 }).fit(diabetes.X, diabetes.y);
      const error: unknown = await model.compile(diabetes.X, options).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(errors.NoParametersError);
      expect(String(error)).toMatch(
        /XGBRegressor.*sums of at most \d+ bits.*To fix it: lower opLeaves.*lookups: "bootstraps"/,
      );
    },
  );

  test("constant features, and targets that need no test at all", async () => {
    const constant = X.map((value, at) => (at % 4 === 2 ? 7 : value));
    const model = await new models.XGBClassifier({ nEstimators: 3 }).fit(constant, y);
    await model.compile(constant);
    expect(await model.predict(constant, { fhe: "simulate" })).toEqual(await model.predict(constant));
    const flat = await new models.DecisionTreeRegressor().fit(X.slice(0, 5), [3, 3, 3, 3, 3]);
    await flat.compile(X);
    expect(Array.from(await flat.predict(X.slice(0, 2), { fhe: "execute" }))).toEqual([3, 3]);
  });
});
