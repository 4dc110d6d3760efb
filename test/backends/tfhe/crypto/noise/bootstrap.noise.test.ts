/**
 * Measured against predicted noise of the steps of a bootstrap, and failure rates against their
 * prediction. Small dimensions, the same formulas; the sets of real size are in the slow file.
 */
import { describe, expect, test } from "vitest";
import {
  blindRotationVariance,
  centredModulusSwitchVariance,
  engineFftNoise,
  interleavedModulusSwitchVariance,
  keyswitchVariance,
  noiseVariance,
  standardModulusSwitchVariance,
  type NoiseDistribution,
  type TfheParameters,
} from "../../../../../src/backends/tfhe/params/index.ts";
import {
  blindRotationErrors,
  keyswitchErrors,
  modulusSwitchErrors,
  multiValueErrors,
} from "./bootstrap-errors.ts";
import type { Sampling } from "./errors.ts";
import { countFailures } from "./failures.ts";
import { errorRateEach, expectFailureRate, expectNoOffsetByKey, expectVariance } from "./statistics.ts";

const ALPHA = errorRateEach(60);
const sampling = (seed: string, ciphertexts: number): Sampling => ({ keys: 24, ciphertexts, seed });
const tuniform = (boundLog2: number): NoiseDistribution => ({ kind: "tuniform", boundLog2 });
const gaussian = (log2: number): NoiseDistribution => ({ kind: "gaussian", standardDeviation: 2 ** log2 });

const sets: [string, TfheParameters][] = [
  [
    "l = 1, keyswitch 2^3 x 5 mod 2^32",
    {
      lweDimension: 80,
      glweDimension: 1,
      polynomialSize: 512,
      lweNoise: tuniform(12),
      glweNoise: tuniform(24),
      bootstrap: { baseLog: 20, levels: 1 },
      keyswitch: { baseLog: 3, levels: 5, modulusLog: 32 },
    },
  ],
  [
    "l = 2, k = 2, keyswitch 2^6 x 3 mod 2^64",
    {
      lweDimension: 60,
      glweDimension: 2,
      polynomialSize: 256,
      lweNoise: gaussian(-22),
      glweNoise: gaussian(-40),
      bootstrap: { baseLog: 12, levels: 2 },
      keyswitch: { baseLog: 6, levels: 3, modulusLog: 64 },
    },
  ],
  [
    "l = 3, keyswitch 2^2 x 4 mod 2^32, coarse",
    {
      lweDimension: 64,
      glweDimension: 1,
      polynomialSize: 1024,
      lweNoise: tuniform(8),
      glweNoise: tuniform(30),
      bootstrap: { baseLog: 9, levels: 3 },
      keyswitch: { baseLog: 2, levels: 4, modulusLog: 32 },
    },
  ],
  [
    "rounding, k = 3, one-sided keyswitch digits 2^12 x 2",
    {
      lweDimension: 72,
      glweDimension: 3,
      polynomialSize: 128,
      lweNoise: gaussian(-30),
      glweNoise: tuniform(10),
      bootstrap: { baseLog: 14, levels: 1 },
      keyswitch: { baseLog: 12, levels: 2, modulusLog: 64 },
    },
  ],
  [
    "key noise of a one-sided keyswitch, 2^10 x 2",
    {
      lweDimension: 72,
      glweDimension: 1,
      polynomialSize: 256,
      lweNoise: gaussian(-26),
      glweNoise: tuniform(20),
      bootstrap: { baseLog: 16, levels: 2 },
      keyswitch: { baseLog: 10, levels: 2, modulusLog: 64 },
    },
  ],
];

