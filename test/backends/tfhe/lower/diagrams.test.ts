import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BitWidthError, createRandom, Tensor } from "../../../../src/core/index.ts";
import { evaluate, runPasses, trace } from "../../../../src/graph/index.ts";
import type { Graph, Tracer } from "../../../../src/graph/index.ts";
import {
  lowerDiagrams,
  scalarize,
  suitsDiagrams,
  TfheExecutable,
} from "../../../../src/backends/tfhe/index.ts";
import { DiagramWalker } from "../../../../src/backends/tfhe/diagrams/index.ts";
import type { DiagramProgram } from "../../../../src/backends/tfhe/diagrams/index.ts";
import { anyMixedGraph, inputsFor, randomGraph } from "../../../graph/support.ts";

/** Both give the same outputs on samples. */
function expectEqual(graph: Graph, program: DiagramProgram, samples: number): void {
  const walker = new DiagramWalker(program);
  for (const inputs of inputsFor(graph, samples, 3)) {
    const flat = Float64Array.from(inputs.flatMap(({ data }) => [...data]));
    const out = new Float64Array(walker.outputs);
    walker.row(flat, 0, out, 0);
    expect([...out]).toEqual(evaluate(graph, inputs).flatMap(({ data }) => [...data]));
  }
}

test("random graphs as diagrams over the bits of their inputs give the same", () => {
  let nodes = 0;
  fc.assert(
    fc.property(anyMixedGraph, (seed) => {
      const graph = runPasses(randomGraph({ ...seed, size: Math.min(seed.size, 6) }));
      const circuit = scalarize(graph);
      fc.pre(circuit.lookups.length > 0);
      const program = lowerDiagrams(graph, circuit);
      fc.pre(program !== undefined);
      nodes += program.nodes.length;
      expectEqual(graph, program, 8);
    }),
    { numRuns: 100 },
  );
  expect(nodes).toBeGreaterThan(500);
});

/** Complete trees of random tests, as models trace them: leaves are sums of tests that are as large as they can be. */
function forest(trees: number, depth: number, features: number, values: number): Graph {
  const random = createRandom(`${trees} ${depth}`);
  const tests = 2 ** depth - 1;
  const leaves = 2 ** depth;
  return trace(
    (x) => {
      const sums = Array.from({ length: trees }, (_, tree) => {
        const used = Array.from({ length: tests }, () => random.integer(features));
        const thresholds = Array.from({ length: tests }, () => 1 + random.integer(values - 1));
        const holds = x.gather(used).greaterEqual(Tensor.vector(thresholds));
        const signs = Tensor.zeros([tests, leaves]);
        const most = new Float64Array(leaves);
        for (let leaf = 0; leaf < leaves; leaf++) {
          for (let level = 0, node = 0; level < depth; level++) {
            const right = (leaf >> (depth - 1 - level)) & 1;
            signs.data[node * leaves + leaf] = right === 1 ? 1 : -1;
            most[leaf] += right;
            node = 2 * node + 1 + right;
          }
        }
        const reached = holds
          .matmul(signs)
          .sub(Tensor.vector(most))
          .apply((value) => Number(value === 0))
          .label(`tree ${tree}`);
        return reached.dot(Array.from({ length: leaves }, () => random.integer(61) - 30));
      });
      return sums.reduce((sum, next) => sum.add(next));
    },
    { x: { shape: [features], min: 0, max: values - 1 } },
  );
}

describe("forests", () => {
  test("trees are found again from their leaves: no more nodes than their tests have bits", () => {
    const graph = runPasses(forest(8, 3, 6, 16));
    const circuit = scalarize(graph);
    expect(suitsDiagrams(circuit)).toBe(true);
    const program = lowerDiagrams(graph, circuit)!;
    expect(program.nodes.length).toBeLessThanOrEqual(8 * 7 * 4);
    expect(program.roots.length).toBeLessThanOrEqual(8 + 6);
    expectEqual(graph, program, 200);
  });

  test("other circuits are no forests", () => {
    const graph = runPasses(trace((x, y) => x.mul(y), { x: { min: 0, max: 7 }, y: { min: 0, max: 7 } }));
    expect(suitsDiagrams(scalarize(graph))).toBe(false);
  });
});

const square = (x: Tracer): Tracer => x.apply((i) => (i * i) % 7);

