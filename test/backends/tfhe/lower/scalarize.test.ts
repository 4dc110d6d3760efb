import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate, runPasses, trace } from "../../../../src/graph/index.ts";
import type { TracedFunction } from "../../../../src/graph/index.ts";
import { scalarize } from "../../../../src/backends/tfhe/index.ts";
import type { ScalarCircuit } from "../../../../src/backends/tfhe/index.ts";
import { anyMixedGraph, inputsFor, randomGraph } from "../../../graph/support.ts";
import { evaluateScalar } from "./support.ts";

const small = { min: 0, max: 7 };

function circuitOf(f: TracedFunction, inputs: Parameters<typeof trace>[1]): ScalarCircuit {
  return scalarize(runPasses(trace(f, inputs)));
}

test("a graph taken apart element by element computes the same", () => {
  let lookups = 0;
  fc.assert(
    fc.property(anyMixedGraph, (seed) => {
      const graph = runPasses(randomGraph(seed));
      const circuit = scalarize(graph);
      lookups += circuit.lookups.length;
      for (const inputs of inputsFor(graph, 6, seed.seed)) {
        const flat = Float64Array.from(inputs.flatMap(({ data }) => [...data]));
        const wanted = evaluate(graph, inputs).flatMap(({ data }) => [...data]);
        expect(evaluateScalar(circuit, flat)).toEqual(wanted);
      }
    }),
    { numRuns: 300 },
  );
  expect(lookups).toBeGreaterThan(300);
});

describe("what needs no bootstrap has none", () => {
  test("a function of one input travels as bits", () => {
    const { lookups, thermometer, slots } = circuitOf((x) => x.mul(x), { x: small });
    expect(lookups).toEqual([]);
    expect(thermometer).toEqual([0]);
    expect(slots.map(({ threshold }) => threshold)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test("a sum of functions of single inputs, some with weights, and functions of functions", () => {
    const { lookups } = circuitOf(
      (x, y) =>
        x
          .apply((v) => v % 3)
          .mul(2)
          .add(y.apply((v) => v * v))
          .add(x.relu().apply((v) => v ^ 5)),
      { x: small, y: { min: -5, max: 5 } },
    );
    expect(lookups).toEqual([]);
  });

  test("rounding an input, exactly or not", () => {
    for (const method of ["exact", "approximate"] as const) {
      expect(circuitOf((x) => x.round(2, { method }).add(1), { x: small }).lookups).toEqual([]);
    }
  });

  test("inputs wider than 8 bits travel as they are", () => {
    const { thermometer, lookups } = circuitOf((x) => x.apply((v) => v % 2), { x: { min: 0, max: 300 } });
    expect(thermometer).toEqual([]);
    expect(lookups).toHaveLength(1);
  });
});

describe("lookups that share", () => {
  test("equal tables on equal sums are one", () => {
    const { lookups } = circuitOf(
      (x, y) => {
        const sum = x.add(y);
        return sum
          .apply((v) => v % 3)
          .add(
            y
              .add(x)
              .apply((v) => v % 3)
              .mul(4),
          );
      },
      { x: small, y: small },
    );
    expect(lookups).toHaveLength(1);
    expect(lookups[0].tables).toHaveLength(1);
  });

  test("several tables at one index, also where the sum is negated or moved", () => {
    const { lookups } = circuitOf(
      (x, y) => {
        const a = x.sub(y);
        const b = y.sub(x).add(3);
        return [a.abs(), a.lessThan(0), b.apply((v) => (v * v) % 5)];
      },
      { x: small, y: small },
    );
    expect(lookups).toHaveLength(1);
    expect(lookups[0].tables).toHaveLength(3);
  });

  test("a common factor of all weights is taken out of the index", () => {
    const { lookups } = circuitOf(
      (x, y) =>
        x
          .mul(6)
          .add(y.mul(4))
          .apply((v) => v % 7),
      { x: small, y: small },
    );
    expect(lookups[0].entries).toBe((6 * 7 + 4 * 7) / 2 + 1);
  });

  test("an approximate rounding and the table after it are one lookup", () => {
    const rounded = circuitOf(
      (x, y) =>
        x
          .add(y)
          .round(2, { method: "approximate" })
          .apply((v) => (v * v) % 3),
      {
        x: small,
        y: small,
      },
    );
    expect(rounded.lookups.map(({ kind, entries }) => [kind, entries])).toEqual([["approximate", 5]]);
  });

  test("an exact rounding takes one bit after the other", () => {
    const { lookups } = circuitOf(
      (x, y) =>
        x
          .add(y)
          .round(2)
          .apply((v) => (v * v) % 3),
      { x: small, y: small },
    );
    expect(lookups.map(({ kind }) => kind)).toEqual(["bit", "bit", "table"]);
  });

  test("what no output needs is not looked up", () => {
    const { lookups } = circuitOf(
      (x, y) => {
        x.add(y).apply((v) => v % 3);
        return x.add(y).apply((v) => v % 5);
      },
      { x: small, y: small },
    );
    expect(lookups.flatMap(({ tables }) => tables)).toHaveLength(1);
  });
});
