import { describe, expect, test } from "vitest";
import { BitWidthError, Tensor } from "../../../src/core/index.ts";
import { evaluate, NodeFactory, observeRows, opNames, ops, trace } from "../../../src/graph/index.ts";
import type { OpName } from "../../../src/graph/index.ts";
import fc from "fast-check";
import { anyGraph, inputsFor, randomGraph } from "../support.ts";

test("every op of the table carries its own name", () => {
  for (const name of opNames) expect(ops[name].name).toBe(name);
});

test("random graphs cover every op but conv2d, so that the properties below mean something", () => {
  const seen = new Set<OpName>();
  for (let seed = 0; seed < 400; seed++) {
    for (const node of randomGraph({ seed, size: 12 }).nodes) seen.add(node.op);
  }
  expect(opNames.filter((name) => !seen.has(name))).toEqual(["conv2d"]);
});

test("no value of any node ever leaves its range or has a fraction", () => {
  fc.assert(
    fc.property(anyGraph, (seed) => {
      const graph = randomGraph(seed);
      const cases = inputsFor(graph, 10, 3);
      const rows = graph.inputs.map((node, i) => {
        const data = cases.flatMap((inputs) => Array.from(inputs[i].data));
        return new Tensor(Float64Array.from(data), [cases.length, ...node.type.shape]);
      });
      observeRows(graph, rows, (node, values) => {
        for (const value of values) {
          const isInside = Number.isInteger(value) && value >= node.type.min && value <= node.type.max;
          if (!isInside) expect.fail(`${value} at %${node.id} of\n${graph.toString()}`);
          if (Object.is(value, -0)) expect.fail(`minus zero at %${node.id} of\n${graph.toString()}`);
        }
      });
    }),
    { numRuns: 200 },
  );
});

describe("ranges are exact for independent operands: some input reaches both ends", () => {
  const bits = [0, 1];
  const corners = (fn: Parameters<typeof trace>[0]): void => {
    const spec = { shape: [3], min: -3, max: 5 };
    const graph = trace(fn, { x: spec });
    const [output] = graph.outputs;
    let [min, max] = [Infinity, -Infinity];
    for (const a of bits) {
      for (const b of bits) {
        for (const c of bits) {
          const x = Tensor.vector([a, b, c].map((bit) => (bit === 0 ? -3 : 5)));
          for (const value of evaluate(graph, [x])[0].data) {
            min = Math.min(min, value);
            max = Math.max(max, value);
          }
        }
      }
    }
    expect({ min: output.type.min, max: output.type.max }).toEqual({ min, max });
  };

  test("matmul", () => {
    corners((x) =>
      x.matmul([
        [2, -1],
        [-3, 4],
        [0, 7],
      ]),
    );
  });
  test("mul by constants of both signs", () => {
    corners((x) => x.mul([2, -3, 0]));
  });
  test("sum", () => {
    corners((x) => x.sum());
  });
  test("pad adds its value to the range", () => {
    corners((x) => x.pad([1], [0], 9));
  });
  test("conv2d with padding: border positions have fewer terms", () => {
    corners((x) =>
      x.reshape(1, 1, 3).conv2d(new Tensor(Float64Array.of(2, -1, 3), [1, 1, 1, 3]), { padding: [0, 1] }),
    );
  });
});

test("convolution agrees with the definition, for stride, padding, dilation and groups", () => {
  const size = fc.integer({ min: 1, max: 2 });
  fc.assert(
    fc.property(
      size,
      size,
      size,
      size,
      fc.nat(2),
      fc.nat(1000),
      (groups, channels, stride, dilation, padding, seed) => {
        const [height, width, kh, kw, outputs] = [6, 5, 2, 3, 2 * groups];
        const number = (i: number): number => ((i * 7919 + seed * 31) % 11) - 5;
        const fill = (shape: number[], salt: number): Tensor => {
          const total = shape.reduce((a, b) => a * b, 1);
          return new Tensor(
            Float64Array.from({ length: total }, (_, i) => number(i + salt)),
            shape,
          );
        };
        const x = fill([channels * groups, height, width], 1);
        const w = fill([outputs, channels, kh, kw], 2);
        const graph = trace((t) => t.conv2d(w, { stride, padding, dilation, groups }), {
          x: { shape: x.shape, min: -5, max: 5 },
        });
        const [actual] = evaluate(graph, [x]);
        const [, oh, ow] = actual.shape;
        for (let o = 0; o < outputs; o++) {
          for (let r = 0; r < oh; r++) {
            for (let c = 0; c < ow; c++) {
              let sum = 0;
              for (let k = 0; k < channels; k++) {
                for (let i = 0; i < kh; i++) {
                  for (let j = 0; j < kw; j++) {
                    const row = r * stride + i * dilation - padding;
                    const column = c * stride + j * dilation - padding;
                    if (row < 0 || column < 0 || row >= height || column >= width) continue;
                    const channel = Math.floor(o / (outputs / groups)) * channels + k;
                    sum += x.at(channel, row, column) * w.at(o, k, i, j);
                  }
                }
              }
              if (actual.at(o, r, c) !== sum)
                expect.fail(`output ${o}, ${r}, ${c}: ${actual.at(o, r, c)}, not ${sum}`);
            }
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("equal nodes are one node, and different ones are not", () => {
  const factory = new NodeFactory();
  const x = factory.make("input", [], { name: "x", shape: [2], min: 0, max: 3 }, "x");
  const a = factory.make("mul", [x], { factor: Tensor.vector([1, 2]) }, "first");
  expect(factory.make("mul", [x], { factor: Tensor.vector([1, 2]) }, "second")).toBe(a);
  expect(factory.make("mul", [x], { factor: Tensor.vector([2, 1]) }, "third")).not.toBe(a);
  expect(Object.isFrozen(a)).toBe(true);
});

test("a value beyond 2^53 is refused with its source, a partial sum beyond it as well", () => {
  const wide = { min: 0, max: 2 ** 52 };
  expect(() => trace((x) => x.label("layer 1").mul(3), { x: wide })).toThrow(BitWidthError);
  expect(() => trace((x) => x.label("layer 1").mul(3), { x: wide })).toThrow(/layer 1.*2\^53/);
  const cancelling = { shape: [4], min: 2 ** 50, max: 2 ** 50 + 1 };
  expect(() => trace((x) => x.matmul([1, 1, 1, -1]), { x: cancelling })).not.toThrow();
  expect(() => trace((x) => x.matmul([3, -3, 1, -2]), { x: cancelling })).toThrow(/partial sums/);
});
