import { describe, expect, test } from "vitest";
import { Tensor } from "../../src/core/index.ts";
import { evaluate, roundLookups, runPasses, trace, verify } from "../../src/graph/index.ts";
import type { Graph, Tracer } from "../../src/graph/index.ts";

type Binary = (x: Tracer, y: Tracer) => Tracer;

/** The least and greatest y of the inputs below. */
const Y = { min: -2, max: 5 };
const X = { min: -5, max: 7 };

function exactGraph(f: Binary): Graph {
  return runPasses(trace(f, { x: X, y: Y }));
}

function rounded(f: Binary, nBits: number, method: "exact" | "approximate" = "exact"): Graph {
  const graph = runPasses(roundLookups(exactGraph(f), { nBits, method }));
  verify(graph);
  return graph;
}

/** The output for all pairs of inputs. */
function allValues(graph: Graph): number[] {
  const values: number[] = [];
  for (let x = X.min; x <= X.max; x++) {
    for (let y = Y.min; y <= Y.max; y++) {
      values.push(
        evaluate(
          graph,
          [x, y].map((value) => new Tensor(Float64Array.of(value), [])),
        )[0].data[0],
      );
    }
  }
  return values;
}

const functions: Readonly<Record<string, Binary>> = {
  "a product": (x, y) => x.mul(y),
  "a product of a function": (x, y) => x.apply((v) => (v * v) % 11, "f").mul(y),
  "a product of a product": (x, y) => x.mul(y).mul(x),
  "a maximum": (x, y) => x.max(y),
  "a maximum, then a comparison": (x, y) => x.min(y).greaterEqual(-1),
  "a maximum, then a table": (x, y) => x.max(y).apply((v) => (v * 7) % 5, "g"),
  "a maximum, then a rounding and a table": (x, y) =>
    x
      .max(y)
      .mul(3)
      .round(2)
      .apply((v) => v * v, "h"),
  "a maximum of a sum": (x, y) => x.max(y).add(x).max(y.mul(2)).sub(y),
};

describe("ranges hold of rounded values", () => {
  test.each(Object.entries(functions))("%s", (_, f) => {
    for (const nBits of [1, 2, 3, 4]) {
      for (const method of ["exact", "approximate"] as const) {
        const graph = rounded(f, nBits, method);
        const values = allValues(graph);
        const { min, max } = graph.outputs[0].type;
        expect(values.every((value) => value >= min && value <= max)).toBe(true);
      }
    }
  });
});

test("a proved range is widened by what rounding moves, not given up", () => {
  // y + relu(x - y): without what was proved, its greatest value would be that of both.
  const exact = exactGraph((x, y) => x.max(y));
  const graph = rounded((x, y) => x.max(y), 3);
  const clear = allValues(exact);
  const moved = allValues(graph).map((value, i) => value - clear[i]);
  expect(graph.outputs[0].type).toMatchObject({ min: Y.min, max: X.max + Math.max(...moved) });
});

test("an approximate rounding may take the other neighbour: more room than an exact one", () => {
  const widths = (["exact", "approximate"] as const).map((method) => {
    const { min, max } = rounded((x, y) => x.max(y), 2, method).outputs[0].type;
    return max - min;
  });
  expect(widths[1]).toBeGreaterThan(widths[0]);
});

test("narrow lookups and ranges that no rounding touches stay as they are", () => {
  const f: Binary = (x, y) => x.max(y).sub(x);
  expect(rounded(f, 8).toString()).toBe(exactGraph(f).toString());
});
