import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine, type Engine } from "../../../../../src/backends/tfhe/kernel/index.ts";
import {
  CircuitMismatchError,
  KeyMismatchError,
  OptionValueError,
  OutOfRangeError,
} from "../../../../../src/core/index.ts";
import {
  automorphism,
  cmux,
  decode,
  encode,
  encryptGgsw,
  encryptGlwe,
  encryptLwe,
  externalProduct,
  flattenedKey,
  generateAutomorphismKeys,
  generateGlweKeyswitchKey,
  generateGlweSecretKey,
  generateLweSecretKey,
  generatePackingKey,
  keyswitchGlwe,
  loadGgsw,
  loadGlweKeyswitchKeys,
  loadPackingKey,
  packLwe,
  sampleExtract,
  unsafePhaseGlwe,
  unsafePhaseLwe,
  type GlweCiphertexts,
  type GlweSecretKey,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import type { NoiseDistribution } from "../../../../../src/backends/tfhe/params/index.ts";

const noise: NoiseDistribution = { kind: "tuniform", boundLog2: 10 };
const encoding = { precision: 4 };
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe.each([
  [1, 256],
  [2, 128],
])("k = %i, N = %i", (k, size) => {
  const key = generateGlweSecretKey(k, size);
  const values = range(size).map((i) => (3 * i + 1) % 16);
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ glweDimension: k, polynomialSize: size, extraKeyBytes: 2 ** 24 });
  });
  afterAll(() => engine.close());
  const encrypt = (messages: number[]): GlweCiphertexts =>
    encryptGlwe(key, encode(messages, encoding), noise);
  const decrypt = (glwe: GlweCiphertexts, under: GlweSecretKey = key): number[] => [
    ...decode(unsafePhaseGlwe(under, glwe), encoding),
  ];
  const other = values.map((v) => 15 - v);

  test("external product with 0, 1 and -1", async () => {
    const ggsw = await loadGgsw(
      engine,
      await encryptGgsw(key, [0, 1, -1], { baseLog: 8, levels: 3 }, noise, engine),
    );
    expect(ggsw.count).toBe(3);
    const out = decrypt(
      await externalProduct(engine, ggsw, [0, 1, 2], encrypt([...values, ...values, ...values])),
    );
    expect(out.slice(0, size)).toEqual(values.map(() => 0));
    expect(out.slice(size, 2 * size)).toEqual(values);
    expect(out.slice(2 * size)).toEqual(values.map((v) => (32 - v) % 16));
  });
  test.each([true, false])("CMUX chooses by the encrypted bit, balanced digits %s", async (balanced) => {
    const made = await encryptGgsw(key, [1, 0], { baseLog: 10, levels: 2 }, noise, engine);
    const ggsw = await loadGgsw(engine, made, { balanced });
    const out = await cmux(
      engine,
      ggsw,
      [0, 1],
      encrypt([...values, ...values]),
      encrypt([...other, ...other]),
    );
    expect(decrypt(out)).toEqual([...other, ...values]);
  });
  test("GLWE keyswitch leads to the other key", async () => {
    const target = generateGlweSecretKey(k, size);
    const made = await generateGlweKeyswitchKey(key, target, { baseLog: 7, levels: 4 }, noise, engine);
    const loaded = await loadGlweKeyswitchKeys(engine, made);
    const out = await keyswitchGlwe(engine, loaded, [0], encrypt(values));
    expect(decrypt(out, target)).toEqual(values);
    expect(decrypt(out)).not.toEqual(values);
  });
  test("automorphisms permute coefficients with their signs", async () => {
    const exponents = [size + 1, 3, 2 * size - 1];
    const made = await generateAutomorphismKeys(key, exponents, { baseLog: 7, levels: 4 }, noise, engine);
    const keys = { loaded: await loadGlweKeyswitchKeys(engine, made), exponents };
    const out = decrypt(
      await automorphism(engine, keys, [0, 1, 2], encrypt([...values, ...values, ...values])),
    );
    exponents.forEach((g, c) => {
      const expected = new Array<number>(size);
      for (let j = 0; j < size; j++) {
        const to = (j * g) % (2 * size);
        expected[to % size] = to < size ? values[j] : (32 - values[j]) % 16;
      }
      expect(out.slice(c * size, (c + 1) * size)).toEqual(expected);
    });
    await expect(
      generateAutomorphismKeys(key, [4], { baseLog: 7, levels: 4 }, noise, engine),
    ).rejects.toThrow(OptionValueError);
  });
  test("extraction gives any coefficient under the flattened key", () => {
    const lwe = sampleExtract(engine, encrypt(values), [0, 1, size - 1]);
    expect([...decode(unsafePhaseLwe(flattenedKey(key), lwe), encoding)]).toEqual([
      values[0],
      values[1],
      values[size - 1],
    ]);
  });
  test("packing: LWE ciphertexts of an odd dimension to coefficients", async () => {
    const small = generateLweSecretKey(101);
    const made = await generatePackingKey(small, key, { baseLog: 6, levels: 4 }, noise, engine);
    const packing = await loadPackingKey(engine, made);
    const messages = range(40).map((i) => i % 16);
    const packed = await packLwe(engine, packing, encryptLwe(small, encode(messages, encoding), noise));
    expect(decrypt(packed)).toEqual([...messages, ...new Array<number>(size - 40).fill(0)]);
    await expect(
      packLwe(engine, packing, encryptLwe(generateLweSecretKey(100), encode([0], encoding), noise)),
    ).rejects.toThrow(KeyMismatchError);
    const many = encryptLwe(small, encode(new Array<number>(size + 1).fill(0), encoding), noise);
    await expect(packLwe(engine, packing, many)).rejects.toThrow(OutOfRangeError);
  });
  test("keys and ciphertexts of another shape are refused", async () => {
    const wrong = generateGlweSecretKey(k, 2 * size);
    const glwe = encryptGlwe(wrong, new BigUint64Array(2 * size), noise);
    const ggsw = await loadGgsw(
      engine,
      await encryptGgsw(key, [1], { baseLog: 8, levels: 3 }, noise, engine),
    );
    await expect(externalProduct(engine, ggsw, [0], glwe)).rejects.toThrow(KeyMismatchError);
    expect(() => unsafePhaseGlwe(key, glwe)).toThrow(/N=.*the key k=/);
    await expect(
      generateGlweKeyswitchKey(wrong, key, { baseLog: 7, levels: 4 }, noise, engine),
    ).rejects.toThrow(KeyMismatchError);
    const elsewhere = await openEngine({
      glweDimension: k + 1,
      polynomialSize: size,
      extraKeyBytes: 2 ** 22,
    });
    const made = await generatePackingKey(
      generateLweSecretKey(4),
      key,
      { baseLog: 6, levels: 1 },
      noise,
      engine,
    );
    await expect(loadPackingKey(elsewhere, made)).rejects.toThrow(CircuitMismatchError);
    await elsewhere.close();
  });
});
