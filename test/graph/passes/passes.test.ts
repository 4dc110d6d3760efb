import { describe, expect, test } from "vitest";
import { BitWidthError, Tensor } from "../../../src/core/index.ts";
import { Graph, NodeFactory, passes, runPasses, sameGraph, trace } from "../../../src/graph/index.ts";
import type { InputSpecs, Node, TracedFunction, Tracer } from "../../../src/graph/index.ts";
import { expectSame } from "../support.ts";

const inputs: InputSpecs = { x: { shape: [3], min: -5, max: 6 }, y: { shape: [3], min: 0, max: 9 } };

const run = (name: string, graph: Graph): Graph => {
  const pass = passes.find((one) => one.name === name);
  if (pass === undefined) return expect.fail(`no pass ${name}`);
  const result = pass.run(graph);
  expectSame(graph, result);
  return result;
};

/** The ops of a graph but inputs and constants, in order. */
const opsOf = (graph: Graph): Node["op"][] =>
  graph.nodes.map(({ op }) => op).filter((op) => op !== "input" && op !== "constant");

/** What a pass makes of a function, as op names. */
const changes = (name: string, fn: TracedFunction, from: string, to: string): void => {
  const graph = trace(fn, inputs);
  expect(opsOf(graph).join(" ")).toBe(from);
  expect(opsOf(run(name, graph)).join(" ")).toBe(to);
};

/** What a pass must leave alone. */
const leaves = (name: string, fn: TracedFunction): void => {
  const graph = trace(fn, inputs);
  expect(sameGraph(run(name, graph), graph)).toBe(true);
};

describe("fold constants", () => {
  const pass = "fold constants";
  test("additions of constants become one", () => {
    changes(pass, (x) => x.add(1).add(2).sub(4), "add add sub", "add");
  });
  test("factors become one, and two negations none", () => {
    changes(pass, (x) => x.mul(2).mul([1, 2, 3]), "mul mul", "mul");
    changes(pass, (x) => x.neg().neg(), "neg neg", "");
  });
  test("x * 1 and x + 0 are x", () => {
    changes(pass, (x) => x.mul(1).add(0), "mul add", "");
  });
  test("a comparison that always holds is a constant", () => {
    changes(pass, (x, y) => x.add(y.lessThan(50)), "lut add", "add");
  });
  test("leaves real work alone", () => {
    leaves(pass, (x, y) => x.mul(2).add(y).add(1));
  });
});

describe("simplify moves", () => {
  const pass = "simplify moves";
  test("moves that move nothing go", () => {
    changes(pass, (x) => x.reshape(3, 1).flatten().slice({ start: 0 }), "reshape reshape slice", "");
  });
  test("a part taken out of a concat is that part", () => {
    changes(pass, (x, y) => x.concat(y).slice({ start: 3 }), "concat slice", "");
  });
  test("leaves a reversal alone", () => {
    leaves(pass, (x) => x.slice({ step: -1 }));
  });
});

describe("remove dead elements", () => {
  const pass = "remove dead elements";
  test("a lookup of elements nobody reads is not made", () => {
    changes(pass, (x) => x.relu().slice({ stop: 1 }), "lut slice", "slice lut");
  });
  test("outputs of a matmul nobody reads are not computed", () => {
    const W = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 1, 2, 3],
    ];
    changes(pass, (x) => x.matmul(W).slice({ start: 3, step: -2 }), "matmul slice", "matmul");
  });
  test("leaves a lookup alone that something else reads whole", () => {
    leaves(pass, (x) => [x.relu().slice({ stop: 1 }), x.relu()]);
  });
});

