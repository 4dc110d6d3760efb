import { all, create } from "mathjs";
import { beforeAll, describe, expect, test } from "vitest";
import { InvalidInputError, Tensor, UnsupportedOperationError } from "../../../src/core/index.ts";
import { evaluate, trace, traceExpression, traceMathjs } from "../../../src/graph/index.ts";
import type { InputSpecs } from "../../../src/graph/index.ts";

const scalars: InputSpecs = { x: { min: -4, max: 5 }, y: { min: 0, max: 3 } };
const plain = create(all);

beforeAll(async () => {
  await traceExpression("x", scalars); // loads mathjs
});

describe("an expression means what mathjs computes with numbers, for every x and y", () => {
  test.each([
    ...[
      "2*x + max(y, 3)",
      "2x y - 3",
      "-x + +y",
      "3 - x",
      "x^2 + y^3",
      "2^y",
      "x .* y",
      "max(x, y, 2)",
      "min([x, y, 1])",
      "add(1, 2, x)",
    ],
    ...[
      "x > y",
      "x >= 2",
      "1 < x",
      "x <= y",
      "x < y",
      "x == y",
      "x != 2",
      "-2 < x < 4",
      "0 <= x <= y",
      "compare(x, y)",
    ],
    ...[
      "x > 1 and y > 1",
      "x > 1 or y > 1",
      "xor(x > 1, y > 1)",
      "not (x > 1)",
      "x > 0 ? x : y",
      "x > 2 ? 7 : -y",
    ],
    ...[
      "abs(x) + sign(x)",
      "square(x) - cube(y)",
      "floor(x / 3)",
      "ceil(y / 2)",
      "round(10 * tanh(x / 4))",
      "fix(x / 2)",
    ],
    ...[
      "round(100 * exp(x / 4))",
      "floor(sqrt(y + 1))",
      "floor(log(y + 2, 2))",
      "mod(y, 2)",
      "x % 3",
      "round(sin(x) * 20)",
    ],
    ...[
      "sum([x, y, 3])",
      "sum(x, y)",
      "round(6 * mean([x, y]))",
      "dot([x, y], [2, -3])",
      "a = x + 1\n a * y",
      "f(t) = t^2 - t; f(x) + f(y)",
    ],
    ...["true * x", "bignumber(2) * x", "fraction(3) + x", "isPositive(x) + y", "factorial(y)", "gcd(y, 6)"],
  ])("%s", async (expression) => {
    const graph = await traceExpression(expression, scalars);
    const code = plain.compile(expression);
    for (let x = -4; x <= 5; x++) {
      for (let y = 0; y <= 3; y++) {
        const result: unknown = code.evaluate({ x, y });
        const shown =
          plain.typeOf(result) === "ResultSet" ? (result as { entries: unknown[] }).entries[0] : result;
        const actual = evaluate(graph, [Tensor.scalar(x), Tensor.scalar(y)])[0].data[0];
        expect({ x, y, value: actual }).toEqual({ x, y, value: plain.number(shown as number) + 0 });
      }
    }
  });

  test.each([
    "[1, 2; 3, 4] * x",
    "x * 3 + 1",
    "dot(x, [4, 5])",
    "x[2]",
    "concat(x, x)",
    "max(x)",
    "sum(x)",
    "[1, 2] * x",
    "x .* [3, 4]",
  ])("%s, for a vector", async (expression) => {
    const graph = await traceExpression(expression, { x: { shape: [2], min: -4, max: 5 } });
    const wanted: unknown = plain.evaluate(expression, { x: plain.matrix([3, -2]) });
    const value = plain.isMatrix(wanted) ? wanted.toArray() : wanted;
    expect(evaluate(graph, [Tensor.vector([3, -2])])[0].toArray()).toEqual(value);
  });
});

describe("functions of a user's mathjs instance", () => {
  const math = traceMathjs(create(all));

  test("trace on Tracers and compute on numbers, the same function", () => {
    // mathjs types know no Tracers: what a user writes is cast once.
    const m = math as unknown as Record<string, (...values: unknown[]) => number>;
    const f = (x: unknown, y: unknown): number => m.max(m.add(m.multiply(2, x), 1), m.pow(y, 2), 4);
    const graph = trace((x, y) => f(x, y) as never, scalars);
    for (let x = -4; x <= 5; x++) {
      expect(evaluate(graph, [Tensor.scalar(x), Tensor.scalar(2)])[0].data[0]).toBe(f(x as never, 2));
    }
  });
  test("keep their other behaviour, and the expressions of the instance too", () => {
    expect(math.max(1, 5, 3)).toBe(5);
    expect(math.evaluate("3 > 2 ? 10 : 20")).toBe(10);
    expect(math.evaluate("1 < 2 < 3")).toBe(true);
    expect(math.format(math.evaluate("max([1, 2; 3, 4], 1)"))).toBe("[3, 4]");
    expect(
      math.format(
        math.det([
          [2, 0],
          [0, 3],
        ]),
      ),
    ).toBe("6");
    expect(traceMathjs(math)).toBe(math);
  });
  test("chained comparisons never fall through to a JavaScript boolean", () => {
    const graph = trace((x) => math.parse("0 < x < 3").compile().evaluate({ x }) as never, scalars);
    expect(
      [-1, 0, 1, 2, 3].map((x) => evaluate(graph, [Tensor.scalar(x), Tensor.scalar(0)])[0].data[0]),
    ).toEqual([0, 0, 1, 1, 0]);
  });
  test("what cannot be traced is refused by name, also inside arrays", () => {
    expect(() =>
      trace(
        (x) =>
          math.det([
            [x, 1],
            [1, 2],
          ] as never) as never,
        scalars,
      ),
    ).toThrow(UnsupportedOperationError);
    expect(() =>
      trace(
        (x) =>
          math.det([
            [x, 1],
            [1, 2],
          ] as never) as never,
        scalars,
      ),
    ).toThrow(/mathjs det: det of an encrypted value/);
    expect(() => trace((x, y) => math.pow(x as never, y as never) as never, scalars)).toThrow(/mathjs pow/);
  });
  test("anything but an instance is refused", () => {
    expect(() => traceMathjs(Object.freeze({ parse: () => 0 }))).toThrow(/create\(all\)/);
  });
});

test.each([
  ["z + 1", /Undefined symbol z.*of x, y/],
  ["2 *", /Unexpected end/],
  ["0.5 * x", /x \* 0.5 is -1.5.*\.rint\(\)/],
  ["7", /returned 7/],
])("the expression %s is refused", async (expression, message) => {
  await expect(traceExpression(expression, scalars)).rejects.toThrow(InvalidInputError);
  await expect(traceExpression(expression, scalars)).rejects.toThrow(message);
});
