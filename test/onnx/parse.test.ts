import { describe, expect, test } from "vitest";
import { parseOnnx } from "../../src/onnx/index.ts";
import type { OnnxAttribute, OnnxGraph, OnnxTensor } from "../../src/onnx/index.ts";
import {
  attribute,
  double,
  float,
  floats,
  message,
  model,
  node,
  packed,
  raw,
  tensor,
  text,
  value,
  varint,
} from "./support/build.ts";
import { bytesOf } from "./support/build.ts";
import { readBytes, readJson } from "./support/files.ts";

type Described = unknown[];
interface DescribedGraph {
  readonly nodes: readonly Described[];
  readonly initializers: Readonly<Record<string, Described>>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const contents = readJson("contents.json") as Record<
  string,
  DescribedGraph & { irVersion: number; opsets: Record<string, number> }
>;

/** What describe_models.py writes of a list of numbers; its sum is exact to the last bits. */
function numbers(values: ArrayLike<number | bigint>): Described {
  const list = Array.from(values, Number);
  const size = list.reduce((sum, x) => sum + Math.abs(x), 0);
  return [list.length, list.slice(0, 1), list.slice(-1), expect.closeToRelative(list, size)];
}

declare module "vitest" {
  interface AsymmetricMatchersContaining {
    closeToRelative: (list: number[], size: number) => unknown;
  }
}

expect.extend({
  closeToRelative(expected: number, list: number[], size: number) {
    const found = list.reduce((sum, x) => sum + x, 0);
    const pass = Math.abs(found - expected) <= 1e-12 * size;
    return { pass, message: () => `sum ${found} is not ${expected}` };
  },
});

function describeTensor({ dtype, shape, data }: OnnxTensor): Described {
  return [dtype, shape, dtype === "string" ? data : numbers(data as ArrayLike<number>)];
}

function describeAttribute({ kind, value }: OnnxAttribute): Described {
  if (kind === "tensor") return [kind, describeTensor(value)];
  if (kind === "graph") return [kind, describeGraph(value)];
  return [kind, kind === "floats" || kind === "ints" ? numbers(value) : value];
}

function describeGraph(graph: OnnxGraph): DescribedGraph {
  return {
    nodes: graph.nodes.map(({ op, domain, name, inputs, outputs, attributes }) => [
      ...[op, domain, name, inputs, outputs],
      Object.fromEntries([...attributes].map(([key, found]) => [key, describeAttribute(found)])),
    ]),
    initializers: Object.fromEntries(
      [...graph.initializers].map(([name, found]) => [name, describeTensor(found)]),
    ),
    inputs: graph.inputs.map(({ name }) => name),
    outputs: graph.outputs.map(({ name }) => name),
  };
}

test.each(Object.keys(contents))("%s: as the onnx package reads it", (path) => {
  const found = parseOnnx(readBytes(path));
  const { irVersion, opsets, ...graph } = contents[path];
  expect(graph).toEqual(describeGraph(found.graph));
  expect(found.irVersion).toBe(irVersion);
  expect(Object.fromEntries(found.opsets)).toEqual(opsets);
});

test("types, producer and metadata", () => {
  const { graph, producer, metadata } = parseOnnx(readBytes("sklearn/logistic_binary_zipmap.onnx"));
  expect(producer).toBe("skl2onnx 1.20.0");
  expect(metadata.size).toBe(0);
  expect(graph.inputs).toEqual([
    { name: "X", type: { kind: "tensor", dtype: "float32", shape: [null, 30] } },
  ]);
  expect(graph.outputs[1].type).toEqual({
    kind: "sequence",
    element: { kind: "map", key: "int64", element: { kind: "tensor", dtype: "float32", shape: undefined } },
  });
  const own = bytesOf(
    varint(1, 10),
    message(7, value(11, "x", 2)),
    message(14, text(1, "key"), text(2, "words")),
    message(
      25,
      text(1, "f"),
      text(10, "own"),
      text(4, "a"),
      text(5, "b"),
      message(9, text(1, "ai.onnx"), varint(2, 18)),
    ),
    message(8, varint(2, 18)),
  );
  const file = parseOnnx(own);
  expect(file.metadata.get("key")).toBe("words");
  expect(file.functions).toEqual([
    { name: "f", domain: "own", inputs: ["a"], outputs: ["b"], nodes: [], opsets: new Map([["", 18]]) },
  ]);
  expect(file.graph.inputs[0].type).toEqual({ kind: "tensor", dtype: "float32", shape: ["rows", 2] });
});

describe("tensors of every element type, raw and in typed fields", () => {
  const buffer = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer);
  const big = 2n ** 62n;
  test.each<[string, number, ArrayBufferView, ReturnType<typeof text>[], unknown]>([
    ["float32", 1, Float32Array.of(1.5, -2), [float(4, 1.5), float(4, -2)], Float32Array.of(1.5, -2)],
    ["float64", 11, Float64Array.of(0.1, -2), [double(10, 0.1), double(10, -2)], Float64Array.of(0.1, -2)],
    ["uint8", 2, Uint8Array.of(0, 255), [packed(5, [0, 255])], Uint8Array.of(0, 255)],
    ["int8", 3, Int8Array.of(-128, 127), [packed(5, [-128, 127])], Int8Array.of(-128, 127)],
    ["uint16", 4, Uint16Array.of(0, 65535), [packed(5, [0, 65535])], Uint16Array.of(0, 65535)],
    ["int16", 5, Int16Array.of(-32768, 9), [varint(5, -32768), varint(5, 9)], Int16Array.of(-32768, 9)],
    ["int32", 6, Int32Array.of(-(2 ** 31), 9), [packed(5, [-(2 ** 31), 9])], Int32Array.of(-(2 ** 31), 9)],
    ["int64", 7, BigInt64Array.of(-big, 9n), [packed(7, [-big, 9n])], BigInt64Array.of(-big, 9n)],
    ["bool", 9, Uint8Array.of(1, 0), [packed(5, [1, 0])], Uint8Array.of(1, 0)],
    ["float16", 10, Uint16Array.of(0x3c00, 0xc100), [packed(5, [0x3c00, 0xc100])], Float32Array.of(1, -2.5)],
    ["bfloat16", 16, Uint16Array.of(0x3f80, 0xc020), [packed(5, [0x3f80, 0xc020])], Float32Array.of(1, -2.5)],
    [
      "uint32",
      12,
      Uint32Array.of(2 ** 32 - 1, 1),
      [packed(11, [2 ** 32 - 1, 1])],
      Uint32Array.of(2 ** 32 - 1, 1),
    ],
    ["uint64", 13, BigUint64Array.of(big, 1n), [packed(11, [big, 1n])], BigUint64Array.of(big, 1n)],
  ])("%s", (dtype, type, array, fields, expected) => {
    const stored = parseOnnx(model(tensor("w", type, [2, 1], raw(9, buffer(array))))).graph.initializers;
    expect(stored.get("w")).toEqual({ name: "w", dtype, shape: [2, 1], data: expected });
    const typed = parseOnnx(model(tensor("w", type, [1, 2], ...fields))).graph.initializers;
    expect(typed.get("w")).toEqual({ name: "w", dtype, shape: [1, 2], data: expected });
  });

  test("string, scalar and empty tensors", () => {
    const { initializers } = parseOnnx(
      model(tensor("s", 8, [2], text(6, "é"), text(6, "")), floats("c", [], [7]), floats("e", [0, 3], [])),
    ).graph;
    expect(initializers.get("s")!.data).toEqual(["é", ""]);
    expect(initializers.get("c")!.data).toEqual(Float32Array.of(7));
    expect(initializers.get("e")!.data).toHaveLength(0);
  });

  test("halves at their limits", () => {
    const bits = Uint16Array.of(0x0001, 0x03ff, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000);
    const { data } = parseOnnx(model(tensor("h", 10, [7], raw(9, buffer(bits))))).graph.initializers.get(
      "h",
    )!;
    // Least subnormal, greatest subnormal, greatest: IEEE 754 binary16.
    expect(Array.from(data as Float32Array)).toEqual([
      ...[2 ** -24, 1023 * 2 ** -24, 65504, Infinity, -Infinity],
      ...[NaN, -0],
    ]);
  });
});

