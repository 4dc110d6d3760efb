import { describe, expect, test } from "vitest";
import { runPasses, trace } from "../../../../src/graph/index.ts";
import type { TracedFunction } from "../../../../src/graph/index.ts";
import { TfheExecutable } from "../../../../src/backends/tfhe/index.ts";
import { expectExecuted } from "./execution.ts";

const three = { min: 0, max: 7 };

describe("encrypted circuits give the clear result", () => {
  test.each<[string, TracedFunction, Parameters<typeof trace>[1]]>([
    ["a table on a sum", (x, y) => x.add(y).apply((v) => (v * v) % 11), { x: three, y: three }],
    [
      "a product, a comparison, and their sum: tables that share a rotation",
      (x, y) => x.mul(y).add(x.lessThan(y)),
      { x: three, y: { min: -3, max: 4 } },
    ],
    ["the greatest of four", (x) => x.reduceMax(), { x: { shape: [4], min: -4, max: 3 } }],
    ["exact rounding of a sum, squared", (x, y) => x.add(y).round(2).square(), { x: three, y: three }],
    [
      "bits of an input beside a lookup of a sum",
      (x, y) =>
        x
          .apply((v) => v % 3)
          .mul(2)
          .add(x.add(y).apply((v) => v % 5)),
      { x: three, y: three },
    ],
    [
      "a small layer: ten values, four sums, a table each, one output",
      (x) =>
        x
          .matmul(Array.from({ length: 10 }, (_, i) => [0, 1, 2, 3].map((j) => ((i * 7 + j * 3) % 3) - 1)))
          .apply((v) => Math.max(v, 0))
          .dot([3, -2, 1, 5]),
      { x: { shape: [10], min: 0, max: 1 } },
    ],
    [
      "an output that is constant beside one that is not",
      (x, y) => [x.mul(0).add(5), x.mul(y)],
      { x: three, y: three },
    ],
  ])("%s", async (_, f, inputs) => {
    expect(await expectExecuted(runPasses(trace(f, inputs)), 3)).toBeGreaterThan(0);
  });
});

test("twelve outputs in one packed answer: a mask for all, not one each", async () => {
  const graph = runPasses(
    trace((x, y) => x.add(y).apply((v) => (v * v) % 11), {
      x: { shape: [12], min: 0, max: 7 },
      y: { shape: [12], min: 0, max: 7 },
    }),
  );
  const executable = await TfheExecutable.compile(graph);
  expect(executable.report.parameters).toMatchObject({ answerKey: "packed" });
  expect(executable.report.statistics.outputBytes).toBeLessThan(3000);
  expect(await expectExecuted(graph, 4)).toBe(48);
});

test("a tree whose inputs are computed under encryption runs by small bootstraps", async () => {
  const graph = runPasses(
    trace(
      (x) => {
        // Two sums of inputs, then x0 >= 3 ? (x1 >= 2 ? 9 : 4) : (x1 >= 5 ? 7 : 1), as leaves of a tree.
        const computed = x.matmul([
          [1, 0],
          [1, 1],
          [0, 1],
        ]);
        const holds = computed.gather([0, 1, 1]).greaterEqual([3, 2, 5]);
        const leaves = holds
          .matmul([
            [-1, -1, 1, 1],
            [0, 0, -1, 1],
            [-1, 1, 0, 0],
          ])
          .sub([0, 1, 1, 2])
          .apply((value) => Number(value === 0));
        return leaves.dot([1, 7, 4, 9]);
      },
      { x: { shape: [3], min: 0, max: 3 } },
    ),
  );
  const executable = await TfheExecutable.compile(graph);
  expect(executable.report.statistics).toMatchObject({ cmux: 0 });
  expect(executable.report.statistics.bootstraps).toBeGreaterThan(0);
  expect(await expectExecuted(graph, 6)).toBeGreaterThan(0);
});

test("the same tree on the inputs themselves takes no bootstrap", async () => {
  const graph = runPasses(
    trace(
      (x) => {
        const holds = x.gather([0, 1, 1]).greaterEqual([3, 2, 5]);
        const leaves = holds
          .matmul([
            [-1, -1, 1, 1],
            [0, 0, -1, 1],
            [-1, 1, 0, 0],
          ])
          .sub([0, 1, 1, 2])
          .apply((value) => Number(value === 0));
        return leaves.dot([1, 7, 4, 9]);
      },
      { x: { shape: [2], min: 0, max: 6 } },
    ),
  );
  const executable = await TfheExecutable.compile(graph);
  const { bootstraps, cmux } = executable.report.statistics;
  expect(bootstraps).toBe(0);
  expect(cmux).toBeGreaterThan(0);
  expect(await expectExecuted(graph, 6)).toBe(0);
  const forced = await TfheExecutable.compile(graph, { lookups: "bootstraps" });
  expect(forced.report.statistics.bootstraps).toBeGreaterThan(0);
});
