/** What files become: classes, steps, names, options. */
import { describe, expect, test } from "vitest";
import {
  ConflictingOptionsError,
  InvalidInputError,
  OptionValueError,
  UnknownOptionError,
} from "../../src/core/index.ts";
import {
  GammaRegressor,
  LinearRegression,
  LinearSVC,
  loadModel,
  LogisticRegression,
  PoissonRegressor,
  Ridge,
  SGDClassifier,
  TweedieRegressor,
} from "../../src/models/index.ts";
import { Pipeline } from "../../src/models/pipeline/index.ts";
import type { Normalizer } from "../../src/models/preprocessing/index.ts";
import { MinMaxScaler, StandardScaler } from "../../src/models/preprocessing/index.ts";
import { fromOnnx } from "../../src/onnx/index.ts";
import { attribute, floats, model, node, value } from "./support/build.ts";
import { readBytes } from "./support/files.ts";

const ML = "ai.onnx.ml";

describe("without an estimator, the file's function chooses the class", () => {
  test.each<[string, new (...options: never[]) => unknown]>([
    ["sklearn/linear_regression", LinearRegression],
    ["sklearn/poisson_regressor", PoissonRegressor],
    ["linear/tweedie_identity", LinearRegression],
    ["sklearn/logistic_binary_zipmap", LogisticRegression],
    ["linear/logistic_ovr", LogisticRegression],
    ["linear/one_vs_rest_logistic", LogisticRegression],
    ["linear/sgd_log_loss_multi", LogisticRegression],
    ["sklearn/linear_svc", LinearSVC],
    ["linear/perceptron", LinearSVC],
    ["linear/ridge_classifier_multi", LinearSVC],
    ["linear/sgd_modified_huber", SGDClassifier],
  ])("%s", (path, Estimator) => {
    const found = fromOnnx(readBytes(`${path}.onnx`));
    expect(found).toBeInstanceOf(Estimator);
    expect(found.isFitted).toBe(true);
  });
});

describe("with an estimator", () => {
  test("the class and its options are taken, and its score", async () => {
    const bytes = readBytes("linear/gamma_regressor.onnx");
    const found = fromOnnx(bytes, { estimator: GammaRegressor, nBits: 6, params: { alpha: 0.001 } });
    expect(found).toBeInstanceOf(GammaRegressor);
    expect((found as GammaRegressor).getParams()).toMatchObject({ alpha: 0.001, nBits: 6 });
    const tweedie = fromOnnx(readBytes("linear/tweedie_log.onnx"), {
      estimator: TweedieRegressor,
      params: { power: 1.5 },
    });
    const X = [Array<number>(10).fill(0.01), Array<number>(10).fill(-0.01)];
    expect(await tweedie.score(X, [150, 130], { fhe: "float" })).toBeLessThan(1);
  });

  test("typed by it: probabilities without a cast", async () => {
    const found = fromOnnx(readBytes("sklearn/logistic_multinomial.onnx"), { estimator: LogisticRegression });
    const shares = await found.predictProba([[5, 3, 4, 1]], { fhe: "float" });
    expect(shares.shape).toEqual([1, 3]);
  });

  test.each<[string, () => unknown, new (...parts: never[]) => Error, RegExp]>([
    [
      "a classifier from a regression",
      () => fromOnnx(readBytes("linear/ridge.onnx"), { estimator: LogisticRegression }),
      InvalidInputError,
      /a linear regressor in the file, and estimator LogisticRegression, a classifier/,
    ],
    [
      "no probabilities from those of a file",
      () => fromOnnx(readBytes("sklearn/logistic_binary.onnx"), { estimator: LinearSVC }),
      ConflictingOptionsError,
      /fitted for the link "sigmoid" in a model whose link is "identity".*import them as another model/,
    ],
    [
      "another link",
      () => fromOnnx(readBytes("linear/gamma_regressor.onnx"), { estimator: Ridge }),
      ConflictingOptionsError,
      /the link "exp" in a model whose link is "identity"/,
    ],
    [
      "an option of another loss",
      () => fromOnnx(readBytes("linear/sgd_log_loss.onnx"), { estimator: SGDClassifier }),
      ConflictingOptionsError,
      /set its options \(loss, link, penalty\) as in training/,
    ],
    [
      "an option nobody knows",
      () => fromOnnx(readBytes("linear/ridge.onnx"), { nbits: 8 } as never),
      UnknownOptionError,
      /fromOnnx: unknown option nbits.*did you mean nBits/,
    ],
    [
      "an option of the estimator nobody knows",
      () => fromOnnx(readBytes("linear/ridge.onnx"), { params: { Alpha: 1 } }),
      UnknownOptionError,
      /unknown option Alpha/,
    ],
    [
      "bits out of range",
      () => fromOnnx(readBytes("linear/ridge.onnx"), { nBits: 0 }),
      OptionValueError,
      /nBits = 0/,
    ],
  ])("%s is refused", (_, make, kind, message) => {
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });

  test("the same numbers as another class with the same link", () => {
    const found = fromOnnx(readBytes("linear/sgd_log_loss.onnx"), {
      estimator: SGDClassifier,
      params: { loss: "logLoss" },
    });
    expect(found).toBeInstanceOf(SGDClassifier);
  });
});

