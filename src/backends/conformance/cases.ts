import { createRandom, Tensor } from "../../core/index.ts";
import type { Shape } from "../../core/index.ts";
import { runPasses, trace } from "../../graph/index.ts";
import type { Graph } from "../../graph/index.ts";

/** A graph every backend of the given needs must run exactly. */
export interface ConformanceCase {
  readonly name: string;
  readonly needsLookups: boolean;
  readonly graph: () => Graph;
}

/** Integer weights in -bound .. bound, the same in every run. */
function weights(shape: Shape, bound: number, seed: string): number[][] {
  const random = createRandom(seed);
  const [rows, columns] = shape as [number, number];
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => random.integer(2 * bound + 1) - bound),
  );
}

/** Graphs of the sizes people run: the toy of every tutorial, then real models. */
export const conformanceCases: readonly ConformanceCase[] = [
  {
    name: "2 x + 3 on a scalar",
    needsLookups: false,
    graph: () => trace((x) => x.mul(2).add(3), { x: { min: 0, max: 15 } }),
  },
  {
    name: "a negative weight on a signed scalar",
    needsLookups: false,
    graph: () => trace((x) => x.mul(-7).sub(1), { x: { min: -128, max: 127 } }),
  },
  {
    name: "a dot product of 30 features of 8 bits",
    needsLookups: false,
    graph: () =>
      trace((x) => x.matmul(weights([30, 1], 127, "dot")).add(-4321), {
        x: { shape: [30], min: 0, max: 255 },
      }),
  },
  {
    name: "ten classes of 64 features",
    needsLookups: false,
    graph: () =>
      trace((x) => x.matmul(weights([64, 10], 127, "digits")), { x: { shape: [64], min: 0, max: 255 } }),
  },
  {
    name: "features that need several ciphertexts: 784 x 10",
    needsLookups: false,
    graph: () =>
      trace((x) => x.matmul(weights([784, 10], 127, "wide")), { x: { shape: [784], min: -8, max: 7 } }),
  },
  {
    name: "outputs that need several answers: 12 x 150",
    needsLookups: false,
    graph: () =>
      trace((x) => x.matmul(weights([12, 150], 15, "tall")), { x: { shape: [12], min: 0, max: 63 } }),
  },
  {
    name: "accumulators of 40 bits",
    needsLookups: false,
    graph: () =>
      trace((x) => x.matmul(weights([16, 2], 2 ** 15 - 1, "deep")), {
        x: { shape: [16], min: -(2 ** 20), max: 2 ** 20 },
      }),
  },
  {
    name: "two inputs, one scaled, and two outputs",
    needsLookups: false,
    graph: () =>
      trace((x, y) => [x.add(y.mul(3)), x.sub(y).sum()], {
        x: { shape: [5], min: 0, max: 100 },
        y: { shape: [5], min: -50, max: 50 },
      }),
  },
  {
    name: "outputs that are always positive, or constant",
    needsLookups: false,
    graph: () =>
      trace(
        (x) =>
          x
            .matmul([
              [1, 0],
              [2, 0],
              [3, 0],
            ])
            .add([0, 9]),
        { x: { shape: [3], min: 1, max: 4 } },
      ),
  },
  {
    name: "a table lookup on a sum",
    needsLookups: true,
    graph: () => trace((x) => x.sum().apply((v) => (v * v) % 17), { x: { shape: [4], min: 0, max: 3 } }),
  },
  {
    name: "functions of single inputs, summed",
    needsLookups: true,
    graph: () =>
      trace((x) => x.apply((v) => (v * v) % 7).dot([1, -2, 3]), { x: { shape: [3], min: -3, max: 4 } }),
  },
  {
    name: "a product, a comparison and a maximum of two encrypted values",
    needsLookups: true,
    graph: () =>
      runPasses(
        trace((x, y) => [x.mul(y).add(x.lessThan(y)), x.max(y)], {
          x: { min: -2, max: 5 },
          y: { min: 0, max: 6 },
        }),
      ),
  },
  {
    name: "exact rounding, then a table; outputs packed in one answer",
    needsLookups: true,
    graph: () =>
      trace(
        (x) =>
          x
            .matmul([
              [1, 2, 0, 1, 3],
              [2, 0, 1, 1, 0],
            ])
            .round(1)
            .apply((v) => (v * v) % 5),
        { x: { shape: [2], min: 0, max: 3 } },
      ),
  },
];

/** Samples of a graph's inputs: all at the least value, all at the greatest, then random ones. */
export function conformanceSamples(graph: Graph, count: number): Tensor[][] {
  const random = createRandom("conformance samples");
  return Array.from({ length: count }, (_, row) =>
    graph.inputs.map(({ type: { shape, min, max } }) =>
      Tensor.zeros(shape).map(() =>
        row === 0 ? min : row === 1 ? max : min + random.integer(max - min + 1),
      ),
    ),
  );
}
