/**
 * Measured against predicted noise of levelled operations: shapes with l = 1, 2, 3 and more, 24 keys
 * each, chosen so that in turn key noise, rounding and floating-point noise are what matters. Every file of this
 * folder holds its whole family of intervals at 99 %; seeds are fixed, so each verdict is for ever.
 */
import { describe, expect, test } from "vitest";
import {
  combineLwe,
  encryptLwe,
  generateLweSecretKey,
  truncateBodies,
  encryptLweSeeded,
  expandLwe,
  unsafePhaseLwe,
  unsafeSeededSource,
  unsafeTorusFractions,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import {
  cmuxVariance,
  engineFftNoise,
  externalProductVariance,
  glweKeyswitchVariance,
  linearVariance,
  noiseVariance,
  packingKeyswitchVariance,
  truncationVariance,
  type NoiseDistribution,
} from "../../../../../src/backends/tfhe/params/index.ts";
import { freshErrors } from "./bootstrap-errors.ts";
import type { Sampling } from "./errors.ts";
import {
  automorphismErrors,
  cmuxErrors,
  externalProductErrors,
  freshGlweErrors,
  glweKeyswitchErrors,
  packingErrors,
  type GlweCase,
} from "./glwe-errors.ts";
import { errorRateEach, expectNoOffsetByKey, expectVariance } from "./statistics.ts";

const ALPHA = errorRateEach(80);
const sampling = (seed: string, ciphertexts = 48): Sampling => ({ keys: 24, ciphertexts, seed });
const tuniform = (boundLog2: number): NoiseDistribution => ({ kind: "tuniform", boundLog2 });
const gaussian = (log2: number): NoiseDistribution => ({ kind: "gaussian", standardDeviation: 2 ** log2 });

const cases: [string, GlweCase][] = [
  ["key noise, l = 1", { k: 1, N: 512, baseLog: 14, levels: 1, noise: tuniform(40) }],
  ["rounding, l = 1", { k: 1, N: 1024, baseLog: 16, levels: 1, noise: tuniform(10) }],
  ["floating point, l = 1", { k: 1, N: 1024, baseLog: 31, levels: 1, noise: tuniform(3) }],
  ["key noise, l = 2, k = 2", { k: 2, N: 256, baseLog: 12, levels: 2, noise: gaussian(-24) }],
  ["floating point, l = 2, k = 2", { k: 2, N: 512, baseLog: 23, levels: 2, noise: gaussian(-60) }],
  ["key noise, l = 3", { k: 1, N: 512, baseLog: 9, levels: 3, noise: tuniform(40) }],
  ["rounding, l = 3, k = 3", { k: 3, N: 128, baseLog: 5, levels: 3, noise: tuniform(20) }],
  ["key noise, l = 8", { k: 1, N: 256, baseLog: 5, levels: 8, noise: tuniform(30) }],
];
const shapeOf = ({
  k,
  N,
  baseLog,
  levels,
  noise,
}: GlweCase): Parameters<typeof cmuxVariance>[0] & { keyVariance: number } => ({
  glweDimension: k,
  polynomialSize: N,
  baseLog,
  levels,
  ggswVariance: noiseVariance(noise),
  keyVariance: noiseVariance(noise),
});
const fft = engineFftNoise.relaxed;

describe("fresh encryptions", () => {
  test.each([
    ["TUniform(46)", tuniform(46)],
    ["TUniform(3)", tuniform(3)],
    ["Gaussian 2^-18", gaussian(-18)],
    ["Gaussian 2^-62", gaussian(-62)],
  ])("%s, LWE and GLWE", async (name, noise) => {
    for (const errors of [
      freshErrors(300, noise, sampling(`lwe ${name}`, 1000)),
      await freshGlweErrors({ k: 2, N: 128, noise }, sampling(`glwe ${name}`, 8)),
    ]) {
      expectVariance(errors.all, noiseVariance(noise), ALPHA, name);
      expectNoOffsetByKey(errors.one, ALPHA, name);
    }
  });
  test("bodies cut to 30 bits", () => {
    const seeds = unsafeSeededSource("cut");
    const noise = tuniform(30);
    const byKey = Array.from({ length: 24 }, () => {
      const key = generateLweSecretKey(64, seeds);
      const cut = truncateBodies(encryptLweSeeded(key, new BigUint64Array(500), noise, seeds), 30);
      return unsafeTorusFractions(unsafePhaseLwe(key, expandLwe(cut)));
    });
    expectVariance(byKey, noiseVariance(noise) + truncationVariance(30), ALPHA, "cut");
  });
});

test("dot products: 40 integer combinations of 12 fresh ciphertexts a key", () => {
  const seeds = unsafeSeededSource("dot");
  const noise = tuniform(40);
  const weights = [3, -1, 4, 1, -5, 9, -2, 6, 5, -3, 5, 100];
  const byKey = Array.from({ length: 40 }, () => {
    const key = generateLweSecretKey(64, seeds);
    return Float64Array.from({ length: 40 }, () => {
      const fresh = encryptLwe(key, new BigUint64Array(12), noise, seeds);
      return unsafeTorusFractions(unsafePhaseLwe(key, combineLwe(fresh, [weights])))[0];
    });
  });
  expectVariance(byKey, linearVariance(weights, noiseVariance(noise)), ALPHA, "dot");
  expectNoOffsetByKey(byKey, ALPHA, "dot");
});

describe.each(cases)("%s", (name, shape) => {
  test.each([0, 1] as const)("external product with %i", async (message) => {
    const errors = await externalProductErrors(shape, message, true, sampling(`ep ${name} ${message}`));
    expectVariance(
      errors.all,
      externalProductVariance(shapeOf(shape), 0, message, fft),
      ALPHA,
      `external product ${name}`,
    );
    expectNoOffsetByKey(errors.one, ALPHA, `external product ${name}`);
  });
  test("CMUX by random bits", async () => {
    const errors = await cmuxErrors(shape, true, sampling(`cmux ${name}`));
    expectVariance(errors.all, cmuxVariance(shapeOf(shape), fft), ALPHA, `CMUX ${name}`);
    expectNoOffsetByKey(errors.one, ALPHA, `CMUX ${name}`);
  });
  test("GLWE keyswitch", async () => {
    const errors = await glweKeyswitchErrors(shape, sampling(`gks ${name}`));
    expectVariance(errors.all, glweKeyswitchVariance(shapeOf(shape), fft), ALPHA, `GLWE keyswitch ${name}`);
    expectNoOffsetByKey(errors.one, ALPHA, `GLWE keyswitch ${name}`);
  });
  test("automorphism X -> X^5", async () => {
    const errors = await automorphismErrors(shape, 5, sampling(`auto ${name}`));
    expectVariance(errors.all, glweKeyswitchVariance(shapeOf(shape), fft), ALPHA, `automorphism ${name}`);
    expectNoOffsetByKey(errors.one, ALPHA, `automorphism ${name}`);
  });
});

test.each([
  [16, { k: 1, N: 128, baseLog: 7, levels: 2, noise: tuniform(38) }],
  [100, { k: 2, N: 128, baseLog: 4, levels: 3, noise: tuniform(30) }],
] as const)("packing keyswitch of %i ciphertexts", async (packed, shape) => {
  const dimension = 100;
  const errors = await packingErrors(shape, dimension, packed, {
    keys: 24,
    ciphertexts: 24,
    seed: `pack ${packed}`,
  });
  const { baseLog, levels, noise } = shape;
  const predicted = packingKeyswitchVariance({
    inputDimension: dimension,
    count: packed,
    baseLog,
    levels,
    keyVariance: noiseVariance(noise),
  });
  expectVariance(errors.all, predicted, ALPHA, `packing ${packed}`);
  expectNoOffsetByKey(errors.one, ALPHA, `packing ${packed}`);
});

test("one-sided digits give the same variance where the base is large", async () => {
  const shape: GlweCase = { k: 1, N: 512, baseLog: 14, levels: 1, noise: tuniform(40) };
  const errors = await cmuxErrors(shape, false, sampling("one-sided"));
  expectVariance(errors.all, cmuxVariance(shapeOf(shape), fft), ALPHA, "one-sided");
  expect(errors.all).toHaveLength(24);
});