function pipelineOf(path: string): Pipeline {
  const found: unknown = fromOnnx(readBytes(path));
  expect(found).toBeInstanceOf(Pipeline);
  return found as Pipeline;
}

describe("what comes before the model becomes steps", () => {
  test("a Scaler, with the statistics it was written from", () => {
    const found = pipelineOf("sklearn/pipeline_scaler_logistic.onnx");
    expect(found).toBeInstanceOf(Pipeline);
    expect(found.steps.map(([name]) => name)).toEqual(["scaler", "model"]);
    const { scaler, model } = found.namedSteps as unknown as {
      scaler: StandardScaler;
      model: LogisticRegression;
    };
    expect(scaler).toBeInstanceOf(StandardScaler);
    expect(scaler.mean_[0]).toBeCloseTo(5.87333345413208, 12);
    expect(scaler.scale_[0]).toBeCloseTo(1 / 1.1643861532211304, 12);
    expect(model).toBeInstanceOf(LogisticRegression);
    expect(found.nFeaturesIn_).toBe(4);
  });

  test("a product and a sum: a MinMaxScaler, with a cut where there is one", async () => {
    const plain = pipelineOf("sklearn/pipeline_minmax_ridge.onnx");
    const { scaler } = plain.namedSteps as unknown as { scaler: MinMaxScaler };
    expect(scaler).toBeInstanceOf(MinMaxScaler);
    expect(scaler.getParams()).toEqual({ featureRange: [0, 1], clip: false });
    // Least age and greatest age of the training rows.
    expect(scaler.dataMin_[0]).toBeCloseTo(19, 4);
    expect(scaler.dataMax_[0]).toBeCloseTo(79, 4);
    const cut = pipelineOf("linear/pipeline_minmax_clip.onnx");
    const rows = await cut.preprocess([[-100, 100, -100, 100]]);
    expect([...rows.data]).toEqual([0, 1, 0, 1]);
  });

  test("Normalizers and several scalers keep their order", () => {
    const names = (path: string): unknown[] =>
      pipelineOf(path).steps.map(([name, step]) => [name, (step as StandardScaler).spec.name]);
    expect(names("linear/pipeline_two_scalers.onnx")).toEqual([
      ["scaler", "MinMaxScaler"],
      ["scaler2", "StandardScaler"],
      ["model", "LinearRegression"],
    ]);
    expect(names("linear/pipeline_scaler_normalizer.onnx")).toEqual([
      ["scaler", "StandardScaler"],
      ["normalizer", "Normalizer"],
      ["model", "LogisticRegression"],
    ]);
    const { normalizer } = pipelineOf("linear/pipeline_normalizer_l1.onnx").namedSteps as Record<
      string,
      unknown
    >;
    expect((normalizer as Normalizer).getParams()).toEqual({ norm: "l1" });
  });

  test("inputs of one column each give the names of the columns", async () => {
    const found = fromOnnx(readBytes("linear/pipeline_inputs.onnx"), { estimator: LogisticRegression });
    expect(found.featureNamesIn_).toEqual(["f0", "f1", "f2", "f3"]);
    const table = { f0: [5.1, 6.2], f1: [3.5, 2.9], f2: [1.4, 4.3], f3: [0.2, 1.3] };
    const labels = await found.predict(table, { fhe: "float" });
    expect(Array.from(labels as Float64Array)).toEqual([0, 1]);
  });

  test("a pipeline can be dumped once it is compiled, and loaded", async () => {
    const found = fromOnnx(readBytes("sklearn/pipeline_scaler_logistic.onnx"), {
      estimator: LogisticRegression,
    });
    const X = [
      [5.1, 3.5, 1.4, 0.2],
      [6.2, 2.9, 4.3, 1.3],
      [7.7, 2.6, 6.9, 2.3],
    ];
    await found.compile(X);
    const loaded = loadModel(JSON.stringify(found.dump())) as typeof found;
    expect(await loaded.predict(X)).toEqual(await found.predict(X));
  });
});

