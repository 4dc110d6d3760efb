import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CorruptedDataError,
  InvalidInputError,
  TruncatedDataError,
  UnsupportedOperationError,
} from "../../src/core/index.ts";
import { parseOnnx } from "../../src/onnx/index.ts";
import {
  attribute,
  bytesOf,
  float,
  floats,
  message,
  model,
  node,
  packed,
  raw,
  tensor,
  text,
  varint,
} from "./support/build.ts";
import type { Part } from "./support/build.ts";
import { cuts, readAltered, refusal } from "./support/damage.ts";
import { readBytes } from "./support/files.ts";

/** Whether the file is read; errors of any other kind than ours are passed on. */
function isRead(bytes: Uint8Array): boolean {
  const error = refusal(() => parseOnnx(bytes));
  if (error !== undefined) expect(error.message.length).toBeLessThan(2000);
  return error === undefined;
}

const small = [
  "sklearn/pipeline_scaler_logistic.onnx",
  "sklearn/poisson_regressor.onnx",
  "linear/logistic_strings_zipmap.onnx",
];

test.each(small)("%s cut at every byte is refused", (path) => {
  const bytes = new Uint8Array(readBytes(path));
  for (const cut of cuts(bytes)) {
    // What follows the graph may be missing without a trace: documentation, a second entry of an operator set.
    if (isRead(cut)) expect(parseOnnx(cut).graph).toEqual(parseOnnx(bytes).graph);
  }
  expect(isRead(bytes.subarray(0, bytes.length >> 1))).toBe(false);
});

test("a file that is cut short says where", () => {
  const bytes = readBytes("sklearn/linear_regression.onnx");
  expect(() => parseOnnx(bytes.subarray(0, 150))).toThrow(TruncatedDataError);
  expect(() => parseOnnx(bytes.subarray(0, 150))).toThrow(
    /ModelProto.*the bytes end inside this part.*transfer or export it again/,
  );
});

test.each([...small, "sklearn/knn_classifier.onnx", "qat/mlp_tabular_w2a2-qonnx.onnx"])(
  "%s with bytes altered at random is read or refused, never anything else",
  (path) => {
    readAltered(new Uint8Array(readBytes(path)), { runs: 500, changes: 4 }, isRead);
  },
);

test("any bytes at all are read or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void isRead(bytes)),
    { numRuns: 2000 },
  );
});

describe("files of other kinds are named", () => {
  const start = (text: string): Uint8Array => new TextEncoder().encode(`${text}${"x".repeat(40)}`);
  test.each<[string, Uint8Array, RegExp]>([
    ["zip", start("PK\u0003\u0004"), /a zip archive, such as a PyTorch \.pt/],
    ["pickle", Uint8Array.of(0x80, 4, 0x95, 1, 2), /a Python pickle.*skl2onnx\.to_onnx/],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip-compressed/],
    ["joblib", Uint8Array.of(0x78, 0x9c, 1), /zlib-compressed/],
    ["HDF5", Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13), /HDF5/],
    ["NumPy", Uint8Array.of(0x93, 0x4e, 0x55, 0x4d), /a NumPy array/],
    ["ORT", start("\u0000\u0000\u0000\u0000ORTM"), /ONNX Runtime \.ort/],
    ["TF Lite", start("\u0000\u0000\u0000\u0000TFL3"), /TensorFlow Lite/],
    ["JSON", start('{"learner": '), /XGBoost/],
    ["LightGBM", start("tree\n"), /LightGBM/],
    ["HTML", start("<!DOCTYPE html>"), /HTML/],
    ["a message without a graph", bytesOf(varint(1, 8)), /holds no graph/],
  ])("%s", (_, bytes, message) => {
    expect(() => parseOnnx(bytes)).toThrow(CorruptedDataError);
    expect(() => parseOnnx(bytes)).toThrow(message);
  });

  test("no bytes, and no bytes at all", () => {
    expect(() => parseOnnx(new Uint8Array())).toThrow(TruncatedDataError);
    expect(() => parseOnnx(new Uint8Array())).toThrow(/an empty file/);
    expect(() => parseOnnx("model.onnx" as never)).toThrow(InvalidInputError);
    expect(() => parseOnnx("model.onnx" as never)).toThrow(/a string.*read the file first/);
    expect(() => parseOnnx(null as never)).toThrow(/of type object/);
  });
});

