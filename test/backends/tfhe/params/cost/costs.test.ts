import { expect, test } from "vitest";
import {
  calibratedCosts,
  keyswitchMilliseconds,
  predictMilliseconds,
  predictTime,
  rotationMilliseconds,
  secureParameters,
  type EngineCosts,
} from "../../../../../src/backends/tfhe/params/index.ts";

/** Round numbers, so that the sums can be done by hand. */
const costs: EngineCosts = {
  machine: "test",
  measuredAt: "",
  sizes: { 1024: { forward: 2, inverse: 3, product: 0.5, read: 0.8 } },
  keyswitch: {
    32: { product: 0.1, read: 0.4, digit: 5 },
    64: { product: 0.2, read: 0.8, digit: 5 },
  },
  lookup: 10,
  secondThread: 0.9,
};

const parameters = secureParameters({
  lweDimension: 800,
  glweDimension: 2,
  polynomialSize: 1024,
  bootstrap: { baseLog: 23, levels: 1 },
  keyswitch: { baseLog: 3, levels: 5, modulusLog: 32 },
});

test("a rotation: n ((k+1) l forward + (k+1) inverse + (k+1)^2 l (product + read / batch)) and its accumulator", () => {
  // 800 (3 * 2 * 2 + 3 * 3 + 9 * 2 (0.5 + 0.1)) us + 3 * 1024 * 10 ns
  expect(rotationMilliseconds(costs, 800, 2, 1024, 2)).toBeCloseTo(
    (800 * (12 + 9 + 18 * 0.6)) / 1000 + 0.03072,
    9,
  );
  expect(rotationMilliseconds(costs, 800, 2, 1024, 2, 1)).toBeCloseTo(
    (800 * (12 + 9 + 18 * 1.3)) / 1000 + 0.03072,
    9,
  );
});

test("a keyswitch: n_in l (digit + (n + 1)(product + read / batch))", () => {
  const shape = { levels: 5, modulusLog: 32 } as const;
  expect(keyswitchMilliseconds(costs, 2048, 799, shape)).toBeCloseTo((2048 * 5 * (5 + 800 * 0.15)) / 1e6, 9);
  expect(keyswitchMilliseconds(costs, 2048, 799, { ...shape, modulusLog: 64 }, 2)).toBeCloseTo(
    (2048 * 5 * (5 + 800 * 0.6)) / 1e6,
    9,
  );
});

test("a workload adds both, and threads share it", () => {
  const one = predictTime(parameters, { rotations: 10, keyswitches: 4 }, costs);
  expect(one.rotations).toBeCloseTo(10 * rotationMilliseconds(costs, 800, 2, 1024, 1), 9);
  expect(one.keyswitches).toBeCloseTo(4 * keyswitchMilliseconds(costs, 2048, 800, parameters.keyswitch), 9);
  expect(one.milliseconds).toBeCloseTo(one.rotations + one.keyswitches, 9);
  const two = predictTime(parameters, { rotations: 10, keyswitches: 4, threads: 2 }, costs);
  expect(one.milliseconds / two.milliseconds).toBeCloseTo(1.9, 9);
  expect(predictMilliseconds(parameters, { rotations: 10, keyswitches: 4 }, costs)).toBe(one.milliseconds);
});

test("the stored table has every size the optimizer tries, no negative time, and larger times for larger sizes", () => {
  for (let size = 256; size <= 32_768; size *= 2) {
    const { forward, inverse, product, read } = calibratedCosts.sizes[size];
    expect(Math.min(forward, inverse, product, read)).toBeGreaterThanOrEqual(0);
    if (size === 256) continue;
    const smaller = rotationMilliseconds(calibratedCosts, 800, 1, size / 2, 1);
    const larger = rotationMilliseconds(calibratedCosts, 800, 1, size, 1);
    expect(larger).toBeGreaterThan(smaller);
  }
  const { 32: narrow, 64: wide } = calibratedCosts.keyswitch;
  expect(narrow.product + narrow.read / 8).toBeLessThan(wide.product + wide.read / 8);
  expect(calibratedCosts.machine).not.toBe("");
  expect(Date.parse(calibratedCosts.measuredAt)).not.toBeNaN();
});
