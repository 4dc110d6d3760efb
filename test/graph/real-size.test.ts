import { expect, test } from "vitest";
import { createRandom, Tensor } from "../../src/core/index.ts";
import { evaluate, evaluateRows, Graph, runPasses, trace, verify } from "../../src/graph/index.ts";

const random = createRandom(11);
const weights = (shape: number[], bits: number): Tensor => {
  const span = 2 ** bits;
  const size = shape.reduce((a, b) => a * b, 1);
  return new Tensor(
    Float64Array.from({ length: size }, () => random.integer(span) - span / 2),
    shape,
  );
};

/** A digits net on 8 x 8 images: two convolutions with quantized activations, and a linear layer. */
const c1 = weights([6, 1, 3, 3], 4);
const c2 = weights([12, 6, 3, 3], 3);
const w = weights([48, 10], 4);
const scales = Array.from({ length: 6 }, (_, i) => 0.01 + 0.005 * i);
const activate = (v: number): number => Math.min(Math.max(Math.round(v), 0), 15);
const net = trace(
  (x) => {
    const h1 = x
      .label("conv1")
      .reshape(1, 8, 8)
      .conv2d(c1, { padding: 1, stride: 2 })
      .mul(scales.map((s) => [[s]]))
      .apply(activate);
    const h2 = h1.label("conv2").conv2d(c2).mul(0.02).apply(activate);
    return h2.label("fc").flatten().matmul(w);
  },
  { x: { shape: [64], min: 0, max: 15 } },
);

test("a convolutional net: shapes, one table a channel, ranges, and a direct computation", () => {
  const graph = runPasses(net);
  expect(graph.outputs[0].type.shape).toEqual([10]);
  expect(graph.statistics()).toMatchObject({ lookups: 6 * 4 * 4 + 12 * 2 * 2, lookupDepth: 2, nonlinear: 0 });
  const tables = graph.nodes.flatMap((node) => (node.op === "lut" ? [node.attributes.tables.shape[0]] : []));
  expect(tables).toEqual([6, 1]);

  const X = new Tensor(
    Float64Array.from({ length: 64 * 20 }, () => random.integer(16)),
    [20, 64],
  );
  const y = evaluateRows(graph, X);
  for (let row = 0; row < X.length; row++) {
    const pixel = (r: number, c: number): number =>
      r < 0 || c < 0 || r > 7 || c > 7 ? 0 : X.at(row, r * 8 + c);
    const h1 = (o: number, r: number, c: number): number => {
      let sum = 0;
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) sum += pixel(2 * r + i - 1, 2 * c + j - 1) * c1.at(o, 0, i, j);
      return activate(sum * scales[o]);
    };
    const h2: number[] = [];
    for (let o = 0; o < 12; o++) {
      for (let r = 0; r < 2; r++) {
        for (let c = 0; c < 2; c++) {
          let sum = 0;
          for (let k = 0; k < 6; k++) {
            for (let i = 0; i < 3; i++)
              for (let j = 0; j < 3; j++) sum += h1(k, r + i, c + j) * c2.at(o, k, i, j);
          }
          h2.push(activate(sum * 0.02));
        }
      }
    }
    for (let c = 0; c < 10; c++) {
      expect(y.at(row, c)).toBe(h2.reduce((sum, v, j) => sum + v * w.at(j, c), 0));
    }
  }
});

test("it goes through JSON unchanged and stays small", () => {
  const graph = runPasses(net);
  const text = JSON.stringify(graph);
  const back = Graph.fromJSON(JSON.parse(text));
  verify(back);
  expect(back.toString()).toBe(graph.toString());
  const x = new Tensor(
    Float64Array.from({ length: 64 }, (_, i) => i % 16),
    [64],
  );
  expect(evaluate(back, [x])).toEqual(evaluate(net, [x]));
  expect(text.length).toBeLessThan(40_000);
});
