/** Files that can be read but are no linear model, or a damaged one. */
import { describe, expect, test } from "vitest";
import {
  CorruptedDataError,
  FeatureCountError,
  NonFiniteValueError,
  OutOfRangeError,
  UnsupportedOperationError,
} from "../../src/core/index.ts";
import { fromOnnx } from "../../src/onnx/index.ts";
import { attribute, floats, message, model, node, tensor, text, value, varint } from "./support/build.ts";
import type { Part } from "./support/build.ts";
import { readBytes } from "./support/files.ts";

const ML = "ai.onnx.ml";
const x = value(11, "x", 2);
const y = value(12, "y", 1);
const weights = floats("w", [2, 1], [2, -3]);
const product = node("MatMul", "", ["x", "w"], ["p"]);

function classifier(...attributes: Part[]): Uint8Array {
  const parts = [attribute("coefficients", [1, 2, 3, 4]), attribute("intercepts", [0, 1])];
  const node_ = node("LinearClassifier", ML, ["x"], ["l", "y"], ...parts, ...attributes);
  return model(x, value(12, "l", 1), value(12, "y", 2), node_);
}

describe("models that are not imported name the operator and the node", () => {
  test.each<[string, RegExp]>([
    ["sklearn/knn_classifier", /node \w+ "\w+"/],
    [
      "sklearn/mlp_classifier",
      /node Relu "Relu": an operator that cannot follow a linear model.*Sigmoid.*import models that are linear up to the link/,
    ],
    ["sklearn/mlp_regressor", /node Relu "Relu"/],
    ["torch/cnn_strided_noPool-op14", /node Conv "/],
    ["qat/mlp_tabular_w2a2-qonnx", /node qonnx\.custom_op\.general\.Quant "/],
    [
      "linear/linear_regression_two_targets",
      /the model's end, ai\.onnx\.ml\.LinearRegressor.*2 targets.*one target/,
    ],
  ])("%s", (path, message) => {
    const read = (): unknown => fromOnnx(readBytes(`${path}.onnx`));
    expect(read).toThrow(UnsupportedOperationError);
    expect(read).toThrow(message);
  });
});

describe("linear models with parts that are not imported", () => {
  test.each<[string, Uint8Array, RegExp]>([
    [
      "a transform nobody has",
      classifier(attribute("classlabels_ints", [0, 1]), attribute("post_transform", "PROBIT")),
      /post_transform PROBIT.*NONE, LOGISTIC, SOFTMAX/,
    ],
    [
      "a regression with a transform",
      model(
        x,
        y,
        node(
          "LinearRegressor",
          ML,
          ["x"],
          ["y"],
          attribute("coefficients", [1, 2]),
          attribute("post_transform", "LOGISTIC"),
        ),
      ),
      /post_transform LOGISTIC/,
    ],
    [
      "a link nobody has",
      model(x, y, weights, product, node("Abs", "", ["p"], ["y"])),
      /no known function of the linear part.*identity or log link/,
    ],
    [
      "an operator nobody has",
      model(x, y, node("Foo", ML, ["x"], ["y"])),
      /node ai\.onnx\.ml\.Foo "my Foo": an operator that is no part of a linear model.*Scaler/,
    ],
    [
      "an operator nobody has, after",
      model(x, y, weights, product, node("Erf", "", ["p"], ["y"])),
      /node Erf "my Erf": an operator that cannot follow/,
    ],
    [
      "a scaler alone",
      model(x, y, node("Scaler", ML, ["x"], ["y"], attribute("offset", [1, 1]), attribute("scale", [1, 1]))),
      /no linear model in the file/,
    ],
    [
      "constants alone",
      model(x, y, weights, node("Add", "", ["w", "w"], ["y"])),
      /a computation on constants/,
    ],
    [
      "a product of features",
      model(x, y, node("Mul", "", ["x", "x"], ["y"])),
      /features combined with what is no constant/,
    ],
    [
      "weights that are computed",
      model(x, y, node("MatMul", "", ["x", "x"], ["y"])),
      /a product whose right side is computed/,
    ],
    [
      "a division by features",
      model(x, y, weights, node("Div", "", ["w", "x"], ["q"])),
      /a division by the features|no constant a feature/,
    ],
    [
      "two linear parts on other features",
      model(
        x,
        y,
        weights,
        product,
        node("Scaler", ML, ["x"], ["s"], attribute("offset", [1, 1]), attribute("scale", [1, 1])),
        node("MatMul", "", ["s", "w"], ["q"]),
        node("Mul", "", ["p", "q"], ["y"]),
      ),
      /a second linear part, on other features/,
    ],
    [
      "features beside the outputs",
      model(x, y, weights, product, node("Mul", "", ["p", "x"], ["y"])),
      /features beside the outputs/,
    ],
    [
      "features cut on one side",
      model(
        x,
        y,
        weights,
        floats("low", [], [0]),
        node("Clip", "", ["x", "low"], ["c"]),
        node("MatMul", "", ["c", "w"], ["y"]),
      ),
      /a cut to \[0, Infinity\]/,
    ],
    [
      "features cast to integers",
      model(
        x,
        y,
        weights,
        node("Cast", "", ["x"], ["c"], attribute("to", 7)),
        node("MatMul", "", ["c", "w"], ["y"]),
      ),
      /a cast of the features to type 7/,
    ],
    [
      "a transposed input",
      model(x, y, weights, node("Gemm", "", ["x", "w"], ["y"], attribute("transA", 1))),
      /transA/,
    ],
    [
      "three axes",
      model(x, y, floats("w", [1, 2, 1], [1, 2]), node("MatMul", "", ["x", "w"], ["y"])),
      /weights of shape \[1, 2, 1\]/,
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => fromOnnx(bytes)).toThrow(UnsupportedOperationError);
    expect(() => fromOnnx(bytes)).toThrow(message);
  });

  test("labels that do not follow the decision values", () => {
    const scores = node(
      "LinearClassifier",
      ML,
      ["x"],
      ["l", "p"],
      attribute("coefficients", [1, 2, 3, 4]),
      attribute("intercepts", [0, 1]),
      attribute("classlabels_ints", [0, 1]),
    );
    const swapped = [
      node("Neg", "", ["p"], ["n"]),
      node("ArgMax", "", ["n"], ["i"], attribute("axis", 1)),
      node("ArrayFeatureExtractor", ML, ["c", "i"], ["y"]),
    ];
    const bytes = model(
      x,
      y,
      value(12, "p", 2),
      tensor("c", 6, [2], varint(5, 0), varint(5, 1)),
      scores,
      ...swapped,
    );
    expect(() => fromOnnx(bytes)).toThrow(/labels that are not those of the greatest decision value/);
  });
});

describe("damaged models", () => {
  const labels = attribute("classlabels_ints", [0, 1]);
  test.each<[string, Uint8Array, RegExp]>([
    [
      "NaN in the weights",
      model(x, y, floats("w", [2, 1], [2, NaN]), node("MatMul", "", ["x", "w"], ["y"])),
      /node MatMul "my MatMul": a coefficient that is NaN/,
    ],
    [
      "an infinite intercept",
      model(x, y, weights, floats("b", [1], [Infinity]), product, node("Add", "", ["p", "b"], ["y"])),
      /an intercept that is Infinity/,
    ],
    [
      "a coefficient too many",
      model(
        x,
        y,
        node(
          "LinearRegressor",
          ML,
          ["x"],
          ["y"],
          attribute("coefficients", [1, 2, 3]),
          attribute("targets", 2),
        ),
      ),
      /3 coefficients and 0 intercepts for 2 outputs/,
    ],
    ["no coefficients", model(x, y, node("LinearRegressor", ML, ["x"], ["y"])), /0 coefficients/],
    [
      "more features than the input has",
      model(x, y, node("LinearRegressor", ML, ["x"], ["y"], attribute("coefficients", [1, 2, 3]))),
      /coefficients for 3 features after a part for 2/,
    ],
    [
      "an intercept a class too many",
      model(x, y, weights, floats("b", [3], [1, 2, 3]), product, node("Add", "", ["p", "b"], ["y"])),
      /3 values for 1 outputs/,
    ],
    [
      "biases that do not fit",
      model(x, y, weights, floats("b", [3], [1, 2, 3]), node("Gemm", "", ["x", "w", "b"], ["y"])),
      /3 biases for 1 outputs/,
    ],
    [
      "products that do not fit",
      model(
        x,
        y,
        floats("a", [2, 3], [1, 2, 3, 4, 5, 6]),
        weights,
        node("MatMul", "", ["x", "a"], ["p"]),
        node("MatMul", "", ["p", "w"], ["y"]),
      ),
      /2 columns of coefficients for 3 values/,
    ],
    [
      "a scale of 0",
      model(
        x,
        y,
        weights,
        node("Scaler", ML, ["x"], ["s"], attribute("offset", [1, 1]), attribute("scale", [1, 0])),
        node("MatMul", "", ["s", "w"], ["y"]),
      ),
      /node ai\.onnx\.ml\.Scaler "my Scaler": a scale of 0/,
    ],
    [
      "a scaler of another width",
      model(
        value(11, "x", 2),
        y,
        weights,
        node("Scaler", ML, ["x"], ["s"], attribute("offset", [1, 1, 1]), attribute("scale", [1])),
        node("MatMul", "", ["s", "w"], ["y"]),
      ),
      /coefficients for 2 features after a part for 3/,
    ],
    [
      "a scaler without a scale",
      model(x, y, weights, node("Scaler", ML, ["x"], ["s"], attribute("offset", [1, 1]))),
      /no offset or no scale/,
    ],
    [
      "a norm nobody has",
      model(x, y, weights, node("Normalizer", ML, ["x"], ["s"], attribute("norm", "L7"))),
      /norm l7/,
    ],
    ["one label", classifier(attribute("classlabels_ints", [0])), /1 class labels/],
    [
      "an attribute of another kind",
      classifier(labels, attribute("post_transform", 1)),
      /attribute post_transform of kind int.*kind string/,
    ],
    [
      "text where weights belong",
      model(x, y, tensor("w", 8, [2, 1], text(6, "1"), text(6, "2")), node("MatMul", "", ["x", "w"], ["y"])),
      /text in "w"/,
    ],
    [
      "an input nothing makes",
      model(x, y, weights, node("MatMul", "", ["z", "w"], ["y"])),
      /an input "z" that nothing makes/,
    ],
    [
      "an output made twice",
      model(x, y, weights, product, node("Exp", "", ["p"], ["p"])),
      /an output "p" that exists already/,
    ],
    [
      "an operator without its input",
      model(x, y, weights, product, node("Add", "", ["p", ""], ["y"])),
      /no input 1/,
    ],
    [
      "shapes that do not broadcast",
      model(
        x,
        y,
        weights,
        floats("c", [3], [1, 2, 3]),
        product,
        node("Exp", "", ["p"], ["e"]),
        node("Mul", "", ["e", "e"], ["f"]),
        node("Concat", "", ["f", "f"], ["g"], attribute("axis", 1)),
        node("Add", "", ["g", "c"], ["y"]),
      ),
      /shapes \[48, 2\] and \[3\]/,
    ],
    [
      "an index beyond the scores",
      model(
        x,
        y,
        weights,
        tensor("i", 6, [1], varint(5, 7)),
        product,
        node("ArrayFeatureExtractor", ML, ["p", "i"], ["y"]),
      ),
      /an index beyond 1 columns/,
    ],
    [
      "a shape that does not fit",
      model(
        x,
        y,
        weights,
        tensor("s", 6, [1], varint(5, 7)),
        product,
        node("Reshape", "", ["p", "s"], ["y"]),
      ),
      /shape \[7\] for 48 values/,
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => fromOnnx(bytes)).toThrow(CorruptedDataError);
    expect(() => fromOnnx(bytes)).toThrow(message);
  });

  test("labels that are not exact as numbers", () => {
    const huge = message(5, text(1, "classlabels_ints"), varint(8, 2n ** 60n), varint(8, 1), varint(20, 7));
    expect(() => fromOnnx(classifier(huge))).toThrow(OutOfRangeError);
    expect(() => fromOnnx(classifier(huge))).toThrow(/the integer 1152921504606846976.*use smaller labels/);
  });

  test("rows for calibration that do not belong", () => {
    const bytes = readBytes("sklearn/pipeline_scaler_logistic.onnx");
    expect(() => fromOnnx(bytes, { X: [[1, 2]] })).toThrow(FeatureCountError);
    expect(() => fromOnnx(bytes, { X: [[1, 2, 3, NaN]] })).toThrow(NonFiniteValueError);
  });
});
