import { expect, test } from "vitest";
import { openEngine } from "../../../../src/backends/tfhe/kernel/index.ts";
import {
  balancedDigits,
  offsetDigits,
} from "../../../../src/backends/tfhe/kernel/reference/decomposition.ts";
import { externalProductAt, productAt, torusDistance, transformDeviation } from "./sampled.ts";
import { unsafeWords } from "./toy-keys.ts";

const sizes = [128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768];
const builds = [{ relaxedSimd: true }, { relaxedSimd: false }];
const cases = sizes.flatMap((size) => builds.map((features) => ({ size, features })));

test.for(cases)("N = $size, $features: products with bits are exact", async ({ size, features }) => {
  const engine = await openEngine({ glweDimension: 1, polynomialSize: size }, { features });
  const next = unsafeWords(size);
  const words = BigUint64Array.from({ length: 2 * size }, next);
  // The largest sums an exact product can meet: all words near +-2^63, all bits one.
  words.fill((1n << 63n) - 1n, 0, size / 2);
  words.fill(1n << 63n, size / 2, size);
  const bits = Uint8Array.from({ length: 2 * size }, (_, i) => (i < size ? 1 : Number(next() & 1n)));
  const products = await engine.multiplyByBinary(words, bits);
  for (const c of [0, 1]) {
    const factor = Array.from(bits.subarray(c * size, (c + 1) * size), BigInt);
    for (const position of [0, 1, size / 2 - 1, size - 1, Number(next() % BigInt(size))]) {
      const wanted = productAt(words.subarray(c * size, (c + 1) * size), factor, position);
      expect(products[c * size + position]).toBe(wanted);
    }
  }
  await engine.close();
});

const gadgets = [
  { k: 1, gadget: { baseLog: 23, levels: 1 }, balanced: false },
  { k: 2, gadget: { baseLog: 15, levels: 2 }, balanced: true },
  { k: 1, gadget: { baseLog: 4, levels: 11 }, balanced: true },
  { k: 3, gadget: { baseLog: 7, levels: 3 }, balanced: false },
];

test.for(
  cases
    .flatMap((one) => gadgets.map((two) => ({ ...one, ...two })))
    .filter(({ size, k, gadget }) => size * k * gadget.levels <= 32768),
)(
  "N = $size, k = $k, $gadget, balanced $balanced, $features: external product within the transform's error",
  async ({ size, features, k, gadget, balanced }) => {
    const engine = await openEngine({ glweDimension: k, polynomialSize: size }, { features });
    const next = unsafeWords(size + k);
    const words = (k + 1) * size;
    const ggsw = BigUint64Array.from({ length: 2 * gadget.levels * (k + 1) * words }, next);
    const glwe = BigUint64Array.from({ length: words }, next);
    const keys = await engine.loadGgsw(ggsw, gadget, { balanced });
    const product = await engine.externalProduct(keys, [1], glwe);
    const positions = [0, size / 2 - 1, size - 1];
    const second = ggsw.subarray(ggsw.length / 2);
    const digits = balanced ? balancedDigits : offsetDigits;
    const wanted = externalProductAt(second, glwe, size, gadget, digits, positions);
    const allowed = transformDeviation(k, size, gadget);
    for (let column = 0; column <= k; column++) {
      positions.forEach((position, p) => {
        expect(torusDistance(product[column * size + position], wanted[column][p])).toBeLessThan(allowed);
      });
    }
    await engine.close();
  },
);