describe("fuse lookups", () => {
  const pass = "fuse lookups";
  /** Tracing fuses these by itself: nodes made one by one, as an importer or another pass makes them. */
  const steps = (...functions: ((v: number) => number)[]): Graph => {
    const factory = new NodeFactory();
    const x = factory.make("input", [], { name: "x", shape: [3], min: -5, max: 6 }, "x");
    const result = functions.reduce<Node>((node, f) => {
      const { min, max } = node.type;
      const values = Float64Array.from({ length: max - min + 1 }, (_, i) => f(min + i));
      const tables = new Tensor(values, [1, values.length]);
      return factory.make("lut", [node], { min, tables, tableOf: null }, "step");
    }, x);
    return new Graph([x], [result]);
  };
  test("a lookup of a lookup is one lookup", () => {
    const graph = steps(
      (v) => v * v,
      (v) => v % 3,
      (v) => 5 - v,
    );
    expect(opsOf(graph)).toEqual(["lut", "lut", "lut"]);
    expect(opsOf(run(pass, graph))).toEqual(["lut"]);
  });
  test("a linear step before a lookup goes into the table", () => {
    const factory = new NodeFactory();
    const x = factory.make("input", [], { name: "x", shape: [], min: -5, max: 6 }, "x");
    const tripled = factory.make("mul", [x], { factor: Tensor.scalar(3) }, "tripled");
    const tables = new Tensor(
      Float64Array.from({ length: 34 }, (_, i) => i % 5),
      [1, 34],
    );
    const graph = new Graph(
      [x],
      [factory.make("lut", [tripled], { min: -15, tables, tableOf: null }, "mod")],
    );
    expect(opsOf(run(pass, graph))).toEqual(["lut"]);
  });
  test("a linear step after a lookup goes into the table", () => {
    changes(pass, (x) => x.lut(Math.abs).mul(3).sub(7), "lut mul sub", "lut");
  });
  test("a product of functions of one variable is one lookup", () => {
    changes(pass, (x) => x.mul(x.add(1)), "add mulEncrypted", "lut");
  });
  test("a sum of two lookups of one variable is one lookup", () => {
    changes(pass, (x) => x.lut(Math.abs).add(x.relu()), "lut lut add", "lut");
  });
  test("leaves a lookup alone that others read, and lookups of two variables", () => {
    leaves(pass, (x) => [x.relu().mul(2), x.relu()]);
    leaves(pass, (x, y) => x.relu().add(y.lut((v) => v % 2)));
  });
});

describe("lower nonlinear ops", () => {
  const pass = "lower nonlinear ops";
  test("a product is two lookups, of sum and difference", () => {
    changes(pass, (x, y) => x.mul(y), "mulEncrypted", "add lut sub lut sub");
  });
  test("a product with a bit is one lookup", () => {
    changes(pass, (x, y) => x.greaterThan(0).mul(y), "lut mulEncrypted", "lut mul add lut");
  });
  test("maximum and minimum share one lookup and keep their range", () => {
    changes(pass, (x, y) => [x.max(y), x.min(y)], "max min", "sub lut add sub");
    const lowered = run(
      pass,
      trace((x, y) => [x.max(y), x.min(y)], inputs),
    );
    expect(lowered.outputs.map(({ type: { min, max } }) => [min, max])).toEqual([
      [0, 9],
      [-5, 6],
    ]);
  });
  test("a comparison is a lookup of the difference", () => {
    changes(
      pass,
      (x, y) => [x.lessThan(y), x.lessEqual(y), x.equal(y)],
      "less lessEqual equal",
      "sub lut lut lut",
    );
  });
  test("leaves linear ops alone", () => {
    leaves(pass, (x, y) => x.mul(3).add(y));
  });
  test("refuses a table too large to make, naming the product", () => {
    const wide = { min: 0, max: 2 ** 24 };
    const graph = trace((x, y) => x.label("interaction").mul(y), { x: wide, y: wide });
    expect(() => runPasses(graph)).toThrow(BitWidthError);
    expect(() => runPasses(graph)).toThrow(/interaction: mulEncrypted .* 26 bits/);
  });
});

describe("move roundings", () => {
  const pass = "move roundings";
  test("a constant of whole units comes after the rounding", () => {
    changes(pass, (x) => x.add(16).round(3), "add round mul", "round add mul");
  });
  test("a factor that leaves nothing to round makes the rounding go", () => {
    changes(pass, (x) => x.mul(8).round(3), "mul round mul", "mul mul");
  });
  test("leaves a constant alone that the rounding cuts", () => {
    leaves(pass, (x) => x.add(5).round(3));
  });
});

