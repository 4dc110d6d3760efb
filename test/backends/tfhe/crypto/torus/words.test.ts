import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addBinaryProduct,
  addScaledWords,
  addWords,
  binaryDot,
  halves,
  modulo32,
  roundToTopBits,
  storeShifted,
} from "../../../../../src/backends/tfhe/crypto/torus/index.ts";

const word = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n),
);
const words = (size: number): fc.Arbitrary<bigint[]> => fc.array(word, { minLength: size, maxLength: size });
const mod64 = (x: bigint): bigint => BigInt.asUintN(64, x);

describe("64-bit arithmetic on halves equals bigints", () => {
  test("addition", () => {
    fc.assert(
      fc.property(words(3), words(3), (x, y) => {
        const target = BigUint64Array.from([7n, ...x]);
        addWords(target, 1, BigUint64Array.from(y));
        expect([...target]).toEqual([7n, ...x.map((v, i) => mod64(v + y[i]))]);
      }),
    );
  });
  test("multiples up to 2^20", () => {
    fc.assert(
      fc.property(words(3), words(3), fc.integer({ min: -(2 ** 20), max: 2 ** 20 }), (x, y, factor) => {
        const target = BigUint64Array.from(x);
        addScaledWords(target, 0, BigUint64Array.from(y), factor);
        expect([...target]).toEqual(x.map((v, i) => mod64(v + BigInt(factor) * y[i])));
      }),
    );
  });
  test("dot product with bits", () => {
    fc.assert(
      fc.property(
        words(40),
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 40, maxLength: 40 }),
        (x, bits) => {
          const [low, high] = binaryDot(halves(BigUint64Array.from(x)), 0, Uint8Array.from(bits));
          const sum = x.reduce((total, v, i) => total + v * BigInt(bits[i]), 0n);
          expect(BigInt(high) * 2n ** 32n + BigInt(low)).toBe(mod64(sum));
        },
      ),
    );
  });
  test("negacyclic product with bits", () => {
    const size = 16;
    fc.assert(
      fc.property(
        words(size),
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: size, maxLength: size }),
        (x, bits) => {
          const expected = new Array<bigint>(size).fill(5n);
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) {
              const term = x[j] * BigInt(bits[i]);
              expected[(i + j) % size] += i + j < size ? term : -term;
            }
          }
          const out = new BigUint64Array(size).fill(5n);
          addBinaryProduct(out, BigUint64Array.from(x), Uint8Array.from(bits));
          expect([...out]).toEqual(expected.map(mod64));
        },
      ),
    );
  });
  test("shifted small integers", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 20) + 1, max: 2 ** 20 - 1 }),
        fc.integer({ min: 0, max: 63 }),
        (factor, shift) => {
          const out = new BigUint64Array(1);
          storeShifted(halves(out), 0, factor, shift);
          expect(out[0]).toBe(mod64(BigInt(factor) << BigInt(shift)));
        },
      ),
    );
  });
  test("rounding to the top bits", () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 1, max: 64 }), (x, bits) => {
        const out = BigUint64Array.of(x);
        roundToTopBits(out, bits);
        const drop = BigInt(64 - bits);
        const expected = bits === 64 ? x : mod64(((x + (1n << (drop - 1n))) >> drop) << drop);
        expect(out[0]).toBe(expected);
      }),
    );
  });
  test("modulo 2^32 of negatives", () => {
    expect(modulo32(-1)).toBe(2 ** 32 - 1);
    expect(modulo32(2 ** 32)).toBe(0);
  });
});
