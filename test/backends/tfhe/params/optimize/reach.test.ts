import { expect, test } from "vitest";
import {
  lookupConstraint,
  optimizeParameters,
  reachableBits,
} from "../../../../../src/backends/tfhe/params/index.ts";

test("the CPA-D preset reaches 8 bits at norm 1, and fewer as the norm grows", () => {
  const reached = [1, 2, 16, 2 ** 10, 2 ** 14, 2 ** 22].map((norm) => reachableBits(norm));
  expect(reached).toEqual([8, 7, 7, 7, 6, 4]);
});

test("the last bits that are reached have parameters, the next have none", () => {
  for (const norm of [1, 5, 300]) {
    const bits = reachableBits(norm, { log2PError: -64, security: 132 });
    const asked = (precision: number): unknown =>
      optimizeParameters({
        constraints: [lookupConstraint(precision, norm)],
        rotations: 1,
        keyswitches: 1,
        log2PError: -64,
        security: 132,
        where: "test",
      });
    asked(bits);
    expect(() => asked(bits + 1)).toThrow("lookup of");
  }
});

test("a hopeless norm reaches nothing", () => {
  expect(reachableBits(1e15)).toBe(0);
});