describe.each(sets)("%s", (name, p) => {
  const { lweDimension: n, glweDimension: k, polynomialSize: N, bootstrap, keyswitch } = p;
  const largeDimension = k * N;

  test("keyswitch", async () => {
    const errors = await keyswitchErrors(p, sampling(`ks ${name}`, 600));
    const logQ = keyswitch.modulusLog;
    const keyVariance = noiseVariance(p.lweNoise, logQ);
    const predicted = keyswitchVariance({
      ...keyswitch,
      inputDimension: largeDimension,
      keyVariance,
      outputLogQ: logQ,
    });
    expectVariance(errors.all, predicted, ALPHA, `keyswitch ${name}`);
    expectNoOffsetByKey(errors.one, ALPHA, `keyswitch ${name}`);
  });
  test("blind rotation", async () => {
    const errors = await blindRotationErrors(p, sampling(`br ${name}`, 32));
    const shape = {
      lweDimension: n,
      glweDimension: k,
      polynomialSize: N,
      ...bootstrap,
      keyVariance: noiseVariance(p.glweNoise),
    };
    expectVariance(
      errors.all,
      blindRotationVariance(shape, engineFftNoise.relaxed),
      ALPHA,
      `blind rotation ${name}`,
    );
    expectNoOffsetByKey(errors.one, ALPHA, `blind rotation ${name}`);
  });
  test("modulus switch, standard: rounded to nearest", async () => {
    const byKey = await modulusSwitchErrors(p, "standard", 0, sampling(`ms ${name}`, 600));
    const unit = (2 * N) ** 2;
    const shape = { dimension: n, toLog: Math.log2(2 * N), logQ: keyswitch.modulusLog };
    expectVariance(byKey, standardModulusSwitchVariance(shape) * unit, ALPHA, `modulus switch ${name}`);
    expectNoOffsetByKey(byKey, ALPHA, `modulus switch ${name}`);
  });
  test.each([0, 2])(
    "modulus switch, centred, %i bits dropped: half the noise, rounded down",
    async (dropped) => {
      const byKey = await modulusSwitchErrors(p, "centred", dropped, sampling(`cms ${name} ${dropped}`, 600));
      const unit = (2 * N) ** 2 * 4 ** -dropped;
      const shape = { dimension: n, toLog: Math.log2(2 * N), logQ: keyswitch.modulusLog };
      const predicted = interleavedModulusSwitchVariance(shape, dropped) * unit;
      expect(interleavedModulusSwitchVariance(shape, 0)).toBe(centredModulusSwitchVariance(shape));
      // Rounding the body down is uniform on one unit, borders of boxes being half-integers: its mean of
      // -1/2 is where the table stands, its 1/12 is not noise of the decision.
      const centred = byKey.map((errors) => errors.map((e) => e + 0.5));
      expectVariance(centred, predicted + 1 / 12, ALPHA, `centred ${name}`);
      expectNoOffsetByKey(centred, ALPHA, `centred ${name}`);
    },
  );
});

test("multi-value outputs: noise times the 2-norm of the table's differences", async () => {
  const [, p] = sets[0];
  const tables = [
    [0, 1, 2, 3],
    [3, 0, 3, 0],
  ];
  const { lweDimension, glweDimension, polynomialSize, bootstrap } = p;
  const shape = {
    lweDimension,
    glweDimension,
    polynomialSize,
    ...bootstrap,
    keyVariance: noiseVariance(p.glweNoise),
  };
  const measured = await multiValueErrors(p, tables, sampling("multi-value", 128));
  for (const { table, errors, predicted } of measured.map((m) => ({
    ...m,
    predicted: m.norm * blindRotationVariance(shape, engineFftNoise.relaxed),
  }))) {
    expectVariance(errors, predicted, ALPHA, `multi-value ${table.join(" ")}`);
    expectNoOffsetByKey(errors, ALPHA, `multi-value ${table.join(" ")}`);
  }
});

describe("failure rates at weak p_error equal the prediction", () => {
  test.each([-5, -7, -10])("2^%i", async (log2) => {
    const p: TfheParameters = {
      lweDimension: 60,
      glweDimension: 1,
      polynomialSize: 256,
      lweNoise: tuniform(9),
      glweNoise: tuniform(20),
      bootstrap: { baseLog: 16, levels: 2 },
      keyswitch: { baseLog: 4, levels: 4, modulusLog: 32 },
    };
    const trials = { keys: 24, ciphertexts: log2 === -10 ? 1600 : 600, seed: `failures ${log2}` };
    const { byKey, probability } = await countFailures(p, 5, log2, trials);
    const total = byKey.reduce((sum, failures) => sum + failures, 0);
    expect(Math.log2(probability)).toBeCloseTo(log2, 6);
    expectFailureRate(total, trials.keys * trials.ciphertexts, probability, ALPHA, `2^${log2}`);
    // No key fails more than the others: each alone is binomial.
    for (const failures of byKey) expectFailureRate(failures, trials.ciphertexts, probability, ALPHA / 24);
  });
});
