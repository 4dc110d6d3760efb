import { expect, test } from "vitest";
import { openEngine, openReferenceEngine } from "../../../../src/backends/tfhe/kernel/index.ts";
import { loadToyKeys, unsafeWords } from "./toy-keys.ts";

test.for(
  [
    { baseLog: 3, levels: 5 }, // balanced digits, as set A
    { baseLog: 1, levels: 7 },
    { baseLog: 6, levels: 3 },
    { baseLog: 10, levels: 2 }, // one-sided digits from here on
    { baseLog: 12, levels: 1 },
  ].flatMap((gadget) => [32 as const, 64 as const].map((modulusLog) => ({ ...gadget, modulusLog }))),
)("keyswitch equals the reference, bit by bit: $baseLog $levels $modulusLog", async (keyswitch) => {
  // n + 1 = 38 is no multiple of a block, three ciphertexts are no pairs.
  const shape = { glweDimension: 2, polynomialSize: 128, lweDimension: 37, keyswitch };
  const engine = await openEngine(shape);
  const reference = openReferenceEngine(shape);
  await loadToyKeys(engine, reference, 3);
  await loadToyKeys(reference, reference, 3);
  const next = unsafeWords(4);
  const lwe = BigUint64Array.from({ length: 3 * 257 }, next);
  // Ties of every digit, and what rounds up to the modulus.
  const tie = 1n << BigInt(63 - keyswitch.baseLog * keyswitch.levels);
  lwe.set([tie, 3n * tie, (1n << 64n) - tie, (1n << 64n) - 1n, 1n << 63n, (1n << 63n) - tie]);
  lwe[256] = (1n << 64n) - 1n;
  expect(await engine.keyswitch(lwe)).toEqual(await reference.keyswitch(lwe));
  await engine.close();
});

test.for(
  (["centred", "standard"] as const).flatMap((modulusSwitch) =>
    [0, 3].flatMap((droppedBits) =>
      [32, 64].map((modulusLog) => ({ modulusSwitch, droppedBits, modulusLog })),
    ),
  ),
)("modulus switch equals the reference: $modulusSwitch $droppedBits $modulusLog", async (options) => {
  const shape = {
    glweDimension: 1,
    polynomialSize: 256,
    lweDimension: 50,
    bootstrap: { baseLog: 8, levels: 2 },
  };
  const engine = await openEngine(shape);
  const next = unsafeWords(5);
  const words = Array.from({ length: 20 * 51 }, next);
  words.splice(0, 5, 0n, (1n << 64n) - 1n, 1n << 63n, (1n << 54n) - 1n, 1n << 54n);
  const lwe =
    options.modulusLog === 64 ? BigUint64Array.from(words) : Uint32Array.from(words, (x) => Number(x >> 32n));
  const exponents = engine.modulusSwitch(lwe, options);
  expect(exponents).toEqual(openReferenceEngine(shape).modulusSwitch(lwe, options));
  expect(Math.max(...exponents)).toBeLessThan(512);
  await engine.close();
});

test("the centred modulus switch halves the noise of the standard one", async () => {
  // Noise in units of 1/2N: (n + 2)/24 + ... standard, half of the mask's share centred.
  const n = 600;
  const engine = await openEngine({
    glweDimension: 1,
    polynomialSize: 1024,
    lweDimension: n,
    bootstrap: { baseLog: 8, levels: 2 },
  });
  const next = unsafeWords(6);
  const key = Array.from({ length: n }, () => Number(next() & 1n));
  const samples = 2000;
  const lwe = BigUint64Array.from({ length: samples * (n + 1) }, next);
  const variance = (modulusSwitch: "centred" | "standard"): number => {
    const exponents = engine.modulusSwitch(lwe, { modulusSwitch });
    let sum = 0;
    let squares = 0;
    for (let c = 0; c < samples; c++) {
      const at = c * (n + 1);
      let exact = lwe[at + n];
      let got = exponents[at + n];
      for (let i = 0; i < n; i++) {
        if (key[i] === 0) continue;
        exact -= lwe[at + i];
        got -= exponents[at + i];
      }
      // Difference in units of 1/2N, representative nearest to zero.
      const units = Number(BigInt.asIntN(64, (BigInt(got) << 53n) - exact)) / 2 ** 53;
      sum += units;
      squares += units * units;
    }
    return squares / samples - (sum / samples) ** 2;
  };
  // Key weight h: standard (h + 1)/12, centred n/48 plus the body's own 1/12. Variance of 2000
  // samples: 99.9 % lie within 3.3 sqrt(2/2000) = 10.4 %.
  const weight = key.reduce((a, b) => a + b, 0);
  expect(Math.abs(variance("standard") / ((weight + 1) / 12) - 1)).toBeLessThan(0.104);
  expect(Math.abs(variance("centred") / (n / 48 + 1 / 12) - 1)).toBeLessThan(0.104);
  await engine.close();
});

test("sample extraction equals the reference at every kind of position", async () => {
  const shape = { glweDimension: 2, polynomialSize: 128 };
  const engine = await openEngine(shape);
  const glwe = BigUint64Array.from({ length: 2 * 384 }, unsafeWords(7));
  const positions = [0, 1, 63, 127];
  expect(engine.sampleExtract(glwe, positions)).toEqual(
    openReferenceEngine(shape).sampleExtract(glwe, positions),
  );
  await engine.close();
});
