import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  KeyMismatchError,
  OptionValueError,
  OutOfRangeError,
  ShapeError,
} from "../../../../../src/core/index.ts";
import {
  addLwe,
  addPlaintexts,
  combineLwe,
  decode,
  encode,
  encryptGlwe,
  encryptGlweSeeded,
  encryptLwe,
  encryptLweSeeded,
  expandLwe,
  flattenedKey,
  generateGlweSecretKey,
  generateLweSecretKey,
  trivialGlwe,
  trivialLwe,
  truncateBodies,
  unsafePhaseGlwe,
  unsafePhaseLwe,
  unsafeSeededSource,
  unsafeTorusFractions,
  type Encoding,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import { minimalNoise, type NoiseDistribution } from "../../../../../src/backends/tfhe/params/index.ts";

const noise: NoiseDistribution = { kind: "tuniform", boundLog2: 20 };
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe("encoding", () => {
  const encodings: Encoding[] = [
    { precision: 4 },
    { precision: 1, padding: false },
    { precision: 8, signed: true },
    { precision: 5, padding: false, signed: true },
    { precision: 40 },
  ];
  test.each(encodings)(
    "$precision bits, padding $padding, signed $signed: round trip, and up to half a unit off",
    (encoding) => {
      const { precision, padding = true, signed = false } = encoding;
      const least = signed ? -(2 ** (precision - 1)) : 0;
      const unit = 2n ** BigInt(64 - precision - (padding ? 1 : 0));
      fc.assert(
        fc.property(
          fc.integer({ min: least, max: least + 2 ** precision - 1 }),
          fc.bigInt({ min: -unit / 2n + 2n ** 12n, max: unit / 2n - 2n ** 12n }),
          (value, error) => {
            const [phase] = encode([value], encoding);
            expect(phase).toBe(
              BigInt.asUintN(64, ((BigInt(value) + 2n ** 60n) % 2n ** BigInt(precision)) * unit),
            );
            expect(decode(BigUint64Array.of(BigInt.asUintN(64, phase + error)), encoding)[0]).toBe(value);
          },
        ),
      );
    },
  );
  test("values that do not fit are refused", () => {
    expect(() => encode([16], { precision: 4 })).toThrow(OutOfRangeError);
    expect(() => encode([-1], { precision: 4 })).toThrow(/from 0 to 15/);
    expect(() => encode([8], { precision: 4, signed: true })).toThrow(/from -8 to 7/);
    expect(() => encode([0.5], { precision: 4 })).toThrow(OutOfRangeError);
    expect(() => encode([Number.NaN], { precision: 4 })).toThrow(OutOfRangeError);
    expect(() => encode([0], { precision: 48 })).toThrow(OptionValueError);
    expect(() => encode([0], { precision: -1 })).toThrow(OptionValueError);
  });
});

describe("LWE", () => {
  const key = generateLweSecretKey(700);
  const encoding = { precision: 5 };
  test("decrypts what was encrypted, full and seeded, for both laws", () => {
    for (const law of [minimalNoise(700), minimalNoise(700, { distribution: "gaussian" })]) {
      const messages = encode(range(32), encoding);
      const seeded = encryptLweSeeded(key, messages, law);
      expect([...decode(unsafePhaseLwe(key, expandLwe(seeded)), encoding)]).toEqual(range(32));
      expect([...decode(unsafePhaseLwe(key, encryptLwe(key, messages, law)), encoding)]).toEqual(range(32));
    }
  });
  test("two encryptions of one message have nothing in common", () => {
    const messages = encode([1, 1], encoding);
    const [x, y] = [encryptLweSeeded(key, messages, noise), encryptLweSeeded(key, messages, noise)];
    expect(x.seed).not.toEqual(y.seed);
    expect(x.bodies[0]).not.toBe(y.bodies[0]);
    expect(x.bodies[0]).not.toBe(x.bodies[1]);
    const { words, dimension } = expandLwe(x);
    expect(words[0]).not.toBe(words[dimension + 1]);
  });
  test("mask seed and private seed are separate draws", () => {
    const drawn: Uint8Array[] = [];
    const source = unsafeSeededSource("draws");
    const spy = { next: () => (drawn.push(source.next()), drawn.at(-1) as Uint8Array<ArrayBuffer>) };
    const { seed } = encryptLweSeeded(key, encode([1], encoding), noise, spy);
    expect(drawn).toHaveLength(2);
    expect(seed).toBe(drawn[0]);
    expect(drawn[1]).not.toEqual(drawn[0]);
  });
  test("sums, constants and integer combinations", () => {
    const x = encryptLwe(key, encode([1, 2, 3], encoding), noise);
    const y = encryptLwe(key, encode([10, 11, 12], encoding), noise);
    const value = (lwe: typeof x): number[] => [...decode(unsafePhaseLwe(key, lwe), encoding)];
    expect(value(addLwe(x, y))).toEqual([11, 13, 15]);
    expect(value(addPlaintexts(x, encode([5, 0, 20], encoding)))).toEqual([6, 2, 23]);
    expect(
      value(
        combineLwe(x, [
          [1, 2, 3],
          [-4, -1, 10],
          [0, 0, 0],
        ]),
      ),
    ).toEqual([14, 24, 0]);
    expect(value(trivialLwe(700, encode([9], encoding)))).toEqual([9]);
    expect(() => combineLwe(x, [[0.5, 0, 0]])).toThrow(OptionValueError);
    expect(() => addLwe(x, encryptLwe(generateLweSecretKey(10), encode([1, 2, 3], encoding), noise))).toThrow(
      KeyMismatchError,
    );
  });
  test("another key, another dimension, half a ciphertext", () => {
    const lwe = encryptLwe(key, encode([3], encoding), noise);
    expect(() => unsafePhaseLwe(generateLweSecretKey(699), lwe)).toThrow(/dimension 700, the key 699/);
    expect(() => unsafePhaseLwe(key, { dimension: 700, words: lwe.words.subarray(0, 600) })).toThrow(
      ShapeError,
    );
  });
  test("a cut body decrypts the same", () => {
    const seeded = encryptLweSeeded(key, encode(range(32), encoding), minimalNoise(700));
    const cut = truncateBodies(seeded, 16);
    expect(cut.bodies.every((word) => word % 2n ** 48n === 0n)).toBe(true);
    expect([...decode(unsafePhaseLwe(key, expandLwe(cut)), encoding)]).toEqual(range(32));
    expect(() => truncateBodies(seeded, 0)).toThrow(OptionValueError);
  });
});

describe("GLWE", () => {
  test.each([
    [1, 512],
    [3, 128],
  ])("k = %i, N = %i: decrypts, coefficient by coefficient", (k, size) => {
    const key = generateGlweSecretKey(k, size);
    const encoding = { precision: 6, signed: true };
    const values = range(2 * size).map((i) => (i % 64) - 32);
    const messages = encode(values, encoding);
    const glwe = encryptGlwe(key, messages, noise);
    expect([...decode(unsafePhaseGlwe(key, glwe), encoding)]).toEqual(values);
    const errors = unsafeTorusFractions(
      BigUint64Array.from(unsafePhaseGlwe(key, glwe), (x, i) => BigInt.asUintN(64, x - messages[i])),
    );
    expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(2 ** (20 - 64));
    expect(errors.some((e) => e !== 0)).toBe(true);
    expect(unsafePhaseGlwe(key, trivialGlwe(k, size, messages))).toEqual(messages);
  });
  test("an exact bigint decryption agrees", () => {
    const key = generateGlweSecretKey(2, 128);
    const { words } = encryptGlwe(key, new BigUint64Array(128).fill(2n ** 60n), noise);
    const phase = [...words.subarray(256)];
    for (let i = 0; i < 256; i++) {
      const [poly, j] = [Math.floor(i / 128), i % 128];
      if (key.bits[i] === 0) continue;
      for (let c = 0; c < 128; c++) {
        const to = (c + j) % 128;
        phase[to] += c + j < 128 ? -words[poly * 128 + c] : words[poly * 128 + c];
      }
    }
    expect(BigUint64Array.from(phase, (x) => BigInt.asUintN(64, x))).toEqual(
      unsafePhaseGlwe(key, { glweDimension: 2, polynomialSize: 128, words }),
    );
  });
  test("seeded bodies travel, N words a ciphertext", () => {
    const key = generateGlweSecretKey(1, 128);
    expect(encryptGlweSeeded(key, new BigUint64Array(256), noise).bodies).toHaveLength(256);
    expect(flattenedKey(key).bits).toHaveLength(128);
  });
});

test("secret keys are half ones, and never equal", () => {
  const key = generateGlweSecretKey(2, 8192);
  const ones = key.bits.reduce((sum, bit) => sum + bit, 0);
  expect(Math.abs(ones - 8192)).toBeLessThan(5 * 64); // five deviations of 64
  expect(generateGlweSecretKey(2, 8192).bits).not.toEqual(key.bits);
  expect(() => generateLweSecretKey(0)).toThrow(OptionValueError);
});