test("attributes: the type a file of IR version 1 leaves out, references, 64-bit integers", () => {
  const parts = [
    message(5, text(1, "f"), float(2, 0.5)),
    message(5, text(1, "big"), varint(3, 2n ** 63n - 1n), varint(20, 2)),
    message(5, text(1, "ints"), packed(8, [1, -1])),
    message(5, text(1, "zero"), varint(20, 2)),
    message(5, text(1, "outer"), text(21, "alpha"), varint(20, 1)),
  ];
  const { attributes } = parseOnnx(model(node("Op", "", [], ["y"], ...parts))).graph.nodes[0];
  expect(attributes.get("f")).toEqual({ kind: "float", value: 0.5 });
  expect(attributes.get("big")).toEqual({ kind: "int", value: 2n ** 63n - 1n });
  expect(attributes.get("ints")).toEqual({ kind: "ints", value: [1, -1] });
  expect(attributes.get("zero")).toEqual({ kind: "int", value: 0 });
  expect(attributes.get("outer")).toEqual({ kind: "reference", value: "alpha" });
});

test("unknown fields of all wire types are skipped, a message given in parts is merged", () => {
  const extra = [varint(900, 1), double(901, 1), raw(902, Uint8Array.of(1)), float(903, 1)];
  const graph = message(7, node("Relu", "", ["x"], ["y"], attribute("a", 1)), ...extra);
  const opset = message(8, varint(2, 17));
  const file = parseOnnx(bytesOf(...extra, graph, opset, message(7, text(2, "later")), ...extra));
  expect(file.graph.nodes).toHaveLength(1);
  expect(file.graph.name).toBe("later");
});

test("an operator set listed twice in one version is one, and the standard set has two names", () => {
  const opsets = [message(8, varint(2, 17)), message(8, text(1, "ai.onnx"), varint(2, 17))];
  const file = parseOnnx(bytesOf(message(7, node("Relu", "ai.onnx", ["x"], ["y"])), ...opsets));
  expect([...file.opsets]).toEqual([["", 17]]);
  expect(file.graph.nodes[0].domain).toBe("");
});

test("an ArrayBuffer and a view into a larger one read alike", () => {
  const bytes = new Uint8Array(readBytes("sklearn/linear_regression.onnx"));
  const wide = new Uint8Array(bytes.length + 7);
  wide.set(bytes, 3);
  expect(parseOnnx(wide.subarray(3, 3 + bytes.length))).toEqual(parseOnnx(bytes));
  expect(parseOnnx(bytes.buffer)).toEqual(parseOnnx(bytes));
});
