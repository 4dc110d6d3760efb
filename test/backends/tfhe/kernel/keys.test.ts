import { expect, test } from "vitest";
import { KeyMismatchError } from "../../../../src/core/index.ts";
import {
  openEngine,
  openReferenceEngine,
  type EngineShape,
} from "../../../../src/backends/tfhe/kernel/index.ts";
import { unsafeWords } from "./toy-keys.ts";

const shapes: EngineShape[] = ([32, 64] as const).map((modulusLog, i) => ({
  glweDimension: i + 1,
  polynomialSize: 128,
  lweDimension: 20,
  bootstrap: { baseLog: 8, levels: 2 },
  keyswitch: { baseLog: 4, levels: 3, modulusLog },
}));

function secretKeys(shape: EngineShape): { lweKey: Uint8Array; glweKey: Uint8Array } {
  const next = unsafeWords(1);
  const bits = (length: number): Uint8Array => Uint8Array.from({ length }, () => Number(next() & 1n));
  return { lweKey: bits(20), glweKey: bits(shape.glweDimension * 128) };
}

const seed = Uint8Array.from({ length: 32 }, (_, i) => 255 - 3 * i);

test.for(shapes)("key bodies made by the kernel equal the reference, k = $glweDimension", async (shape) => {
  const [engine, reference] = [await openEngine(shape, { threads: 2 }), openReferenceEngine(shape)];
  const { lweKey, glweKey } = secretKeys(shape);
  const next = unsafeWords(2);
  const small = (length: number): BigUint64Array => BigUint64Array.from({ length }, () => next() >> 40n);
  const noise = small(17 * 2 * (shape.glweDimension + 1) * 128);
  const request = { seed, domain: 9, lweKey, glweKey, noise, first: 2, count: 17 };
  expect(await engine.makeBootstrapBodies(request)).toEqual(await reference.makeBootstrapBodies(request));
  const count = shape.glweDimension * 128 - 3;
  const words = small(count * 3);
  const switching = {
    seed,
    domain: 10,
    inputKey: glweKey,
    outputKey: lweKey,
    noise: shape.keyswitch!.modulusLog === 64 ? words : Uint32Array.from(words, Number),
    first: 3,
    count,
  };
  expect(await engine.makeKeyswitchBodies(switching)).toEqual(await reference.makeKeyswitchBodies(switching));
  await engine.close();
});

test.for(shapes)(
  "a seeded key and its expansion compute the same bits, k = $glweDimension",
  async (shape) => {
    const k = shape.glweDimension;
    const next = unsafeWords(3);
    const modulusLog = shape.keyswitch!.modulusLog;
    const bodies = BigUint64Array.from({ length: 20 * 2 * (k + 1) * 128 }, next);
    const [seeded, plain] = [await openEngine(shape), await openEngine(shape)];
    const expanded = new BigUint64Array(bodies.length * (k + 1));
    for (let row = 0; row < bodies.length / 128; row++) {
      expanded.set(plain.chacha20Stream(seed, 4, row, k * 128), row * (k + 1) * 128);
      expanded.set(bodies.subarray(row * 128, (row + 1) * 128), (row * (k + 1) + k) * 128);
    }
    const rows = k * 128 * 3;
    const make = modulusLog === 64 ? BigUint64Array : Uint32Array;
    const wordsOf = (stream: BigUint64Array): BigUint64Array | Uint32Array =>
      modulusLog === 64 ? stream : new Uint32Array(stream.buffer);
    const switchBodies = wordsOf(BigUint64Array.from({ length: (rows * modulusLog) / 64 }, next));
    const switching = new make(rows * 21);
    for (let row = 0; row < rows; row++) {
      const mask = wordsOf(plain.chacha20Stream(seed, 5, row, (20 * modulusLog) / 64));
      for (let i = 0; i < 20; i++) switching[row * 21 + i] = mask[i];
      switching[row * 21 + 20] = switchBodies[row];
    }
    await seeded.loadSeededBootstrapKey({ seed, domain: 4, bodies });
    await seeded.loadSeededKeyswitchKey({ seed, domain: 5, bodies: switchBodies });
    await plain.loadBootstrapKey(expanded);
    await plain.loadKeyswitchKey(switching);
    const lwe = BigUint64Array.from({ length: 2 * (k * 128 + 1) }, next);
    const tables = BigUint64Array.from({ length: 128 }, next);
    const [one, two] = [await seeded.bootstrap(lwe, { tables }), await plain.bootstrap(lwe, { tables })];
    expect(one).toEqual(two);
    await Promise.all([seeded.close(), plain.close()]);
  },
);

test("keys of another shape or word size are refused", async () => {
  const [shape] = shapes;
  const engine = await openEngine(shape);
  await expect(engine.loadBootstrapKey(new BigUint64Array(8))).rejects.toThrow(KeyMismatchError);
  const wrongWords = new BigUint64Array(128 * 3 * 21);
  await expect(engine.loadKeyswitchKey(wrongWords)).rejects.toThrow(KeyMismatchError);
  const other = await openEngine(shape);
  const gadget = { baseLog: 8, levels: 1 };
  const keys = await other.loadGgsw(new BigUint64Array(2 * 256), gadget);
  await expect(engine.externalProduct(keys, [0], new BigUint64Array(256))).rejects.toThrow(/another engine/);
  await Promise.all([engine.close(), other.close()]);
});
