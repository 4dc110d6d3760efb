import { expect, test } from "vitest";
import { CancelledError, KeyMismatchError, MemoryLimitError } from "../../../../src/core/index.ts";
import * as tfhe from "../../../../src/backends/tfhe/scheme.ts";
import { toy, toyWide } from "./toy.ts";

const {
  bootstrap,
  decode,
  encode,
  encryptLwe,
  engineShape,
  exportBootstrapKey,
  exportKeyswitchKey,
  flattenedKey,
  generateKeySet,
  lookupTable,
  openEngine,
  openEngineWith,
  openReferenceEngine,
  unsafePhaseLwe,
} = tfhe;

const encoding = { precision: 2 };
const table = [2, 0, 3, 1];

test.each([
  ["k = 1", toy],
  ["k = 2", toyWide],
])(
  "another implementation bootstraps with our exported keys and we decrypt it, %s",
  async (_, parameters) => {
    const { secret, evaluation } = await generateKeySet(parameters);
    const other = openReferenceEngine(engineShape(parameters)); // exact bigints, no transform
    await other.loadBootstrapKey(exportBootstrapKey(evaluation));
    await other.loadKeyswitchKey(exportKeyswitchKey(evaluation));
    const key = flattenedKey(secret.glwe);
    const input = encryptLwe(key, encode([0, 1, 2, 3], encoding), parameters.glweNoise);
    const out = await bootstrap(other, input, [
      lookupTable(encode(table, encoding), parameters.polynomialSize),
    ]);
    expect([...decode(unsafePhaseLwe(key, out), encoding)]).toEqual(table);
  },
);

test("one and two workers decrypt the same", async () => {
  const { secret, evaluation } = await generateKeySet(toy, { threads: 2 });
  const key = flattenedKey(secret.glwe);
  const values = Array.from({ length: 30 }, (_, i) => i % 4);
  const input = encryptLwe(key, encode(values, encoding), toy.glweNoise);
  for (const threads of [1, 2]) {
    const engine = await openEngineWith(evaluation, { threads });
    const out = await bootstrap(engine, input, [lookupTable(encode(table, encoding), toy.polynomialSize)]);
    expect([...decode(unsafePhaseLwe(key, out), encoding)]).toEqual(values.map((v) => table[v]));
    await engine.close();
  }
});

test("keys of another parameter set are refused, and the engine is closed", async () => {
  const { evaluation } = await generateKeySet(toy);
  await expect(openEngineWith({ ...evaluation, parameters: { ...toy, lweDimension: 25 } })).rejects.toThrow(
    KeyMismatchError,
  );
  const engine = await openEngine(engineShape(toyWide));
  await expect(engine.loadSeededBootstrapKey(evaluation.bootstrap)).rejects.toThrow(KeyMismatchError);
  await engine.close();
});

test("another client's keys give another answer, never ours", async () => {
  const [mine, theirs] = [await generateKeySet(toy), await generateKeySet(toy)];
  const key = flattenedKey(mine.secret.glwe);
  const values = Array.from({ length: 64 }, (_, i) => i % 4);
  const engine = await openEngineWith(theirs.evaluation);
  const input = encryptLwe(key, encode(values, encoding), toy.glweNoise);
  const out = await bootstrap(engine, input, [lookupTable(encode(table, encoding), toy.polynomialSize)]);
  await engine.close();
  const right = [...decode(unsafePhaseLwe(key, out), encoding)].filter(
    (v, i) => v === table[values[i]],
  ).length;
  expect(right).toBeLessThan(40); // 16 expected by chance; 40 is 7 deviations away
});

test("too little memory is refused before allocating, with the figure", async () => {
  const { evaluation } = await generateKeySet(toy);
  const attempt = openEngineWith(evaluation, { memoryLimit: 2 ** 20 });
  await expect(attempt).rejects.toThrow(MemoryLimitError);
  await expect(attempt).rejects.toThrow(/need \d+ MB/);
});

test("a bootstrap run stops when cancelled", async () => {
  const { secret, evaluation } = await generateKeySet(toy);
  const engine = await openEngineWith(evaluation);
  const input = encryptLwe(flattenedKey(secret.glwe), encode([1], encoding), toy.glweNoise);
  const tables = [lookupTable(encode(table, encoding), toy.polynomialSize)];
  await expect(bootstrap(engine, input, tables, undefined, { signal: AbortSignal.abort() })).rejects.toThrow(
    CancelledError,
  );
  await engine.close();
});

test("whatever reveals or repeats secrets is named unsafe", () => {
  const names = Object.keys(tfhe).filter((name) => /phase|seeded(source|from)|seedfrom|fraction/i.test(name));
  expect(names.length).toBeGreaterThan(4);
  for (const name of names) expect(name).toMatch(/^unsafe/);
});