describe("files that contradict themselves", () => {
  const deep = (levels: number): Part =>
    message(
      7,
      levels === 0
        ? text(2, "end")
        : node("If", "", [], ["y"], message(5, text(1, "g"), varint(20, 5), inner(levels - 1))),
    );
  const inner = (levels: number): Part =>
    message(
      6,
      levels === 0
        ? text(2, "end")
        : node("If", "", [], ["y"], message(5, text(1, "g"), varint(20, 5), inner(levels - 1))),
    );
  const int8 = (...data: Part[]): Uint8Array => model(tensor("w", 3, [1], ...data));

  test.each<[string, Uint8Array, RegExp]>([
    [
      "a wire type that is not the field's",
      model(varint(1, 3)),
      /graph\.node: wire type varint where length-delimited belongs/,
    ],
    [
      "a number where text belongs",
      model(message(1, varint(3, 1))),
      /graph\.node\[0\]\.name: wire type varint/,
    ],
    [
      "text that is not UTF-8",
      model(message(1, raw(3, Uint8Array.of(0xff)))),
      /node\[0\]\.name: text that is not UTF-8/,
    ],
    [
      "a string attribute that is not UTF-8",
      model(node("A", "", [], [], message(5, text(1, "s"), raw(4, Uint8Array.of(0xff)), varint(20, 3)))),
      /A "my A"\)\.s: text that is not UTF-8/,
    ],
    [
      "graphs inside each other without end",
      bytesOf(deep(40), message(8, varint(2, 17))),
      /more than 64 messages inside each other/,
    ],
    [
      "too few elements",
      model(floats("w", [2, 2], [1, 2, 3])),
      /initializer\[0\] "w": 3 elements for shape \[2, 2\].*4, the product/,
    ],
    ["a shape that is no shape", model(tensor("w", 1, [-1])), /dims/],
    [
      "half an element",
      model(tensor("w", 1, [1], raw(9, Uint8Array.of(1, 2, 3)))),
      /3 bytes of raw_data.*a multiple of 4 bytes for float32/,
    ],
    [
      "elements of another type",
      model(tensor("w", 1, [1], packed(5, [1]))),
      /elements of type float32 in the field int32_data/,
    ],
    [
      "strings in raw_data",
      model(tensor("w", 8, [1], raw(9, Uint8Array.of(65)))),
      /elements of type string in the field raw_data/,
    ],
    [
      "elements in two places",
      int8(packed(5, [1]), raw(9, Uint8Array.of(1))),
      /both in raw_data and in a typed field/,
    ],
    ["an element the type does not have", int8(packed(5, [300])), /element 300 of type int8.*-128 to 127/],
    [
      "an element type that does not exist",
      model(tensor("w", 77, [1])),
      /element type 77, which does not exist/,
    ],
    ["an initializer without a name", model(floats("", [1], [1])), /an initializer without a name/],
    [
      "two initializers of one name",
      model(floats("w", [1], [1]), floats("w", [1], [1])),
      /two initializers "w"/,
    ],
    [
      "two attributes of one name",
      model(node("A", "", [], [], attribute("a", 1), attribute("a", 2))),
      /\(A "my A"\): two attributes "a"/,
    ],
    [
      "an attribute without a name",
      model(node("A", "", [], [], attribute("", 1))),
      /an attribute without a name/,
    ],
    [
      "an attribute without its tensor",
      model(node("A", "", [], [], message(5, text(1, "t"), varint(20, 4)))),
      /no tensor/,
    ],
    ["a node without an operator", model(message(1, text(3, "n"))), /a node without an operator/],
    [
      "an operator set in two versions",
      bytesOf(message(7), message(8, varint(2, 17)), message(8, varint(2, 18))),
      /operator set "" in versions 17 and 18/,
    ],
    [
      "an operator set without a version",
      bytesOf(message(7, node("Relu", "", ["x"], ["y"]))),
      /node "my Relu" \(Relu\) is of operator set "", which has no version/,
    ],
    ["a negative version", bytesOf(message(7), message(8, varint(2, -1))), /opset_import: -1/],
    ["the end of a group that never began", Uint8Array.of(0x0c), /ModelProto: cant skip|ModelProto/],
  ])("%s", (_, bytes, message) => {
    expect(() => parseOnnx(bytes)).toThrow(CorruptedDataError);
    expect(() => parseOnnx(bytes)).toThrow(message);
  });
});

describe("valid files that are not read", () => {
  test.each<[string, Uint8Array, RegExp]>([
    [
      "weights in another file",
      model(tensor("w", 1, [1], message(13, text(1, "location"), text(2, "w.bin")), varint(14, 1))),
      /"w": its elements are in another file, "w\.bin".*save_as_external_data=False/,
    ],
    ["sparse initializers", model(message(15)), /sparse initializers.*densify/],
    [
      "a sparse attribute",
      model(node("Constant", "", [], ["c"], message(5, text(1, "sparse_value"), varint(20, 11)))),
      /an attribute of type 11/,
    ],
    ["complex numbers", model(tensor("w", 14, [1])), /element type complex64/],
    ["4-bit integers", model(tensor("w", 22, [1])), /element type int4/],
    ["a segment", model(tensor("w", 1, [1], message(3), float(4, 1))), /a segment of a tensor/],
  ])("%s", (_, bytes, message) => {
    expect(() => parseOnnx(bytes)).toThrow(UnsupportedOperationError);
    expect(() => parseOnnx(bytes)).toThrow(message);
  });
});
