import { expect, test } from "vitest";
import {
  type Engine,
  type EngineShape,
  openEngine,
  openReferenceEngine,
} from "../../../../src/backends/tfhe/kernel/index.ts";
import { decode, encryptLwe, loadToyKeys, phases, tablePolynomial } from "./toy-keys.ts";

const toy: EngineShape = {
  glweDimension: 1,
  polynomialSize: 128,
  lweDimension: 6,
  bootstrap: { baseLog: 15, levels: 2 },
  keyswitch: { baseLog: 4, levels: 6, modulusLog: 32 },
};
const setA: EngineShape = {
  glweDimension: 1,
  polynomialSize: 2048,
  lweDimension: 834,
  bootstrap: { baseLog: 23, levels: 1 },
  keyswitch: { baseLog: 3, levels: 5, modulusLog: 32 },
};

/** Bootstraps every input of a table of `count` values and decrypts. */
async function everyInput(engine: Engine, values: readonly number[]): Promise<number[]> {
  const { glweKey } = await loadToyKeys(engine, engine, 1);
  const delta = BigInt(63 - Math.log2(values.length));
  const inputs = encryptLwe(
    glweKey,
    values.map((_, m) => BigInt(m) << delta),
    2,
    40,
  );
  const tables = tablePolynomial(values, engine.shape.polynomialSize);
  const out = await engine.bootstrap(inputs, { tables });
  return phases(glweKey, out).map((phase) => decode(phase, values.length));
}

test("the bigint engine bootstraps every input of a table", async () => {
  expect(await everyInput(openReferenceEngine(toy), [3, 0, 2, 1])).toEqual([3, 0, 2, 1]);
});

const random4bit = [11, 3, 8, 15, 0, 7, 12, 4, 9, 1, 14, 6, 2, 13, 5, 10];

test.for([
  { build: "relaxed", threads: 1 },
  { build: "baseline", threads: 1 },
  { build: "relaxed", threads: 2 },
])("set A, every input of a 4-bit table, $build build, $threads threads", async ({ build, threads }) => {
  const engine = await openEngine(setA, { threads, features: { relaxedSimd: build === "relaxed" } });
  expect(await everyInput(engine, random4bit)).toEqual(random4bit);
  await engine.close();
});
