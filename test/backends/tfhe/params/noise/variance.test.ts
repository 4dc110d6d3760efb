import { describe, expect, test } from "vitest";
import { balancedDigitEnergy, uniformDigitEnergy } from "../../../../../src/backends/tfhe/params/index.ts";

/** Balanced digits of a word of b l + 1 bits, least significant first; ties go by the next digit's top bit. */
function balancedDigits(word: number, baseLog: number, levels: number): number[] {
  const base = 2 ** baseLog;
  const modulus = base ** levels;
  const roundingBit = word % 2;
  let state = Math.floor(word / 2) + roundingBit;
  if (state > modulus / 2 || (state === modulus / 2 && roundingBit === 1)) state -= modulus;
  return Array.from({ length: levels }, () => {
    const field = ((state % base) + base) % base;
    const rest = (state - field) / base;
    const up = field > base / 2 || (field === base / 2 && ((rest % base) + base) % base >= base / 2);
    state = up ? rest + 1 : rest;
    return up ? field - base : field;
  });
}

describe("mean energy of digits, over every word", () => {
  test.each([
    [1, 6],
    [1, 12],
    [2, 1],
    [2, 4],
    [2, 8],
    [3, 5],
    [4, 4],
    [5, 3],
    [8, 2],
  ])("balanced, B = 2^%i, l = %i", (baseLog, levels) => {
    const words = 2 ** (baseLog * levels + 1);
    let energy = 0;
    let sum = 0;
    for (let word = 0; word < words; word++) {
      for (const digit of balancedDigits(word, baseLog, levels)) {
        energy += digit * digit;
        sum += digit;
      }
    }
    // The top digit wraps around: one part in B^l.
    const edge = 2 ** (-baseLog * levels);
    expect(Math.abs(energy / words / levels / balancedDigitEnergy({ baseLog, levels }) - 1)).toBeLessThan(
      2 * edge,
    );
    expect(Math.abs(sum / words)).toBeLessThan(2 * levels * edge * 2 ** baseLog);
  });
  test("is that of the uniform law for one level, and tends to it for large bases", () => {
    expect(balancedDigitEnergy({ baseLog: 3, levels: 1 })).toBe(
      uniformDigitEnergy({ baseLog: 3, levels: 1 }),
    );
    for (const baseLog of [5, 9, 20]) {
      const ratio = balancedDigitEnergy({ baseLog, levels: 3 }) / uniformDigitEnergy({ baseLog, levels: 3 });
      expect(ratio).toBeLessThan(1);
      expect(ratio).toBeGreaterThan(1 - 3 * 4 ** -baseLog);
    }
  });
});