test.each<[string, boolean, (x: Tracer, y: Tracer) => Tracer]>([
  ["every pair", true, (x, y) => square(x.mul(5).add(y))],
  ["every pair, the other way and with gaps", true, (x, y) => square(y.mul(-11).add(x.mul(2)))],
  ["every pair, beside bits of both inputs", true, (x, y) => square(x.mul(5).add(y)).add(x.greaterEqual(1))],
  ["sums, which pairs share", false, (x, y) => square(x.add(y))],
  ["sums beside pairs", false, (x, y) => square(x.add(y)).add(square(x.mul(5).add(y)))],
  ["pairs, one looked up first", true, (x, y) => square(square(x).mul(7).add(y))],
])("bootstraps give way to diagrams for tables of %s: %s", (_, expected, of) => {
  const range = { min: -2, max: 2 };
  const graph = runPasses(trace(of, { x: range, y: range }));
  expect(suitsDiagrams(scalarize(graph))).toBe(expected);
});

describe("tables of one or two inputs too wide for a bootstrap", () => {
  const wide = { shape: [3], min: 0, max: 63 };
  const pairs = runPasses(
    trace(
      (x) => {
        const pair = (a: number, b: number): Tracer =>
          x
            .slice(a)
            .mul(64)
            .add(x.slice(b))
            .apply((i) => ((i * 37) % 101) - 50);
        return pair(0, 1)
          .add(pair(1, 2))
          .add(x.slice(2).apply((v) => (v * v) % 17));
      },
      { x: wide },
    ),
  );

  test("are tables of the program, one for each pair", () => {
    const program = lowerDiagrams(pairs, scalarize(pairs))!;
    expect(program.tables?.map(({ values }) => values.length)).toEqual([4096, 4096]);
    expectEqual(pairs, program, 50);
  });

  test("stay tables beside more comparisons than there may be bits, where those are of few inputs", () => {
    const rows = { shape: [170], min: 0, max: 100 };
    const graph = runPasses(
      trace(
        (x) => {
          const steps = (t: number): Tracer =>
            x
              .greaterEqual(t)
              .mul((t * 7) % 5)
              .sum();
          const sum = Array.from({ length: 100 }, (_, t) => steps(t + 1)).reduce((a, b) => a.add(b));
          return x
            .slice(0)
            .mul(101)
            .add(x.slice(1))
            .apply((i) => (i * 37) % 101)
            .add(sum);
        },
        { x: rows },
      ),
    );
    const program = lowerDiagrams(graph, scalarize(graph))!;
    expect(program.tables).toHaveLength(1);
    expectEqual(graph, program, 5);
  });

  test("that neither way holds are refused, with both reasons", async () => {
    const three = { shape: [3], min: 0, max: 63 };
    const graph = runPasses(
      trace(
        (x) =>
          x
            .slice(0)
            .mul(4096)
            .add(x.slice(1).mul(64))
            .add(x.slice(2))
            .apply((i) => (i * 7919) % 100_003),
        {
          x: three,
        },
      ),
    );
    const compiled = TfheExecutable.compile(graph);
    await expect(compiled).rejects.toThrow(BitWidthError);
    await expect(compiled).rejects.toThrow(
      /18 bits would take keys of .*"diagrams" says why decision diagrams/,
    );
    await expect(TfheExecutable.compile(graph, { lookups: "diagrams" })).rejects.toThrow(
      /more than 200000 nodes, or 16384 bits of inputs.*fewer features or bits/,
    );
    await expect(TfheExecutable.compile(graph, { lookups: "bootstraps" })).rejects.not.toThrow(/says why/);
  });

  test("run encrypted", async () => {
    const executable = await TfheExecutable.compile(pairs);
    expect(executable.report.statistics.bootstraps).toBe(0);
    expect(executable.report.statistics.cmux).toBeLessThan(200);
    expect(executable.report.program).toMatch(/@0 = table .* -> 4096 entries/);
    const { secretKey, evaluationKeys } = await executable.keygen();
    for (const inputs of inputsFor(pairs, 4, 9)) {
      const [output] = await executable.run([executable.encrypt(inputs, secretKey)], evaluationKeys);
      expect(executable.decrypt(output, secretKey)[0].data).toEqual(evaluate(pairs, inputs)[0].data);
    }
    await executable.close();
  });
});
