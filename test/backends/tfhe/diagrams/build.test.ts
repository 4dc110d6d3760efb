import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MemoryLimitError, OutOfRangeError } from "../../../../src/core/index.ts";
import {
  DiagramBuilder,
  DiagramWalker,
  diagramWeights,
  type DiagramProgram,
  type DiagramRef,
} from "../../../../src/backends/tfhe/diagrams/index.ts";
import { randomEnsemble } from "./ensembles.ts";

const inputs = (min: number, max: number, elements = 1) => [{ name: "x", shape: [elements], min, max }];
const outputs = [{ shape: [1] }];

function evaluate(program: DiagramProgram, row: readonly number[]): number[] {
  const walker = new DiagramWalker(program);
  const out = new Float64Array(walker.outputs);
  walker.row(Float64Array.from(row), 0, out, 0);
  return [...out];
}

function programOf(builder: DiagramBuilder, root: DiagramRef): DiagramProgram {
  return builder.program({ outputs, roots: [root] });
}

describe("thresholds", () => {
  test("x >= t on all inputs, ranges that begin anywhere, thresholds between integers and outside", () => {
    for (const [min, max] of [
      [0, 7],
      [-5, 11],
      [3, 9],
      [4, 4],
    ]) {
      for (let t = min - 1; t <= max + 1.5; t += 0.5) {
        const builder = new DiagramBuilder(inputs(min, max));
        const root = builder.threshold(0, t, builder.leaf([0]), builder.leaf([1]));
        const program = programOf(builder, root);
        for (let x = min; x <= max; x++) expect(evaluate(program, [x])).toEqual([x >= t ? 1 : 0]);
      }
    }
  });

  test("reads the bits of the threshold but for its trailing zeros", () => {
    const nodes = (t: number): number => {
      const builder = new DiagramBuilder(inputs(0, 63));
      return programOf(builder, builder.threshold(0, t, builder.leaf([0]), builder.leaf([1]))).nodes.length;
    };
    expect([1, 32, 48, 16, 33, 64, 0].map(nodes)).toEqual([6, 1, 2, 2, 6, 0, 0]);
  });

  test("equal nodes of different trees are one", () => {
    const builder = new DiagramBuilder(inputs(0, 15, 2));
    const [low, high] = [builder.leaf([0]), builder.leaf([1])];
    const inner = builder.threshold(1, 5, low, high);
    const made = builder.nodeCount;
    expect(builder.threshold(1, 5, low, high)).toBe(inner);
    expect(builder.nodeCount).toBe(made);
  });
});

test("random ensembles give what their trees give, in every node order", () => {
  for (let seed = 0; seed < 20; seed++) {
    const ensemble = randomEnsemble({
      trees: 6,
      depth: 3,
      features: 5,
      bits: 4,
      classes: 2,
      leafMax: 9,
      seed,
    });
    for (let i = 0; i < 20; i++) {
      const row = ensemble.row();
      expect(evaluate(ensemble.program, [...row])).toEqual(ensemble.evaluate(row));
    }
  }
});

test("children come before parents, bits and leaves are those in use, ranges hold", () => {
  const {
    program,
    evaluate: walk,
    row,
  } = randomEnsemble({
    trees: 8,
    depth: 4,
    features: 3,
    bits: 3,
    leafMax: 50,
    seed: 3,
  });
  program.nodes.forEach(({ zero, one, bit }, i) => {
    expect(Math.max(zero, one)).toBeLessThan(i);
    expect(Math.min(zero, one)).toBeGreaterThanOrEqual(-program.leaves.length);
    expect(zero).not.toBe(one);
    expect(bit).toBeLessThan(program.bits.length);
  });
  expect(new Set(program.nodes.map(({ bit }) => bit)).size).toBe(program.bits.length);
  for (let i = 0; i < 200; i++) {
    const [value] = walk(row());
    expect(value).toBeGreaterThanOrEqual(program.ranges[0].min);
    expect(value).toBeLessThanOrEqual(program.ranges[0].max);
  }
});

