import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CorruptedDataError,
  KeyMismatchError,
  seal,
  TruncatedDataError,
} from "../../../../../src/core/index.ts";
import {
  deserializeEvaluationKeys,
  deserializeGlwe,
  deserializeLwe,
  deserializeSecretKeys,
  encode,
  encryptGlwe,
  encryptGlweSeeded,
  encryptLwe,
  encryptLweSeeded,
  generateKeySet,
  packBinary,
  packTopBits,
  serializeEvaluationKeys,
  serializeGlwe,
  serializeLwe,
  serializeSecretKeys,
  truncateBodies,
  unpackBinary,
  unpackTopBits,
  usedTopBits,
  type KeySet,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import { toy, toyWide } from "../toy.ts";

const noise = { kind: "tuniform", boundLog2: 20 } as const;

describe("bit packing", () => {
  test("any number of top bits, any words", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 9 }),
        fc.integer({ min: 1, max: 64 }),
        (list, bits) => {
          const drop = BigInt(64 - bits);
          const words = BigUint64Array.from(list, (w) => (w >> drop) << drop);
          const packed = packTopBits(words, bits);
          expect(packed.length).toBe(Math.ceil((list.length * bits) / 8));
          expect(unpackTopBits(packed, list.length, bits)).toEqual(words);
          expect(usedTopBits(words)).toBeLessThanOrEqual(bits);
        },
      ),
      { numRuns: 500 },
    );
  });
  test("used bits: from the highest trailing zero up", () => {
    expect(usedTopBits(BigUint64Array.of(0n))).toBe(1);
    expect(usedTopBits(BigUint64Array.of(2n ** 63n, 2n ** 20n))).toBe(44);
    expect(usedTopBits(BigUint64Array.of(2n ** 40n))).toBe(24);
    expect(usedTopBits(BigUint64Array.of(1n))).toBe(64);
  });
  test("secret bits", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1 })), (list) => {
        const bits = Uint8Array.from(list);
        expect(unpackBinary(packBinary(bits), bits.length)).toEqual(bits);
      }),
    );
  });
});

describe.each([
  ["32-bit keyswitch, TUniform", toy],
  ["64-bit keyswitch, Gaussian", toyWide],
])("keys, %s", (_, parameters) => {
  let keys: KeySet;
  beforeAll(async () => {
    keys = await generateKeySet(parameters);
  });

  test("secret and evaluation keys come back as they were", () => {
    expect(
      deserializeSecretKeys(serializeSecretKeys(keys.secret), { parameters, keyId: keys.secret.keyId }),
    ).toEqual(keys.secret);
    expect(deserializeEvaluationKeys(serializeEvaluationKeys(keys.evaluation), { parameters })).toEqual(
      keys.evaluation,
    );
  });
  test("cut bodies travel shorter and come back equal", () => {
    const cut = { ...keys.evaluation, bootstrap: truncateBodies(keys.evaluation.bootstrap, 40) };
    const [full, short] = [serializeEvaluationKeys(keys.evaluation), serializeEvaluationKeys(cut)];
    expect(full.length - short.length).toBe(keys.evaluation.bootstrap.bodies.length * 3);
    expect(deserializeEvaluationKeys(short)).toEqual(cut);
  });
  test("another client's or another set's keys are a KeyMismatchError", () => {
    const bytes = serializeEvaluationKeys(keys.evaluation);
    expect(() => deserializeEvaluationKeys(bytes, { keyId: "0123456789abcdef" })).toThrow(KeyMismatchError);
    const other = parameters === toy ? toyWide : toy;
    expect(() => deserializeEvaluationKeys(bytes, { parameters: other })).toThrow(
      /evaluation keys: made for n=.*one parameter set/s,
    );
    expect(() => deserializeSecretKeys(serializeSecretKeys(keys.secret), { parameters: other })).toThrow(
      KeyMismatchError,
    );
  });
  test("evaluation keys hold no secret: no byte of the packed secret key is in them", () => {
    const text = Buffer.from(serializeEvaluationKeys(keys.evaluation));
    expect(text.includes(Buffer.from(packBinary(keys.secret.glwe.bits)))).toBe(false);
    expect(text.includes(Buffer.from(keys.secret.glwe.bits))).toBe(false);
  });
});

