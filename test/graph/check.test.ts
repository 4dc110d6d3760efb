import { expect, test } from "vitest";
import {
  BitWidthError,
  InvalidInputError,
  OptionValueError,
  OutOfRangeError,
  Tensor,
} from "../../src/core/index.ts";
import {
  bitWidth,
  check,
  evaluate,
  lookupBits,
  measureRanges,
  roundLookups,
  runPasses,
  trace,
  verify,
  violations,
} from "../../src/graph/index.ts";
import type { Graph } from "../../src/graph/index.ts";

const limits = { where: "tfhe", maximumLutBits: 6, maximumLinearBits: 12 };

const net = (): Graph => {
  const W = Array.from({ length: 16 }, (_, i) => [i - 8, 7 - i, 3]);
  return trace(
    (x) => {
      const hidden = x.label("fc1").matmul(W).relu();
      return hidden.label("fc2").mul(9).label("head").sum();
    },
    { x: { shape: [16], min: 0, max: 15 } },
  );
};

test("bit widths: two's complement where negative, unsigned otherwise, offsets free in lookups", () => {
  expect([0, 1, 2, 255, 256, 2 ** 53 - 1].map((max) => bitWidth({ min: 0, max }))).toEqual([
    1, 1, 2, 8, 9, 53,
  ]);
  expect(
    [
      [-1, 0],
      [-1, 1],
      [-128, 127],
      [-129, 0],
      [-128, 128],
    ].map(([min, max]) => bitWidth({ min, max })),
  ).toEqual([1, 2, 8, 9, 9]);
  expect(lookupBits({ min: 1000, max: 1015 })).toBe(4);
  for (let bits = 1; bits <= 53; bits++) expect(bitWidth({ min: 0, max: 2 ** bits - 1 })).toBe(bits);
});

test("check lists every violation at once with source, range, bits, limit and remedy", () => {
  const found = violations(net(), limits);
  expect(found.map(({ source, kind, bits, limit }) => ({ source, kind, bits, limit }))).toEqual([
    { source: "fc1", kind: "lookup input", bits: 11, limit: 6 },
    { source: "fc2", kind: "value", bits: 13, limit: 12 },
    { source: "head", kind: "value", bits: 15, limit: 12 },
  ]);
  expect(() => {
    check(net(), limits);
  }).toThrow(BitWidthError);
  expect(() => {
    check(net(), limits);
  }).toThrow(
    /backend "tfhe": 3 values are too wide[\s\S]*fc1 .*lookup input of 11 bits, range -540 to 720, limit 6[\s\S]*head[\s\S]*round before the lookup/,
  );
  check(net(), { where: "tfhe", maximumLutBits: 11, maximumLinearBits: 15 });
});

test("a graph that fits after rounding passes the check", () => {
  const rounded = roundLookups(net(), { nBits: 5 });
  verify(rounded);
  expect(rounded.statistics().lookupsByPrecision).toEqual({ 5: 3 });
  expect(violations(rounded, { ...limits, maximumLinearBits: 16 })).toEqual([]);
});

test("measured ranges are those of the samples and a margin, never wider than the proved ones", () => {
  const graph = runPasses(net());
  const samples = new Tensor(
    Float64Array.from({ length: 320 }, (_, i) => (i * 5) % 8),
    [20, 16],
  );
  const exact = measureRanges(graph, samples, { margin: 0 });
  const loose = measureRanges(graph, [samples]);
  graph.nodes.forEach((node, i) => {
    const [a, b] = [exact.nodes[i].type, loose.nodes[i].type];
    expect(a.min >= b.min && a.max <= b.max && b.min >= node.type.min && b.max <= node.type.max).toBe(true);
  });
  expect(exact.outputs[0].bounds).toBe("measured");
  expect(exact.isMeasured).toBe(true);
  expect(exact.maximumIntegerBitWidth()).toBeLessThan(graph.maximumIntegerBitWidth());
  expect(exact.toString()).toMatch(/\]\*/);
});

test("values outside a measured range still come out right in the clear", () => {
  const graph = trace((x) => x.mul(3).relu(), { x: { shape: [2], min: -50, max: 50 } });
  const measured = measureRanges(graph, new Tensor(Float64Array.of(1, 2, 3, 2), [2, 2]));
  const outside = Tensor.vector([-50, 50]);
  expect(evaluate(measured, [outside])).toEqual(evaluate(graph, [outside]));
  expect(evaluate(runPasses(measured), [outside])).toEqual(evaluate(graph, [outside]));
});

test("measuring and rounding refuse what makes no sense", () => {
  const graph = net();
  const samples = Tensor.zeros([2, 16]);
  expect(() => measureRanges(graph, samples, { margin: -1 })).toThrow(OptionValueError);
  expect(() => measureRanges(graph, samples, { margin: NaN })).toThrow(OptionValueError);
  expect(() =>
    measureRanges(
      graph,
      samples.map(() => 99),
    ),
  ).toThrow(OutOfRangeError);
  expect(() => roundLookups(measureRanges(graph, samples), { nBits: 4 })).toThrow(InvalidInputError);
});

test("statistics count what a backend will do", () => {
  const graph = net();
  expect(graph.statistics()).toEqual({
    nodes: { input: 1, matmul: 1, lut: 1, mul: 1, sum: 1 },
    lookupsByPrecision: { 11: 3 },
    lookups: 3,
    roundings: 0,
    nonlinear: 0,
    levelledOps: 48 + 3 + 3,
    lookupDepth: 1,
  });
  expect(graph.bitWidths().map(({ source, op, bits }) => `${source} ${op} ${bits}`)).toEqual([
    "x input 4",
    "fc1 matmul 11",
    "fc1 lut 10",
    "fc2 mul 13",
    "head sum 15",
  ]);
});

test("verify names a node that does not obey the rules", () => {
  const good = net();
  const nodes = good.nodes.map((node, i) => (i === 1 ? { ...node, type: { ...node.type, max: 5 } } : node));
  expect(() => {
    verify({ inputs: good.inputs, outputs: [nodes[1]], nodes: nodes.slice(0, 2) });
  }).toThrow(/graph node %1 \(matmul, fc1\): inferred range -540 to 5. Allowed: range -540 to 720/);
  expect(() => {
    verify({ inputs: good.inputs, outputs: good.outputs, nodes: [...good.nodes].reverse() });
  }).toThrow(/at position 0/);
});

test("the Mermaid text has a box a node and an arrow an operand", () => {
  const text = net().toMermaid();
  expect(text.startsWith("flowchart TD\n")).toBe(true);
  expect(text.match(/-->/g)).toHaveLength(5);
  expect(text).toContain('n2{{"lut(#37;1, table -540..720)<br/>');
});