describe("functions", () => {
  const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 13, maxLength: 13 });

  test("any function of an element, sums, maps and choices are evaluated leaf by leaf", () => {
    fc.assert(
      fc.property(values, values, (f, g) => {
        const builder = new DiagramBuilder(inputs(-2, 10, 2));
        const a = builder.fromFunction(0, (x) => [f[x + 2]]);
        const b = builder.fromFunction(1, (x) => [g[x + 2]]);
        const sum = programOf(builder, builder.add(a, b));
        const doubled = programOf(
          builder,
          builder.map(a, ([v]) => [2 * v]),
        );
        const chosen = programOf(builder, builder.ite(a, b, builder.leaf([100])));
        for (let x = -2; x <= 10; x += 3) {
          for (let y = -2; y <= 10; y++) {
            expect(evaluate(sum, [x, y])).toEqual([f[x + 2] + g[y + 2]]);
            expect(evaluate(doubled, [x, y])).toEqual([2 * f[x + 2]]);
            expect(evaluate(chosen, [x, y])).toEqual([f[x + 2] !== 0 ? g[y + 2] : 100]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test("equal functions are one reference", () => {
    fc.assert(
      fc.property(values, values, (f, g) => {
        const builder = new DiagramBuilder(inputs(0, 12, 2));
        const a = builder.fromFunction(0, (x) => [f[x]]);
        const b = builder.fromFunction(1, (x) => [g[x]]);
        expect(builder.add(a, b)).toBe(builder.add(b, a));
        expect(builder.map(builder.add(a, b), ([v]) => [v + 1])).toBe(
          builder.add(
            builder.map(a, ([v]) => [v + 1]),
            b,
          ),
        );
      }),
      { numRuns: 40 },
    );
  });

  test("x >= y over two inputs", () => {
    const builder = new DiagramBuilder(inputs(0, 7, 2), {
      order: [2, 1, 0].flatMap((bit) => [0, 1].map((element) => ({ element, bit }))),
    });
    const x = builder.fromFunction(0, (v) => [v]);
    const y = builder.fromFunction(1, (v) => [v]);
    const program = programOf(
      builder,
      builder.combine(x, y, ([a], [b]) => [a >= b ? 1 : 0]),
    );
    for (let a = 0; a < 8; a++) {
      for (let b = 0; b < 8; b++) expect(evaluate(program, [a, b])).toEqual([a >= b ? 1 : 0]);
    }
    // Interleaved bits: three nodes a bit at most.
    expect(program.nodes.length).toBeLessThanOrEqual(9);
  });
});

test("roots that are leaves become bias; a program may be constant", () => {
  const builder = new DiagramBuilder(inputs(0, 3));
  const program = builder.program({
    outputs: [{ shape: [2] }],
    roots: [builder.leaf([1, 2]), builder.leaf([10, 20])],
    bias: [100, 0],
  });
  expect(program).toMatchObject({ roots: [], nodes: [], bits: [], bias: [111, 22] });
  expect(evaluate(program, [2])).toEqual([111, 22]);
});

test("a limit of nodes throws with the figure, or gives undefined where that is asked for", () => {
  const builder = new DiagramBuilder(inputs(0, 255, 2), { nodeLimit: 10 });
  const build = (): DiagramRef => builder.fromFunction(0, (x) => [x]);
  expect(build).toThrow(MemoryLimitError);
  expect(build).toThrow("more than 10 nodes");
  expect(builder.attempt(build)).toBeUndefined();
  expect(builder.attempt(() => builder.leaf([1]))).toBeLessThan(0);
  expect(() => builder.threshold(2, 1, -1, -1)).toThrow(OutOfRangeError);
  expect(() => builder.attempt(() => builder.threshold(9, 1, -1, -1))).toThrow(
    "a position in the flat sample, 0 to 1",
  );
});

describe("weights", () => {
  test("a root used twice counts four times, separate roots once each", () => {
    const builder = new DiagramBuilder(inputs(0, 3, 2));
    const [zero, one, two] = [0, 1, 2].map((value) => builder.leaf([value]));
    // Two bits above a node between leaves: two full CMUX on the longest path.
    const chain = (element: number): DiagramRef => builder.fromFunction(element, (x) => [x % 3]);
    const single = builder.program({ outputs, roots: [chain(0)] });
    expect(diagramWeights(single)).toMatchObject({ full: 1, leaf: 1 });
    const twice = builder.program({ outputs, roots: [chain(0), chain(0)] });
    expect(diagramWeights(twice)).toMatchObject({ full: 4, leaf: 4 });
    const apart = builder.program({ outputs, roots: [chain(0), chain(1)] });
    expect(diagramWeights(apart)).toMatchObject({ full: 2, leaf: 2 });
    expect(zero + one + two).toBeLessThan(0);
  });
});