describe("damaged bytes give an error of their own and never a key", () => {
  let bytes: Uint8Array;
  beforeAll(async () => {
    bytes = serializeSecretKeys((await generateKeySet(toy)).secret);
  });
  test("every single flipped bit", () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3] ^= 1 << (bit & 7);
      expect(() => deserializeSecretKeys(damaged)).toThrow(CorruptedDataError);
    }
  });
  test("every length too short, and one too long", () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => deserializeSecretKeys(bytes.subarray(0, length))).toThrow(TruncatedDataError);
    }
    expect(() => deserializeSecretKeys(Uint8Array.from([...bytes, 0]))).toThrow(CorruptedDataError);
  });
  test("keys of another kind", () => {
    expect(() => deserializeEvaluationKeys(bytes)).toThrow(/this is secretKey, not evaluationKeys/);
  });
  test("a right checksum over wrong content", () => {
    const id = "0".repeat(16);
    const sealed = (kind: "secretKey" | "lweCiphertext" | "glweCiphertext", payload: number[]): Uint8Array =>
      seal({ kind, circuitId: id, keyId: id, payload: Uint8Array.from(payload) });
    const zeros = new Array<number>(60).fill(0);
    expect(() => deserializeSecretKeys(sealed("secretKey", zeros))).toThrow(CorruptedDataError);
    expect(() => deserializeSecretKeys(sealed("secretKey", [1]))).toThrow(TruncatedDataError);
    expect(() => deserializeLwe(sealed("lweCiphertext", [3, 0, 0, 0, 0, 2, 0, 0, 0, ...zeros]))).toThrow(
      /2 words in rows of 4/,
    );
    expect(() => deserializeLwe(sealed("lweCiphertext", [3, 0, 0, 0, 1, ...zeros]))).toThrow(
      CorruptedDataError,
    );
    expect(() => deserializeGlwe(sealed("glweCiphertext", [1, 0, 0, 0, 4, 0, 0, 0, 0, 7, 0, 0, 0]))).toThrow(
      CorruptedDataError,
    );
  });
});

describe("ciphertexts", () => {
  test("seeded and full, LWE and GLWE, come back as they were", async () => {
    const { secret } = await generateKeySet(toy);
    const { keyId } = secret;
    const messages = encode([1, 2, 3], { precision: 4 });
    const full = encryptLwe(secret.lwe, messages, noise);
    const seeded = truncateBodies(encryptLweSeeded(secret.lwe, messages, noise), 22);
    expect(deserializeLwe(serializeLwe(full, keyId), { keyId, dimension: 24 })).toEqual(full);
    expect(deserializeLwe(serializeLwe(seeded, keyId), { keyId })).toEqual(seeded);
    expect(serializeLwe(seeded).length).toBeLessThan(serializeLwe(full).length / 4);
    const polynomial = new BigUint64Array(256).fill(2n ** 60n);
    const glwe = encryptGlwe(secret.glwe, polynomial, noise);
    const glweSeeded = encryptGlweSeeded(secret.glwe, polynomial, noise);
    expect(deserializeGlwe(serializeGlwe(glwe, keyId), { keyId, dimension: 256 })).toEqual(glwe);
    expect(deserializeGlwe(serializeGlwe(glweSeeded))).toEqual(glweSeeded);
  });
  test("another key set or dimension is a KeyMismatchError", async () => {
    const { secret } = await generateKeySet(toy);
    const bytes = serializeLwe(encryptLwe(secret.lwe, encode([1], { precision: 4 }), noise), secret.keyId);
    expect(() => deserializeLwe(bytes, { dimension: 25 })).toThrow(/dimension 24, the key 25/);
    expect(() => deserializeLwe(bytes, { keyId: "f".repeat(16) })).toThrow(KeyMismatchError);
    expect(() => deserializeGlwe(bytes)).toThrow(CorruptedDataError);
  });
});
