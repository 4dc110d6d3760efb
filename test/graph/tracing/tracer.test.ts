import { describe, expect, test } from "vitest";
import {
  BitWidthError,
  InvalidInputError,
  OptionValueError,
  OutOfRangeError,
  ShapeError,
  Tensor,
  UnsupportedOperationError,
} from "../../../src/core/index.ts";
import { evaluate, rint, trace, Tracer } from "../../../src/graph/index.ts";
import type { InputSpecs, TracedFunction } from "../../../src/graph/index.ts";

const scalar: InputSpecs = { x: { min: -8, max: 7 }, y: { min: 0, max: 9 } };
const vector: InputSpecs = { x: { shape: [3], min: -8, max: 7 }, y: { shape: [3], min: 0, max: 9 } };

/** The values of a traced function for all x, with y = 3. */
const table = (fn: TracedFunction): number[] => {
  const graph = trace(fn, scalar);
  return Array.from(
    { length: 16 },
    (_, i) => evaluate(graph, [Tensor.scalar(i - 8), Tensor.scalar(3)])[0].data[0],
  );
};
const direct = (f: (x: number) => number): number[] => Array.from({ length: 16 }, (_, i) => f(i - 8) + 0);

describe("float steps of one variable become one lookup", () => {
  test("through scaling, a constant and a function", () => {
    const graph = trace((x) => x.mul(0.5).add(1.2).apply(Math.tanh).mul(100).rint(), scalar);
    expect(graph.statistics()).toMatchObject({ lookups: 1, levelledOps: 0 });
    expect(table((x) => x.mul(0.5).add(1.2).apply(Math.tanh).mul(100).rint())).toEqual(
      direct((x) => rint(Math.tanh(x * 0.5 + 1.2) * 100)),
    );
  });
  test("also where the variable comes in twice", () => {
    expect(table((x) => x.mul(0.3).add(x.exp()).sub(x).floor())).toEqual(
      direct((x) => Math.floor(x * 0.3 + Math.exp(x) - x)),
    );
  });
  test("integer steps before and after included", () => {
    const graph = trace((x) => x.mul(2).add(1).mul(0.25).ceil(), scalar);
    expect(graph.nodes.map(({ op }) => op)).toEqual(["input", "input", "lut"]);
  });
  test("one table for each different constant of an element", () => {
    const graph = trace((x) => x.mul([0.5, 0.25, 0.5]).floor(), vector);
    expect(graph.outputs[0]).toMatchObject({ op: "lut", attributes: { tables: { shape: [2, 16] } } });
    expect(evaluate(graph, [Tensor.vector([7, 7, -8]), Tensor.vector([0, 0, 0])])[0].toArray()).toEqual([
      3, 1, -4,
    ]);
  });
  test("moved elements keep their constants", () => {
    const graph = trace(
      (x) => x.mul([0.5, 0.25, 0.125]).slice({ step: -1 }).reshape(3, 1).broadcastTo([3, 2]).floor(),
      vector,
    );
    expect(evaluate(graph, [Tensor.vector([7, 7, 7]), Tensor.vector([0, 0, 0])])[0].toArray()).toEqual([
      [0, 0],
      [1, 1],
      [3, 3],
    ]);
  });
});

describe("what is not an integer cannot leave", () => {
  const message = (fn: TracedFunction, specs = scalar): string => {
    try {
      trace(fn, specs);
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInputError);
      return String(error);
    }
    return expect.fail("nothing was thrown");
  };
  test("an output", () => {
    expect(message((x) => x.mul(0.5).tanh())).toMatch(
      /tanh\(x \* 0.5\) is -0.99.* where its variable \(x\) is -8.*\.rint\(\)/,
    );
  });
  test("two variables", () => {
    expect(message((x, y) => x.mul(0.5).add(y))).toMatch(
      /x \* 0.5 \+ y mixes real numbers of two encrypted variables/,
    );
    expect(message((x, y) => x.div(y))).toMatch(/mixes/);
  });
  test("an undefined value", () => {
    expect(message((x) => x.log().floor())).toMatch(
      /floor\(log\(x\)\) is NaN where .* -8.*make the function finite/,
    );
  });
  test("weights", () => {
    expect(message((x) => x.matmul([0.5, 1, 2]), vector)).toMatch(/the constant 0.5.*quantize/);
  });
  test("the label names the place", () => {
    expect(message((x) => x.label("fc1").mul(0.5))).toMatch(/^InvalidInputError: fc1: /);
  });
});

