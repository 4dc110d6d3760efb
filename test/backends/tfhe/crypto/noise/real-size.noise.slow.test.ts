/**
 * The noise of bootstraps at full size, secure parameters: sets A, B, C and D of the benchmarks, 20 keys
 * each, and failure rates of set A where its tables are made too fine on purpose. Family-wise 99 %.
 */
import { describe, expect, test } from "vitest";
import {
  blindRotationVariance,
  engineFftNoise,
  keyswitchVariance,
  noiseVariance,
  secureParameters,
  truncationVariance,
  type TfheParameters,
} from "../../../../../src/backends/tfhe/params/index.ts";
import { blindRotationErrors, keyswitchErrors } from "./bootstrap-errors.ts";
import type { Sampling } from "./errors.ts";
import { countFailures } from "./failures.ts";
import { externalProductErrors } from "./glwe-errors.ts";
import { errorRateEach, expectFailureRate, expectNoOffsetByKey, expectVariance } from "./statistics.ts";

const ALPHA = errorRateEach(60);
const KEYS = 20;

function set(
  n: number,
  k: number,
  N: number,
  bootstrap: [number, number],
  keyswitch: [number, number],
): TfheParameters {
  return secureParameters({
    lweDimension: n,
    glweDimension: k,
    polynomialSize: N,
    bootstrap: { baseLog: bootstrap[0], levels: bootstrap[1] },
    keyswitch: { baseLog: keyswitch[0], levels: keyswitch[1], modulusLog: 32 },
  });
}

const sets: [string, TfheParameters, number][] = [
  ["A", set(834, 1, 2048, [23, 1], [3, 5]), 24],
  ["B", set(887, 1, 8192, [15, 2], [6, 3]), 12],
  ["C", set(834, 2, 1024, [23, 1], [3, 5]), 24],
  ["D", set(834, 1, 4096, [22, 1], [3, 5]), 24],
  ["l = 3", set(834, 1, 2048, [11, 3], [2, 8]), 24],
];

describe.each(sets)("set %s", (name, p, rotations) => {
  const { lweDimension, glweDimension, polynomialSize, keyswitch, bootstrap } = p;
  const sampling = (what: string, ciphertexts: number): Sampling => ({
    keys: KEYS,
    ciphertexts,
    seed: `${what} ${name}`,
  });

  test("keyswitch", async () => {
    const errors = await keyswitchErrors(p, sampling("ks", 300));
    const predicted = keyswitchVariance({
      ...keyswitch,
      inputDimension: glweDimension * polynomialSize,
      keyVariance: noiseVariance(p.lweNoise, 32),
      outputLogQ: 32,
    });
    expectVariance(errors.all, predicted, ALPHA, `keyswitch ${name}`);
    expectNoOffsetByKey(errors.one, ALPHA, `keyswitch ${name}`);
  }, 600_000);

  test.each([64, 48])(
    "blind rotation with key bodies of %i bits",
    async (bodyBits) => {
      if (bodyBits === 48 && name !== "A") return;
      const errors = await blindRotationErrors(p, sampling("br", rotations), { threads: 2, bodyBits });
      const keyVariance = noiseVariance(p.glweNoise) + truncationVariance(bodyBits);
      const shape = { lweDimension, glweDimension, polynomialSize, ...bootstrap, keyVariance };
      expectVariance(
        errors.all,
        blindRotationVariance(shape, engineFftNoise.relaxed),
        ALPHA,
        `blind rotation ${name}`,
      );
      expectNoOffsetByKey(errors.one, ALPHA, `blind rotation ${name}`);
    },
    600_000,
  );
});

test.each([
  [-5, 6],
  [-8, 5],
])(
  "failures of set A at 2^%i with %i-bit tables",
  async (log2, precision) => {
    const trials = { keys: KEYS, ciphertexts: 96, seed: `failures ${log2}` };
    const { byKey, probability } = await countFailures(sets[0][1], precision, log2, trials, 2);
    const total = byKey.reduce((sum, failures) => sum + failures, 0);
    expectFailureRate(total, trials.keys * trials.ciphertexts, probability, ALPHA, `set A 2^${log2}`);
  },
  600_000,
);

describe("floating-point noise of the engine meets its fit to 6 %, the interval's reach beside it", () => {
  const shapes: [k: number, N: number, baseLog: number, levels: number][] = [
    [1, 128, 15, 2],
    [6, 256, 17, 1],
    [3, 512, 17, 1],
    [1, 1024, 15, 2],
    [2, 1024, 23, 1],
    [1, 2048, 23, 1],
    [1, 2048, 11, 3],
    [1, 4096, 22, 1],
    [1, 8192, 15, 2],
    [1, 16384, 15, 2],
    [1, 32768, 15, 2],
  ];
  test.each(shapes)(
    "k = %i, N = %i, B = 2^%i, l = %i",
    async (k, N, baseLog, levels) => {
      const shape = { k, N, baseLog, levels, noise: { kind: "tuniform", boundLog2: 0 } as const };
      // All that is left of an external product by an encryption of 0 under almost no key noise.
      const sampling = {
        keys: 40,
        ciphertexts: Math.max(4, Math.min(48, 2 ** 16 / N)),
        seed: `fft ${N} ${baseLog}`,
      };
      const { all } = await externalProductErrors(shape, 0, false, sampling);
      const rows = levels * (k + 1) * N * (noiseVariance(shape.noise) * (2 ** (2 * baseLog) / 12));
      const predicted =
        engineFftNoise.relaxed({ glweDimension: k, polynomialSize: N, baseLog, levels }) + rows;
      const squares = all.map((errors) => errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
      const mean = squares.reduce((sum, s) => sum + s, 0) / squares.length;
      const deviation = Math.sqrt(
        squares.reduce((sum, s) => sum + (s - mean) ** 2, 0) / (squares.length - 1),
      );
      const reach = (4 * deviation) / Math.sqrt(squares.length) / mean;
      const ratio = predicted / mean;
      console.log(
        `k=${k} N=${N} 2^${baseLog} x ${levels}: predicted / measured ${ratio.toFixed(3)} +- ${reach.toFixed(3)}`,
      );
      expect(reach).toBeLessThan(0.15);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.06 + reach);
    },
    300_000,
  );
});
