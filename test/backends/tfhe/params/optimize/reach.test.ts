import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  lookupConstraint,
  optimizeParameters,
  reachableBits,
} from "../../../../../src/backends/tfhe/params/index.ts";

test("the CPA-D preset reaches 8 bits at norm 1, and fewer as the norm grows", () => {
  const reached = [1, 2, 16, 2 ** 10, 2 ** 14, 2 ** 22].map((norm) => reachableBits(norm));
  expect(reached).toEqual([8, 7, 7, 7, 6, 3]);
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

test("the documentation's table of precisions by norm is what is reached", () => {
  const page = readFileSync(new URL("../../../../../docs/concepts-parameters.md", import.meta.url), "utf8");
  const [, header, rows] = /^(\| p_error .*)\n.*\n((?:\| 2\^-.*\n)+)/m.exec(page)!;
  const cells = (line: string): string[] =>
    line
      .split("|")
      .slice(2, -1)
      .map((cell) => cell.trim());
  const norms = cells(header).map((cell) =>
    cell.startsWith("2^") ? 2 ** Number(cell.slice(2)) : Number(cell.replace("norm ", "")),
  );
  expect(norms.length).toBeGreaterThan(5);
  for (const row of rows.trim().split("\n")) {
    const log2PError = Number(/2\^(-\d+)/.exec(row)![1]);
    expect(norms.map((norm) => reachableBits(norm, { log2PError }))).toEqual(cells(row).map(Number));
  }
});
