import { expect, test } from "vitest";
import { compile, encrypted } from "../../../src/backends/index.ts";
import { OutOfRangeError, ShapeError, Tensor } from "../../../src/core/index.ts";

const rows = (width: number, ...values: number[]): Tensor =>
  new Tensor(Float64Array.from(values), [values.length / width, width]);

// A lookup on tfhe and simulate, a packed product, and the clear run.
test.each([
  ["tfhe", true],
  ["tfhe", false],
  ["simulate", true],
  ["clear", true],
])("rows that no client could encrypt are refused: backend %s, lookups %s", async (backend, lookups) => {
  const { executable } = await compile(
    (x, y) => (lookups ? x.sum().max(y) : x.sum().add(y)),
    { x: encrypted, y: encrypted },
    [
      [[0, 0], 1],
      [[3, 3], 6],
    ],
    { backend },
  );
  expect(executable.simulate(rows(3, 0, 3, 6)).data).toEqual(Float64Array.of(lookups ? 6 : 9));
  for (const [bad, message] of [
    [rows(3, 0, 3, 6, 0, 4, 6), 'input "x" holds 4 at index 1 of row 1. Allowed: whole numbers from 0 to 3'],
    [rows(3, 0, 3, 0), 'input "y" holds 0 at index 0 of row 0. Allowed: whole numbers from 1 to 6'],
    [rows(3, 0.5, 3, 6), 'input "x" holds 0.5'],
    [rows(3, NaN, 3, 6), 'input "x" holds NaN'],
  ] as const) {
    expect(() => executable.simulate(bad)).toThrow(OutOfRangeError);
    expect(() => executable.simulate(bad)).toThrow(message);
    await expect(executable.simulateRows?.(bad)).rejects.toThrow(message);
  }
  expect(() => executable.simulate(rows(2, 0, 3))).toThrow(ShapeError);
  expect(() => executable.simulate(rows(2, 0, 3))).toThrow("Allowed: [rows, 3]: all elements of x, y");
});
