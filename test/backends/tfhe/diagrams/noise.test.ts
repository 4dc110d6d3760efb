/**
 * Measured against predicted noise of expansion, scheme switch and CMUX on expanded bits: fresh noise, key noise, rounding
 * of the expansion, of the switch and of the CMUX, and floating-point noise in turn are what matters. The file holds its
 * whole family of intervals at 99 %; seeds are fixed.
 */
import { beforeAll, describe, test } from "vitest";
import { detectFeatures } from "../../../../src/backends/tfhe/kernel/index.ts";
import {
  diagramCmuxVariance,
  engineFftNoise,
  expansionNoise,
  noiseVariance,
  schemeSwitchVariance,
  type GadgetShape,
  type NoiseDistribution,
} from "../../../../src/backends/tfhe/params/index.ts";
import { errorRateEach, expectVariance } from "../crypto/noise/statistics.ts";
import { bitErrors, type BitCase, type BitErrors } from "./bit-errors.ts";

const tuniform = (boundLog2: number): NoiseDistribution => ({ kind: "tuniform", boundLog2 });
const gadget = (baseLog: number, levels: number): GadgetShape => ({ baseLog, levels });
const steps = (count: number, baseLog: number, levels: number): GadgetShape[] =>
  new Array<GadgetShape>(count).fill(gadget(baseLog, levels));

/** Rounding of a mask that the key multiplies twice has most of its energy in few frequencies: more keys. */
const cases: [string, BitCase & { readonly keys: number }][] = [
  [
    "key noise",
    {
      ...{ k: 1, N: 256, noise: tuniform(26), keys: 48 },
      expansion: steps(5, 4, 11),
      schemeSwitch: gadget(6, 8),
      query: gadget(4, 8),
    },
  ],
  [
    "key noise, k = 2",
    {
      ...{ k: 2, N: 128, noise: tuniform(24), keys: 96 },
      expansion: steps(5, 6, 7),
      schemeSwitch: gadget(6, 8),
      query: gadget(4, 8),
    },
  ],
  [
    "fresh noise",
    {
      ...{ k: 1, N: 128, noise: tuniform(34), keys: 64 },
      expansion: steps(5, 1, 40),
      schemeSwitch: gadget(1, 44),
      query: gadget(2, 8),
    },
  ],
  [
    "rounding of the expansion",
    {
      ...{ k: 1, N: 256, noise: tuniform(6), keys: 48 },
      expansion: steps(5, 6, 4),
      schemeSwitch: gadget(6, 8),
      query: gadget(3, 8),
    },
  ],
  [
    "rounding of the expansion, k = 2, a gadget a step, all coefficients",
    {
      ...{ k: 2, N: 128, noise: tuniform(6), keys: 96 },
      expansion: [5, 9, 5, 7, 6, 8, 6].map((baseLog, i) => gadget(baseLog, [5, 3, 5, 4, 4, 3, 4][i])),
      schemeSwitch: gadget(6, 8),
      query: gadget(2, 14),
    },
  ],
  [
    "rounding of the switch",
    {
      ...{ k: 1, N: 128, noise: tuniform(6), keys: 256 },
      expansion: steps(5, 8, 6),
      schemeSwitch: gadget(8, 3),
      query: gadget(2, 14),
    },
  ],
  [
    "rounding of the switch, k = 2",
    {
      ...{ k: 2, N: 128, noise: tuniform(6), keys: 224 },
      expansion: steps(5, 8, 6),
      schemeSwitch: gadget(12, 2),
      query: gadget(2, 14),
    },
  ],
  [
    "rounding of the CMUX",
    {
      ...{ k: 1, N: 512, noise: tuniform(4), keys: 64 },
      expansion: steps(4, 7, 6),
      schemeSwitch: gadget(6, 8),
      query: gadget(6, 2),
    },
  ],
  [
    "floating point in the switch",
    {
      ...{ k: 1, N: 1024, noise: tuniform(3), keys: 40 },
      expansion: steps(4, 6, 8),
      schemeSwitch: gadget(24, 2),
      query: gadget(4, 8),
    },
  ],
];
const ALPHA = errorRateEach(4 * cases.length);

describe.each(cases)("%s", (name, shape) => {
  let errors: BitErrors;
  const { k: glweDimension, N: polynomialSize, expansion: gadgets, noise } = shape;
  const size = { glweDimension, polynomialSize };
  const fresh = noiseVariance(noise);
  const expanded = expansionNoise({ ...size, gadgets, keyVariance: fresh, inputVariance: fresh });
  const fft = engineFftNoise[detectFeatures().relaxedSimd ? "relaxed" : "baseline"];
  const switching = schemeSwitchVariance({ ...size, ...shape.schemeSwitch, keyVariance: fresh }, fft);
  const switched = expanded.timesKey + switching;
  const cmux = { ...size, ...shape.query, bodyRowVariance: expanded.ciphertext, maskRowVariance: switched };

  beforeAll(async () => {
    errors = await bitErrors(shape, { keys: shape.keys, pairs: 2, seed: name });
  });

  test("expansion", () => {
    expectVariance(errors.expanded, expanded.ciphertext, ALPHA, `${name}, expanded`);
  });

  test("expansion times the key", () => {
    expectVariance(errors.timesKey, expanded.timesKey, ALPHA, `${name}, times the key`);
  });

  test.each([0, 1] as const)("CMUX by the bit %i", (bit) => {
    expectVariance(errors.cmux[bit], diagramCmuxVariance(cmux, bit, fft), ALPHA, `${name}, CMUX ${bit}`);
  });
});
