import { expect, test } from "vitest";
import { createRandom, OptionValueError } from "../../src/core/index.ts";

test("equal seeds give equal streams, other seeds and types others", () => {
  const draw = (seed: number | string | undefined): number[] => {
    const random = createRandom(seed);
    return Array.from({ length: 5 }, () => random.next());
  };
  expect(draw(42)).toEqual(draw(42));
  expect(draw(42)).not.toEqual(draw(43));
  expect(draw(42)).not.toEqual(draw("42"));
  expect(draw(undefined)).not.toEqual(draw(undefined));
});

test("forks do not depend on what was drawn before", () => {
  const random = createRandom(1);
  const before = random.fork("a").next();
  random.next();
  expect(random.fork("a").next()).toBe(before);
  expect(random.fork("b").next()).not.toBe(before);
});

test("a permutation holds every number once", () => {
  const order = createRandom(3).permutation(1000);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

test("normal variates have mean 0, variance 1 and kurtosis 3, each within 4.5 sigma", () => {
  const random = createRandom(4);
  const count = 200_000;
  const moments = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const z = random.normal();
    moments[0] += z / count;
    moments[1] += (z * z) / count;
    moments[2] += z ** 4 / count;
  }
  // Variances of the estimators: 1, 2 and 96 over the count.
  expect(Math.abs(moments[0])).toBeLessThan(4.5 * Math.sqrt(1 / count));
  expect(Math.abs(moments[1] - 1)).toBeLessThan(4.5 * Math.sqrt(2 / count));
  expect(Math.abs(moments[2] - 3)).toBeLessThan(4.5 * Math.sqrt(96 / count));
});

test("a seed that is not one is refused", () => {
  expect(() => createRandom(NaN)).toThrow(OptionValueError);
});