describe("each method computes what it says", () => {
  test.each<[string, TracedFunction, (x: number) => number]>([
    ["sub", (x, y) => x.sub(y), (x) => x - 3],
    ["subFrom", (x) => x.subFrom(5), (x) => 5 - x],
    ["mul", (x, y) => x.mul(y), (x) => x * 3],
    ["neg", (x) => x.neg(), (x) => -x],
    ["neg of a real", (x) => x.mul(0.5).neg().floor(), (x) => Math.floor(-x / 2)],
    ["div", (x) => x.div(3).trunc(), (x) => Math.trunc(x / 3)],
    ["divInto", (x) => x.add(10).divInto(100).floor(), (x) => Math.floor(100 / (x + 10))],
    ["max", (x, y) => x.max(y), (x) => Math.max(x, 3)],
    ["max of a constant", (x) => x.max(2), (x) => Math.max(x, 2)],
    ["min", (x, y) => y.min(x), (x) => Math.min(x, 3)],
    ["equal", (x, y) => x.equal(y), (x) => Number(x === 3)],
    ["notEqual", (x, y) => x.notEqual(y), (x) => Number(x !== 3)],
    ["lessThan", (x, y) => x.lessThan(y), (x) => Number(x < 3)],
    ["lessEqual", (x, y) => x.lessEqual(y), (x) => Number(x <= 3)],
    ["greaterThan", (x, y) => x.greaterThan(y), (x) => Number(x > 3)],
    ["greaterEqual", (x) => x.greaterEqual(3), (x) => Number(x >= 3)],
    ["where", (x, y) => x.lessThan(0).where(y, x), (x) => (x < 0 ? 3 : x)],
    ["where of constants", (x) => x.lessThan(0).where(-7, 9), (x) => (x < 0 ? -7 : 9)],
    ["abs", (x) => x.abs(), Math.abs],
    ["sign", (x) => x.sign(), Math.sign],
    ["square", (x) => x.square(), (x) => x * x],
    ["pow", (x) => x.pow(3), (x) => x ** 3],
    ["sqrt", (x) => x.abs().sqrt().floor(), (x) => Math.floor(Math.sqrt(Math.abs(x)))],
    ["sigmoid", (x) => x.sigmoid().mul(255).rint(), (x) => rint(255 / (1 + Math.exp(-x)))],
    ["relu", (x) => x.relu(), (x) => Math.max(x, 0)],
    [
      "lookup",
      (x) => x.add(8).lookup(Array.from({ length: 16 }, (_, i) => (i * 7) % 5)),
      (x) => ((x + 8) * 7) % 5,
    ],
    ["round", (x) => x.round(2), (x) => Math.floor(x / 4 + 0.5) * 4],
    ["mean", (x, y) => Tracer.stack([x, y]).mean().floor(), (x) => Math.floor((x + 3) / 2)],
    ["reduceMax", (x, y) => Tracer.stack([x, y, x.neg()]).reduceMax(), (x) => Math.max(x, 3, -x)],
    ["reduceMin", (x, y) => Tracer.stack([x, y]).reduceMin(0), (x) => Math.min(x, 3)],
    ["dot", (x, y) => Tracer.stack([x, y]).dot([10, 1]), (x) => 10 * x + 3],
    ["dot of encrypted vectors", (x, y) => Tracer.stack([x, y]).dot(Tracer.stack([y, y])), (x) => 3 * x + 9],
    [
      "conv1d",
      (x, y) =>
        Tracer.stack([x, y, x])
          .reshape(1, 3)
          .conv1d([[[1, 10]]], { stride: 2, padding: [1, 0] })
          .flatten()
          .slice(1),
      (x) => 3 + 10 * x,
    ],
  ])("%s", (_, fn, f) => {
    expect(table(fn)).toEqual(direct(f));
  });

  test("matrix products on both sides follow numpy", () => {
    const specs: InputSpecs = { x: { shape: [2, 3], min: 0, max: 5 }, y: { shape: [3], min: 0, max: 5 } };
    const values = [new Tensor(Float64Array.of(1, 2, 3, 4, 5, 0), [2, 3]), Tensor.vector([1, 0, 2])];
    const of = (fn: TracedFunction): unknown => evaluate(trace(fn, specs), values)[0].toArray();
    expect(
      of((x) =>
        x.matmul([
          [1, 0],
          [0, 1],
          [1, 1],
        ]),
      ),
    ).toEqual([
      [4, 5],
      [4, 5],
    ]);
    expect(of((x) => x.matmul([1, 1, 1]))).toEqual([6, 9]);
    expect(of((x) => x.leftMatmul([[1, -1]]))).toEqual([[-3, -3, 3]]);
    expect(of((x) => x.leftMatmul([1, 1]))).toEqual([5, 7, 3]);
    expect(
      of((_, y) =>
        y.leftMatmul([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ),
    ).toEqual([7, 16]);
    expect(of((x, y) => x.matmul(y))).toEqual([7, 4]);
    expect(of((x) => x.matmul(x.transpose()))).toEqual([
      [14, 14],
      [14, 41],
    ]);
  });

  test("numpy's broadcasting between encrypted values", () => {
    const graph = trace((x, y) => x.reshape(3, 1).sub(y), vector);
    expect(evaluate(graph, [Tensor.vector([1, 2, 3]), Tensor.vector([0, 1, 5])])[0].toArray()).toEqual([
      [1, 0, -4],
      [2, 1, -3],
      [3, 2, -2],
    ]);
  });

  test("slices follow Python", () => {
    const at = (...ranges: Parameters<Tracer["slice"]>): unknown => {
      const graph = trace((x) => x.slice(...ranges), { x: { shape: [5], min: 0, max: 9 } });
      return evaluate(graph, [Tensor.vector([0, 1, 2, 3, 4])])[0].toArray();
    };
    expect(at({ start: 1, stop: -1 })).toEqual([1, 2, 3]);
    expect(at({ step: -2 })).toEqual([4, 2, 0]);
    expect(at({ start: -2 })).toEqual([3, 4]);
    expect(at({ start: 3, stop: 0, step: -1 })).toEqual([3, 2, 1]);
    expect(at(-1)).toBe(4);
    expect(() => at({ start: 2, stop: 2 })).toThrow(OutOfRangeError);
    expect(() => at({ step: 0 })).toThrow(OptionValueError);
  });
});

describe("misuse is named", () => {
  test("a JavaScript operator", () => {
    expect(() => trace((x) => ((x as unknown as number) + 1) as unknown as Tracer, scalar)).toThrow(
      UnsupportedOperationError,
    );
    expect(() => trace((x) => ((x as unknown as number) > 1 ? x : x.neg()), scalar)).toThrow(/x.add\(1\)/);
  });
  test("a value of another trace", () => {
    let kept: Tracer | undefined;
    trace((x) => (kept = x), scalar);
    expect(() => trace((x) => x.add(kept ?? 0), scalar)).toThrow(/another trace/);
  });
  test("a result that is no Tracer, and none", () => {
    expect(() => trace(() => 5 as unknown as Tracer, scalar)).toThrow(/returned 5/);
    expect(() => trace(() => [], scalar)).toThrow(/no outputs/);
    expect(() => trace((x) => x, {})).toThrow(/no inputs/);
  });
  test("shapes that do not fit", () => {
    expect(() => trace((x) => x.matmul([1, 2]), vector)).toThrow(ShapeError);
    expect(() => trace((x) => x.add([1, 2]), vector)).toThrow(/shapes \[3\] and \[2\] do not fit/);
  });
  test("ranges of inputs", () => {
    expect(() => trace((x) => x, { x: { min: 3, max: 2 } })).toThrow(/min <= max/);
    expect(() => trace((x) => x, { x: { min: 0, max: 1.5 } })).toThrow(OptionValueError);
    expect(() => trace((x) => x, { x: { min: 0, max: 2 ** 60 } })).toThrow(BitWidthError);
  });
  test("a lookup too wide for a table", () => {
    expect(() => trace((x) => x.label("acc").relu(), { x: { min: 0, max: 2 ** 30 } })).toThrow(
      /acc: relu\(x\) is a lookup of 31 bits.*round/,
    );
  });
  test("a condition that is no bit", () => {
    expect(() => trace((x, y) => x.where(x, y), scalar)).toThrow(/range -8 to 7. Allowed: 0 and 1/);
  });
  test("options", () => {
    expect(() => trace((x) => x, scalar, { rounding: { nBits: 0 } })).toThrow(OptionValueError);
  });
});

describe("rounding of wide lookups", () => {
  const wide: InputSpecs = { x: { min: -1000, max: 30_000_000 } };
  test("leaves exactly nBits bits, and each result is right in the middle of its bucket", () => {
    const graph = trace(
      (x) => x.sqrt().floor(),
      { x: { min: 0, max: 30_000_000 } },
      { rounding: { nBits: 6 } },
    );
    expect(graph.statistics().lookupsByPrecision).toEqual({ 6: 1 });
    const bucket = 2 ** (25 - 6);
    for (const x of [0, bucket - 1, bucket, 17 * bucket + 5, 30_000_000]) {
      const middle = Math.min(30_000_000, Math.floor(x / bucket) * bucket + bucket / 2);
      expect(evaluate(graph, [Tensor.scalar(x)])[0].data[0]).toBe(Math.floor(Math.sqrt(middle)));
    }
  });
  test("a narrow lookup is left alone, the method is kept", () => {
    expect(trace((x) => x.relu(), scalar, { rounding: { nBits: 6 } }).statistics().roundings).toBe(0);
    const graph = trace((x) => x.relu(), wide, { rounding: { nBits: 8, method: "approximate" } });
    expect(graph.nodes.find((node) => node.op === "round")?.attributes).toMatchObject({
      method: "approximate",
    });
  });
});
