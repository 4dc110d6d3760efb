import { describe, expect, test } from "vitest";
import { InvalidInputError, OutOfRangeError, ShapeError, Tensor } from "../../src/core/index.ts";
import { evaluate, evaluateAllRows, evaluateRows, trace } from "../../src/graph/index.ts";
import { inputsFor, randomGraph } from "./support.ts";

const toy = trace((x) => x.mul(2).add(3), { x: { shape: [2], min: -4, max: 4 } });

test("many rows at once give what each row gives alone, for every output", () => {
  for (let seed = 0; seed < 40; seed++) {
    const graph = randomGraph({ seed, size: 8 });
    // More rows than a batch of the evaluation holds.
    const cases = inputsFor(graph, 300, seed);
    const rows = graph.inputs.map((node, i) => {
      const data = cases.flatMap((inputs) => Array.from(inputs[i].data));
      return new Tensor(Float64Array.from(data), [cases.length, ...node.type.shape]);
    });
    const all = evaluateAllRows(graph, rows);
    cases.forEach((inputs, row) => {
      const wanted = evaluate(graph, inputs).map((tensor) => Array.from(tensor.data));
      expect(all.map((tensor) => Array.from(tensor.row(row)))).toEqual(wanted);
    });
  }
});

test("a digits-sized linear layer: 64 features, 10 outputs, against the definition", () => {
  const weight = (j: number, c: number): number => ((j * 37 + c * 101) % 255) - 127;
  const W = Array.from({ length: 64 }, (_, j) => Array.from({ length: 10 }, (__, c) => weight(j, c)));
  const graph = trace((x) => x.matmul(W).add(Array.from({ length: 10 }, (_, c) => c - 5)), {
    x: { shape: [64], min: 0, max: 255 },
  });
  const X = Tensor.zeros([500, 64]);
  for (let i = 0; i < X.size; i++) X.data[i] = (i * 7919) % 256;
  const y = evaluateRows(graph, X);
  expect(y.shape).toEqual([500, 10]);
  for (let row = 0; row < 500; row++) {
    for (let c = 0; c < 10; c++) {
      let sum = c - 5;
      for (let j = 0; j < 64; j++) sum += X.at(row, j) * weight(j, c);
      expect(y.at(row, c)).toBe(sum);
    }
  }
});

describe("bad inputs are named", () => {
  test.each([
    [[0, 5], "5 at index [1]"],
    [[-5, 0], "-5 at index [0]"],
    [[0.5, 0], "0.5 at index [0]"],
    [[NaN, 0], "NaN at index [0]"],
  ])("%j", (values, message) => {
    expect(() => evaluate(toy, [Tensor.vector(values)])).toThrow(OutOfRangeError);
    expect(() => evaluate(toy, [Tensor.vector(values)])).toThrow(
      `input x: ${message}. Allowed: integers from -4 to 4`,
    );
  });

  test("wrong shape, wrong number of inputs, wrong row shape", () => {
    expect(() => evaluate(toy, [Tensor.vector([1, 2, 3])])).toThrow(ShapeError);
    expect(() => evaluate(toy, [])).toThrow(InvalidInputError);
    expect(() => evaluateRows(toy, Tensor.zeros([5, 3]))).toThrow(
      /input x: shape \[5, 3\]. Allowed: shape \[5, 2\]/,
    );
  });
});
