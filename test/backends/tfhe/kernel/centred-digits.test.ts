import { describe, expect, test } from "vitest";
import { OptionValueError, UnsupportedOperationError } from "../../../../src/core/index.ts";
import { hasOwnCoins, openDiagramEngine, type Gadget } from "../../../../src/backends/tfhe/kernel/index.ts";
import { unsafeWords } from "./toy-keys.ts";

const N = 512;
const COUNT = 12;
/** A digit comes out as this many units of 2^-64: exact in the transform's output. */
const UNIT = 1n << 40n;

/**
 * The digits of uniform words, [word][level]: products with matrices that pick one level each. With `ownCoins` false only
 * the constants differ.
 */
async function digitsOf(
  gadget: Gadget,
  ownCoins: boolean,
  relaxedSimd: boolean,
): Promise<{ words: bigint[]; digits: number[][] }> {
  const engine = await openDiagramEngine({ glweDimension: 1, polynomialSize: N }, 2 ** 26, {
    features: { relaxedSimd },
  });
  const { levels, baseLog } = gadget;
  const next = unsafeWords(baseLog * 100 + levels);
  const words = Array.from({ length: COUNT * 2 * N }, next);
  const size = 8 * 2 * N;
  const zero = engine.allocate(size);
  const from = engine.allocate(size * COUNT);
  engine.words(from, words.length).set(words);
  const out = engine.allocate(size * COUNT);
  const digits: number[][] = words.map(() => []);
  for (let level = 0; level < levels; level++) {
    const matrix = new BigUint64Array(levels * 2 * 2 * N);
    for (const column of [0, 1]) matrix[((level * 2 + column) * 2 + column) * N] = UNIT;
    const [key] = await engine.loadMatrices([{ words: () => matrix, rows: levels * 2, columns: 2, sign: 1 }]);
    const constants = engine.digitConstants(gadget, ownCoins);
    const tape = Array.from({ length: COUNT }, (_, c) => {
      const pair = [out + c * size, zero, 0, from + c * size, 0];
      return [2, key, constants, levels, baseLog, 1, ...pair];
    }).flat();
    await engine.run(engine.plan([[() => Int32Array.from(tape)]], { rows: 8 * levels, outputs: 1 }), "test");
    engine.words(out, words.length).forEach((word, i) => {
      digits[i].push(Math.round(Number(BigInt.asIntN(64, word)) / Number(UNIT)));
    });
  }
  await engine.close();
  return { words, digits };
}

const gadgets: Gadget[] = [
  { baseLog: 2, levels: 14 },
  { baseLog: 3, levels: 9 },
  { baseLog: 5, levels: 5 },
  { baseLog: 8, levels: 3 },
  { baseLog: 15, levels: 1 },
];
const cases = gadgets.flatMap((gadget) =>
  [true, false].flatMap((ownCoins) => [true, false].map((relaxed) => ({ gadget, ownCoins, relaxed }))),
);

describe.each(cases)("$gadget, own coins $ownCoins, relaxed $relaxed", ({ gadget, ownCoins, relaxed }) => {
  const { baseLog, levels } = gadget;

  test("digits are within half a base, give the word to the gadget's precision, and have mean 0", async () => {
    const { words, digits } = await digitsOf(gadget, ownCoins, relaxed);
    const half = 2 ** (baseLog - 1);
    const total = words.length;
    let rounding = 0;
    let largest = 0;
    let worst = 0;
    digits.forEach((row, i) => {
      let sum = 0n;
      for (const [j, digit] of row.entries()) {
        largest = Math.max(largest, Math.abs(digit));
        sum += BigInt(digit) << BigInt(64 - baseLog * (j + 1));
      }
      const error = Number(BigInt.asIntN(64, sum - words[i])) * 2 ** (baseLog * levels - 64);
      worst = Math.max(worst, Math.abs(error));
      rounding += error;
    });
    expect(largest).toBeLessThanOrEqual(half);
    expect(worst).toBeLessThanOrEqual(0.5);
    // Five standard errors: each of some hundred statements fails once in 2 10^6.
    expect(Math.abs(rounding)).toBeLessThan(5 * Math.sqrt(total / 12));
    const energy = (4 ** baseLog + 2) / 12;
    const mean = (f: (row: number[]) => number): number =>
      digits.reduce((sum, row) => sum + f(row), 0) / total;
    for (let j = 0; j < levels; j++) {
      expect(Math.abs(mean((row) => row[j]))).toBeLessThan(5 * Math.sqrt(energy / total));
      const fourth = mean((row) => row[j] ** 4);
      const reach = 5 * Math.sqrt((fourth - energy ** 2) / total) + 1e-9;
      expect(Math.abs(mean((row) => row[j] ** 2) - energy)).toBeLessThan(reach);
      for (let i = 0; i < j; i++) {
        // A coin that all levels share makes its squared value, a quarter, their covariance.
        const covariance = mean((row) => row[i] * row[j]) - (ownCoins ? 0 : 0.25);
        expect(Math.abs(covariance)).toBeLessThan((5 * energy) / Math.sqrt(total));
      }
    }
  });
});

test("gadgets that leave no room for coins are refused", async () => {
  expect(hasOwnCoins({ baseLog: 6, levels: 6 })).toBe(true);
  expect(hasOwnCoins({ baseLog: 6, levels: 8 })).toBe(false);
  const engine = await openDiagramEngine({ glweDimension: 1, polynomialSize: 256 }, 2 ** 20);
  expect(() => engine.digitConstants({ baseLog: 6, levels: 8 }, true)).toThrow(OptionValueError);
  expect(() => engine.digitConstants({ baseLog: 7, levels: 7 })).toThrow("at most 48 bits");
  await engine.close();
  expect(() => engine.allocate(8)).toThrow(UnsupportedOperationError);
  await expect(
    openDiagramEngine({ glweDimension: 1, polynomialSize: 256 }, 2 ** 20, { features: { simd: false } }),
  ).rejects.toThrow("no WebAssembly SIMD");
});
