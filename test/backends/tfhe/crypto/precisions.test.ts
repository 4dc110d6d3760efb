import { describe, expect, test } from "vitest";
import { isSecure } from "../../../../src/backends/tfhe/params/index.ts";
import { expectEveryInputRight, log2PFail, parametersFor } from "./precisions.ts";

describe.each([1, 2, 3, 4, 5, 6])("%i bits, secure parameters", (precision) => {
  test("fail less often than 2^-120", () => {
    // Published at 2^-128 with tfhe-rs' floating-point noise; ours is a little larger.
    expect(log2PFail(parametersFor(precision), precision)).toBeLessThan(-120);
    expect(isSecure(parametersFor(precision), 132)).toBe(true);
  });
  test("every input of a random table, twice in a row, is right", async () => {
    await expectEveryInputRight(precision, 2);
  }, 120_000);
});

test("parameters below the curve are called insecure", () => {
  const p = parametersFor(4);
  expect(isSecure({ ...p, glweNoise: { kind: "gaussian", standardDeviation: 2 ** -55 } })).toBe(false);
  expect(isSecure({ ...p, lweDimension: 400 })).toBe(false);
  expect(isSecure({ ...p, lweDimension: 700 }, 128)).toBe(false);
});
