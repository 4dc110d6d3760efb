import { describe, expect, test } from "vitest";
import { CancelledError, CorruptedDataError } from "../../../src/core/index.ts";
import { loadBreastCancer } from "../../../src/datasets/index.ts";
import { loadModel, LogisticRegression, PoissonRegressor } from "../../../src/models/index.ts";
import { trainTestSplit } from "../../../src/models/model-selection/index.ts";

const { X, y } = await loadBreastCancer();
const split = trainTestSplit(X, y, { testSize: 0.3, randomState: 42, stratify: y });
const model = await new LogisticRegression({ nBits: 8 }).fit(split.XTrain, split.yTrain);
await model.compile(split.XTrain);

describe("breast cancer, unscaled features", () => {
  test("all test rows: simulated as in the clear, 20 of them encrypted", async () => {
    const clear = await model.decisionFunction(split.XTest);
    expect((await model.decisionFunction(split.XTest, { fhe: "simulate", randomState: 3 })).data).toEqual(
      clear.data,
    );
    const encrypted = await model.decisionFunction(split.XTest.slice(0, 20), { fhe: "execute" });
    expect(encrypted.data).toEqual(clear.data.slice(0, 20));
    expect(await model.score(split.XTest, split.yTest)).toBeGreaterThan(0.92);
  });

  test("the graph is one packed product and a bias, with its source", () => {
    expect(model.graph.toString()).toMatch(/matmul.*const\[30,1\].*# LogisticRegression.decision/);
    expect(model.fheCircuit.statistics().bootstraps).toBe(0);
    expect(model.graph.maximumIntegerBitWidth()).toBeLessThanOrEqual(21);
  });

  test("measured ranges are never wider than sound ones, and results stay the same", async () => {
    const other = await model.clone().fit(split.XTrain, split.yTrain);
    const circuit = await other.compile(split.XTrain, { ranges: "measured" });
    expect(circuit.graph.maximumIntegerBitWidth()).toBeLessThanOrEqual(model.graph.maximumIntegerBitWidth());
    const few = split.XTrain.slice(0, 5);
    expect((await other.decisionFunction(few, { fhe: "execute" })).data).toEqual(
      (await other.decisionFunction(few)).data,
    );
  });

  test("encrypted runs report progress and can be stopped", async () => {
    const stages: string[] = [];
    await model.predict(split.XTest.slice(0, 2), {
      fhe: "execute",
      onProgress: ({ stage }) => stages.push(stage),
    });
    expect(stages.length).toBeGreaterThan(0);
    const controller = new AbortController();
    const stopped = model.predict(split.XTest, {
      fhe: "execute",
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(stopped).rejects.toThrow(CancelledError);
  });
});

test("what the client gets holds no coefficient: ranges, one output scale, link, labels", () => {
  const json = model.clientProcessing.toJSON();
  expect(Object.keys(json).sort()).toEqual([
    "classes",
    "input",
    "kind",
    "link",
    "outputScale",
    "task",
    "version",
  ]);
  expect(json.outputScale).toHaveLength(1);
});

describe("loadModel", () => {
  test("finds the class by name, and its text form works too", async () => {
    const loaded = loadModel(JSON.stringify(model.dump()));
    expect(loaded).toBeInstanceOf(LogisticRegression);
    expect(await loaded.predict(split.XTest)).toEqual(await model.predict(split.XTest));
    const counts = await new PoissonRegressor().fit([[0], [1], [2]], [1, 2, 3]);
    expect(loadModel(counts.dump())).toBeInstanceOf(PoissonRegressor);
  });

  test.each([[null], ["{"], [{}], [{ estimator: "constructor" }], [{ estimator: "Ridgeless" }]])(
    "%o is refused",
    (json) => {
      expect(() => loadModel(json)).toThrow(CorruptedDataError);
      expect(() => loadModel(json)).toThrow(/dump the fitted model again/);
    },
  );
});
