import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../../../../src/backends/tfhe/kernel/index.ts";
import { KeyMismatchError, OptionValueError } from "../../../../../src/core/index.ts";
import {
  bootstrap,
  bootstrapAdjacent,
  bootstrapInterleaved,
  bootstrapMultiValue,
  decode,
  encode,
  encryptLwe,
  flattenedKey,
  generateKeySet,
  lookupTable,
  negacyclicTable,
  openEngineWith,
  signTable,
  unsafePhaseLwe,
  unsafeSeededSource,
  type Encoding,
  type KeySet,
  type LweCiphertexts,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import { toy, toyWide } from "../toy.ts";

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe.each([
  ["k = 1, one level, 32-bit keyswitch", toy],
  ["k = 2, two levels, 64-bit keyswitch", toyWide],
])("bootstraps, %s", (_, parameters) => {
  let keys: KeySet;
  let engine: Engine;
  const size = parameters.polynomialSize;
  beforeAll(async () => {
    keys = await generateKeySet(parameters, { unsafeSeeds: unsafeSeededSource("bootstrap") });
    engine = await openEngineWith(keys.evaluation);
  });
  afterAll(() => engine.close());

  const encrypt = (values: number[], encoding: Encoding): LweCiphertexts =>
    encryptLwe(
      flattenedKey(keys.secret.glwe),
      encode(values, encoding),
      parameters.glweNoise,
      unsafeSeededSource("in"),
    );
  const decrypt = (lwe: LweCiphertexts, encoding: Encoding): number[] => [
    ...decode(unsafePhaseLwe(flattenedKey(keys.secret.glwe), lwe), encoding),
  ];

  test("every input of a 3-bit table", async () => {
    const encoding = { precision: 3 };
    const f = [3, 1, 4, 1, 5, 2, 6, 7];
    const out = await bootstrap(engine, encrypt(range(8), encoding), [
      lookupTable(encode(f, encoding), size),
    ]);
    expect(decrypt(out, encoding)).toEqual(f);
  });
  test("a table each, to another precision, with negative values", async () => {
    const outputs: Encoding = { precision: 4, signed: true };
    const tables = [
      [0, 1, 2, 3],
      [-1, -2, -3, -8],
    ];
    const out = await bootstrap(
      engine,
      encrypt([0, 1, 2, 3, 3], { precision: 2 }),
      tables.map((t) => lookupTable(encode(t, outputs), size)),
      [0, 1, 0, 1, 0],
    );
    expect(decrypt(out, outputs)).toEqual([0, -2, 2, -8, 3]);
  });
  test("sign and a negacyclic table, without padding bit", async () => {
    const inputs: Encoding = { precision: 3, padding: false, signed: true };
    const values = [-4, -3, -2, -1, 0, 1, 2, 3];
    const amplitude = encode([1], { precision: 2 })[0];
    const signs = await bootstrap(engine, encrypt(values, inputs), [signTable(amplitude, 3, size)]);
    expect(decrypt(signs, { precision: 3, padding: false, signed: true })).toEqual(
      values.map((v) => (v < 0 ? -1 : 1)),
    );
    // f(m + 4) = -f(m), m modulo 8.
    const f = [1, 0, -2, 3, -1, 0, 2, -3];
    const table = negacyclicTable(encode(f, { precision: 4, padding: false, signed: true }), size);
    const out = await bootstrap(engine, encrypt(values, inputs), [table]);
    expect(decrypt(out, { precision: 4, padding: false, signed: true })).toEqual(
      values.map((v) => f[(v + 8) % 8]),
    );
  });
  test("two adjacent tables of small inputs from one rotation", async () => {
    const encoding = { precision: 3 };
    const [f, g] = [
      [7, 0, 5, 2],
      [1, 6, 3, 4],
    ];
    const tables = [encode(f, encoding), encode(g, encoding)];
    const out = await bootstrapAdjacent(engine, encrypt(range(4), encoding), tables);
    expect(decrypt(out, encoding)).toEqual(range(4).flatMap((m) => [f[m], g[m]]));
  });
  test("two interleaved tables of any inputs from one rotation", async () => {
    const encoding = { precision: 2 };
    const [f, g] = [
      [3, 0, 1, 2],
      [1, 2, 3, 0],
    ];
    const tables = [encode(f, encoding), encode(g, encoding)];
    const out = await bootstrapInterleaved(engine, encrypt(range(4), encoding), tables);
    expect(decrypt(out, encoding)).toEqual(range(4).flatMap((m) => [f[m], g[m]]));
  });
  test("three multi-value tables from one rotation", async () => {
    const encoding = { precision: 2 };
    const tables = [
      [0, 1, 2, 3],
      [3, 3, 0, 0],
      [2, 0, 2, 1],
    ];
    const out = await bootstrapMultiValue(engine, encrypt(range(4), encoding), tables, 2n ** 61n);
    expect(decrypt(out, encoding)).toEqual(range(4).flatMap((m) => tables.map((t) => t[m])));
    await expect(bootstrapMultiValue(engine, encrypt([0], encoding), [[1, 2], [1]], 2n)).rejects.toThrow(
      OptionValueError,
    );
  });
  test("a bootstrapped ciphertext can be bootstrapped again", async () => {
    const encoding = { precision: 2 };
    const next = lookupTable(encode([1, 2, 3, 0], encoding), size);
    let lwe = encrypt([0, 1, 2, 3], encoding);
    for (let i = 0; i < 3; i++) lwe = await bootstrap(engine, lwe, [next]);
    expect(decrypt(lwe, encoding)).toEqual([3, 0, 1, 2]);
  });
  test("a ciphertext of another dimension is refused", async () => {
    await expect(bootstrap(engine, { dimension: 5, words: new BigUint64Array(6) }, [])).rejects.toThrow(
      KeyMismatchError,
    );
  });
});
