import { expect, test } from "vitest";
import {
  openEngine,
  openReferenceEngine,
  type EngineShape,
} from "../../../../src/backends/tfhe/kernel/index.ts";
import { torusDistance, transformDeviation } from "./sampled.ts";
import { unsafeWords } from "./toy-keys.ts";

// One level and k = 1 or 2: fewer digits than columns, so that their rows cannot hold the products.
const gadgets = [
  { baseLog: 7, levels: 3 },
  { baseLog: 12, levels: 1 },
];
const variants = [1, 2].flatMap((k) =>
  [true, false].flatMap((balanced) => gadgets.map((gadget) => ({ k, balanced, gadget }))),
);

function expectClose(got: BigUint64Array, wanted: BigUint64Array, allowed: number): void {
  expect(got.length).toBe(wanted.length);
  const worst = got.reduce((most, x, i) => Math.max(most, torusDistance(x, wanted[i])), 0);
  expect(worst).toBeLessThan(allowed);
}

test.for(variants)(
  "CMUX, keyswitch and automorphism equal the reference: k = $k, balanced $balanced, levels $gadget.levels",
  async ({ k, balanced, gadget }) => {
    const shape = { glweDimension: k, polynomialSize: 128 };
    const allowed = transformDeviation(k, 128, gadget);
    const next = unsafeWords(k);
    const words = (count: number): BigUint64Array => BigUint64Array.from({ length: count }, next);
    const glweWords = (k + 1) * 128;
    const ggsw = words(2 * gadget.levels * (k + 1) * glweWords);
    const switching = words(2 * gadget.levels * k * glweWords);
    const [zero, one] = [words(3 * glweWords), words(3 * glweWords)];
    const index = [1, 0, 1];
    const exponents = [3, 255, 129];
    const results = await Promise.all(
      [await openEngine(shape), openReferenceEngine(shape)].map(async (engine) => {
        const keys = await engine.loadGgsw(ggsw, gadget, { balanced });
        const glweKeys = await engine.loadGlweKeyswitchKeys(switching, gadget, { balanced });
        const all = [
          await engine.externalProduct(keys, index, one),
          await engine.cmux(keys, index, zero, one),
          await engine.glweKeyswitch(glweKeys, index, one),
          await engine.automorphismKeyswitch(glweKeys, index, exponents, one),
        ];
        await engine.close();
        return all;
      }),
    );
    results[0].forEach((got, i) => {
      expectClose(got, results[1][i], allowed);
    });
  },
);

// Coarse, so that an error of an earlier step makes a later digit round the other way (a jump of a
// whole key word) once in 2^30.
const coarse = { baseLog: 4, levels: 2 };

test.for([1, 2, 3])("blind rotation equals the reference for any exponents, k = %i", async (k) => {
  const n = 5;
  const shape: EngineShape = { glweDimension: k, polynomialSize: 128, lweDimension: n, bootstrap: coarse };
  const next = unsafeWords(10 + k);
  const glweWords = (k + 1) * 128;
  const key = BigUint64Array.from({ length: n * 2 * (k + 1) * glweWords }, next);
  const accumulators = BigUint64Array.from({ length: 2 * glweWords }, next);
  // Every part of the period, its ends, odd and even remainders, and 0; nine ciphertexts: two chunks.
  const fixed = [0, 1, 255, 128, 127, 129, 16, 15, 17, 0, 240, 254];
  const exponents = Uint32Array.from({ length: 9 * (n + 1) }, (_, i) => fixed[i] ?? Number(next() % 256n));
  const index = [0, 1, 0, 1, 1, 0, 0, 1, 0];
  const engine = await openEngine(shape);
  const reference = openReferenceEngine(shape);
  await Promise.all([engine.loadBootstrapKey(key), reference.loadBootstrapKey(key)]);
  const [got, wanted] = await Promise.all(
    [engine, reference].map((one) => one.blindRotate(exponents, { accumulators, index })),
  );
  expectClose(got, wanted, n * transformDeviation(k, 128, coarse));
  await engine.close();
});