describe("place lookups", () => {
  const pass = "place lookups";
  test("a lookup of copies is a copy of the lookup", () => {
    changes(pass, (x) => x.broadcastTo([4, 3]).relu(), "broadcast lut", "lut broadcast");
    expect(
      run(
        pass,
        trace((x) => x.broadcastTo([4, 3]).relu(), inputs),
      ).statistics().lookups,
    ).toBe(3);
  });
  test("tables follow their elements", () => {
    const mod = (x: Tracer): Tracer => x.mul([0.5, 0.25, 1]).floor();
    changes(pass, (x) => mod(x.slice({ step: -1 })), "slice lut", "lut slice");
  });
  test("leaves a copy alone whose elements use different tables", () => {
    leaves(pass, (x) => x.slice({ stop: 1 }).broadcastTo([3]).mul([0.5, 0.25, 1]).floor());
  });
  test("leaves a lookup of a part alone", () => {
    leaves(pass, (x) => x.slice({ stop: 2 }).relu());
  });
});

describe("merge equal lookups", () => {
  const pass = "merge equal lookups";
  test("two tables that agree on the range are one node", () => {
    changes(pass, (x) => [x.lut((v) => Math.max(v, -9) ** 2, "a"), x.lut((v) => v * v, "b")], "lut", "lut");
  });
  test("a table on a line is no lookup", () => {
    changes(pass, (x) => x.lut((v) => 3 * v - 2), "lut", "mul add");
  });
  test("equal tables of different elements are merged", () => {
    const graph = trace(
      (x) =>
        x
          .mul([0.5, 0.5, 0.25])
          .floor()
          .apply((v) => v & 1),
      inputs,
    );
    const luts = graph.nodes.filter((node) => node.op === "lut");
    expect(luts[0].attributes).toMatchObject({ tables: { shape: [2, 12] } });
  });
  test("leaves a curve alone", () => {
    leaves(pass, (x) => x.lut((v) => v * v));
  });
});

describe("infer ranges", () => {
  const pass = "infer ranges";
  test("what cancels is seen", () => {
    const graph = trace((x, y) => x.add(y).sub(x).sub(y).add(4), inputs);
    expect(graph.outputs[0].type).toMatchObject({ min: -16, max: 24 });
    expect(run(pass, graph).outputs[0]).toMatchObject({ type: { min: 4, max: 4 } });
  });
  test("two layers of weights are bounded together", () => {
    const graph = trace(
      (x) =>
        x
          .matmul([
            [1, -1],
            [1, 1],
            [1, -1],
          ])
          .matmul([1, 1]),
      inputs,
    );
    // (x0 + x1 + x2) + (-x0 + x1 - x2) = 2 x1.
    expect(run(pass, graph).outputs[0].type).toMatchObject({ min: -10, max: 12 });
  });
  test("leaves a sum of different variables alone", () => {
    leaves(pass, (x, y) => x.mul(2).add(y));
  });
});

test("the passes of a small net: lookups fused, nothing nonlinear, the same answers", () => {
  const W = Array.from({ length: 3 }, (_, i) =>
    Array.from({ length: 4 }, (__, j) => ((i * 5 + j * 3) % 7) - 3),
  );
  const graph = trace((x, y) => {
    const hidden = x.matmul(W).add([1, 2, 3, 4]).relu().mul(0.5).floor();
    return [hidden.reduceMax(), hidden.sum().max(y.sum()), hidden.matmul([1, -1, 1, -1]).greaterThan(0)];
  }, inputs);
  const result = runPasses(graph);
  expectSame(graph, result, 60);
  expect(result.statistics().nonlinear).toBe(0);
  // 4 hidden, a tournament of 4 (3 comparisons), one maximum, one sign.
  expect(result.statistics().lookups).toBe(4 + 3 + 1 + 1);
});