describe("ways to write a linear part that converters have", () => {
  const X = [
    [1, 2],
    [3, -1],
  ];
  const weights = floats("w", [2, 1], [2, -3]);
  const io = [value(11, "x", 2), value(12, "y", 1)];
  const predict = async (bytes: Uint8Array): Promise<number[]> =>
    Array.from(await (fromOnnx(bytes) as LinearRegression).predict(X, { fhe: "float" }));

  test.each<[string, Uint8Array, number[]]>([
    [
      "MatMul and Add",
      model(
        ...io,
        weights,
        floats("b", [1], [5]),
        node("MatMul", "", ["x", "w"], ["p"]),
        node("Add", "", ["b", "p"], ["y"]),
      ),
      [1, 14],
    ],
    [
      "MatMul and Sub",
      model(
        ...io,
        weights,
        floats("b", [1], [5]),
        node("MatMul", "", ["x", "w"], ["p"]),
        node("Sub", "", ["p", "b"], ["y"]),
      ),
      [-9, 4],
    ],
    ["MatMul alone", model(...io, weights, node("MatMul", "", ["x", "w"], ["y"])), [-4, 9]],
    ["Gemm", model(...io, weights, floats("b", [1], [5]), node("Gemm", "", ["x", "w", "b"], ["y"])), [1, 14]],
    [
      "Gemm with transB",
      model(...io, floats("w", [1, 2], [2, -3]), node("Gemm", "", ["x", "w"], ["y"], attribute("transB", 1))),
      [-4, 9],
    ],
    [
      "two products, one after the other",
      model(
        ...io,
        floats("a", [2, 2], [1, 1, 0, 1]),
        weights,
        node("MatMul", "", ["x", "a"], ["p"]),
        node("MatMul", "", ["p", "w"], ["y"]),
      ),
      [2 * 1 - 3 * 3, 2 * 3 - 3 * 2],
    ],
    [
      "LinearRegressor",
      model(...io, node("LinearRegressor", ML, ["x"], ["y"], attribute("coefficients", [2, -3]))),
      [-4, 9],
    ],
    [
      "a subtraction and a division before",
      model(
        ...io,
        weights,
        floats("m", [2], [1, 1]),
        floats("s", [2], [2, 4]),
        node("Sub", "", ["x", "m"], ["c"]),
        node("Div", "", ["c", "s"], ["z"]),
        node("MatMul", "", ["z", "w"], ["y"]),
      ),
      [-0.75, 2 + 1.5],
    ],
  ])("%s", async (_, bytes, expected) => {
    const found = fromOnnx(bytes) as unknown as LinearRegression;
    const predicted = await found.predict(X, { fhe: "float" });
    expect(Array.from(predicted)).toEqual(expected.map((value) => expect.closeTo(value, 9) as number));
  });

  test("a binary classifier with one score", async () => {
    const classifier = node(
      "LinearClassifier",
      ML,
      ["x"],
      ["l", "y"],
      attribute("coefficients", [2, -3]),
      attribute("intercepts", [1]),
      attribute("classlabels_strings", ["a", "b"]),
      attribute("post_transform", "LOGISTIC"),
    );
    const found = fromOnnx(model(value(11, "x", 2), value(12, "l", 1), value(12, "y", 2), classifier), {
      estimator: LogisticRegression,
    });
    expect(await found.predict(X, { fhe: "float" })).toEqual(["a", "b"]);
    expect((await found.decisionFunction(X, { fhe: "float" })).data).toEqual(Float64Array.of(-3, 10));
  });

  test("two scores that are not each other's negatives, with softmax: their difference decides", async () => {
    const classifier = node(
      "LinearClassifier",
      ML,
      ["x"],
      ["l", "y"],
      attribute("coefficients", [1, 0, 2, -3]),
      attribute("intercepts", [1, 0]),
      attribute("classlabels_ints", [4, 9]),
      attribute("post_transform", "SOFTMAX"),
    );
    const found = fromOnnx(model(value(11, "x", 2), value(12, "l", 1), value(12, "y", 2), classifier), {
      estimator: LogisticRegression,
    });
    expect((await found.decisionFunction(X, { fhe: "float" })).data).toEqual(
      Float64Array.of(1 - 6 - 1, 3 + 3 - 1),
    );
    expect(await found.predict(X, { fhe: "float" })).toEqual(Float64Array.of(4, 9));
  });

  test("coefficients are the file's, to the bit", async () => {
    const found = fromOnnx(
      model(...io, weights, node("MatMul", "", ["x", "w"], ["y"])),
    ) as unknown as LinearRegression;
    expect(found.coef_).toEqual(Float64Array.of(2, -3));
    expect(await predict(model(...io, weights, node("MatMul", "", ["x", "w"], ["y"])))).toEqual([-4, 9]);
  });
});
