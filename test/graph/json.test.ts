import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CorruptedDataError } from "../../src/core/index.ts";
import { Graph, measureRanges, runPasses, sameGraph, trace } from "../../src/graph/index.ts";
import { anyGraph, expectSame, inputsFor, randomGraph } from "./support.ts";

test("random graphs come back from JSON as they were, before and after the passes", () => {
  fc.assert(
    fc.property(anyGraph, (seed) => {
      for (const graph of [randomGraph(seed), runPasses(randomGraph(seed))]) {
        const back = Graph.fromJSON(JSON.parse(JSON.stringify(graph)));
        expect(sameGraph(back, graph)).toBe(true);
        expect(back.toString()).toBe(graph.toString());
        expectSame(graph, back, 3);
      }
    }),
    { numRuns: 60 },
  );
});

test("measured ranges survive", () => {
  const graph = trace((x) => x.mul(3).relu(), { x: { min: -9, max: 9 } });
  const [[low], [high]] = inputsFor(graph, 2, 1);
  const measured = measureRanges(graph, [low.reshape([1])], { margin: 0 });
  expect(measured.isMeasured).toBe(true);
  expect(Graph.fromJSON(JSON.parse(JSON.stringify(measured))).toString()).toBe(measured.toString());
  expect(high.data[0]).toBe(9);
});

describe("anything else is refused, naming the place", () => {
  const good = JSON.stringify(
    trace((x, y) => [x.mul([2, 3]).add(y), x.relu()], {
      x: { shape: [2], min: -3, max: 3 },
      y: { min: 0, max: 1 },
    }),
  );
  type Json = Record<string, never> & { nodes: Record<string, never>[]; inputs: number[]; outputs: number[] };
  const broken = (change: (json: Json) => unknown): (() => unknown) => {
    const json = JSON.parse(good) as Json;
    return () => Graph.fromJSON(change(json) ?? json);
  };
  test.each<[string, (json: never) => unknown, RegExp]>([
    ["no object", () => 7, /graph: 7/],
    ["another format", (j: Json) => ({ ...j, format: "onnx" }), /format "onnx"/],
    ["a newer version", (j: Json) => ({ ...j, version: 2 }), /version 2.*Allowed: version 1/],
    [
      "an unknown op",
      (j: Json) => ({ ...j, nodes: [{ ...j.nodes[0], op: "frobnicate" }] }),
      /nodes\[0\].op: "frobnicate"/,
    ],
    [
      "a forward reference",
      (j: Json) => ({ ...j, nodes: j.nodes.map((n, i) => (i === 2 ? { ...n, inputs: [9] } : n)) }),
      /nodes\[2\].inputs\[0\]: 9/,
    ],
    ["a negative reference", (j: Json) => ({ ...j, outputs: [-1] }), /outputs\[0\]: -1/],
    [
      "a fraction in weights",
      (j: Json) => ({
        ...j,
        nodes: j.nodes.map((n, i) =>
          i === 2 ? { ...n, attributes: { factor: { shape: [2], data: [0.5, 1] } } } : n,
        ),
      }),
      /nodes\[2\].attributes.factor/,
    ],
    [
      "too few weights",
      (j: Json) => ({
        ...j,
        nodes: j.nodes.map((n, i) =>
          i === 2 ? { ...n, attributes: { factor: { shape: [2], data: [1] } } } : n,
        ),
      }),
      /attributes.factor/,
    ],
    [
      "a shape that does not fit",
      (j: Json) => ({
        ...j,
        nodes: j.nodes.map((n, i) =>
          i === 2 ? { ...n, attributes: { factor: { shape: [3], data: [1, 2, 3] } } } : n,
        ),
      }),
      /nodes\[2\]: operands of shapes/,
    ],
    ["no outputs", (j: Json) => ({ ...j, outputs: [] }), /no outputs/],
    ["a missing input", (j: Json) => ({ ...j, inputs: [0] }), /graph.inputs/],
    [
      "a range of other integers",
      (j: Json) => ({
        ...j,
        nodes: j.nodes.map((n, i) =>
          i === 2 ? { ...n, narrowed: { bounds: "proved", min: 100, max: 200 } } : n,
        ),
      }),
      /outside the inferred range/,
    ],
  ])("%s", (_, change, message) => {
    expect(broken(change as (json: Json) => unknown)).toThrow(CorruptedDataError);
    expect(broken(change as (json: Json) => unknown)).toThrow(message);
  });
});
