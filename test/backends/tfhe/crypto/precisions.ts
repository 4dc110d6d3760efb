/**
 * Secure parameter sets for tables of 1 to 8 bits with inputs straight from a bootstrap (2-norm 1), at
 * 2^-128 up to 7 bits (the published sets n_0 of fixtures/params) and 2^-40 for 8 bits, where N = 32768
 * ends. Bytes: keys as the engine holds them.
 */
import { expect } from "vitest";
import { memoryNeeded } from "../../../../src/backends/tfhe/kernel/index.ts";
import {
  bootstrap,
  decode,
  encode,
  encryptLwe,
  engineShape,
  flattenedKey,
  generateKeySet,
  lookupTable,
  openEngineWith,
  unsafePhaseLwe,
  unsafeSeededSource,
} from "../../../../src/backends/tfhe/crypto/index.ts";
import {
  blindRotationVariance,
  boxHalfWidth,
  centredModulusSwitchVariance,
  keyswitchVariance,
  log2FailureProbability,
  lookupVariance,
  noiseVariance,
  secureParameters,
  type TfheParameters,
} from "../../../../src/backends/tfhe/params/index.ts";

type Row = [n: number, k: number, N: number, bootstrap: [number, number], keyswitch: [number, number]];

const rows: Record<number, Row> = {
  1: [747, 6, 256, [17, 1], [4, 3]],
  2: [846, 3, 512, [17, 1], [5, 3]],
  3: [884, 2, 1024, [23, 1], [5, 3]],
  4: [863, 1, 2048, [23, 1], [3, 5]],
  5: [931, 1, 4096, [23, 1], [3, 6]],
  6: [1006, 1, 8192, [15, 2], [3, 7]],
  7: [1055, 1, 16384, [15, 2], [2, 11]],
  8: [1096, 1, 32768, [15, 2], [4, 5]],
};

/** Gaussian noise of the 132-bit curve, as the published sets have it; keyswitch modulo 2^32. */
export function parametersFor(precision: number): TfheParameters {
  const [lweDimension, glweDimension, polynomialSize, [baseLog, levels], [ksBaseLog, ksLevels]] =
    rows[precision];
  return secureParameters(
    {
      lweDimension,
      glweDimension,
      polynomialSize,
      bootstrap: { baseLog, levels },
      keyswitch: { baseLog: ksBaseLog, levels: ksLevels, modulusLog: 32 },
    },
    { security: 132, distribution: "gaussian" },
  );
}

/** log2 of the failure probability of one lookup of a bootstrapped value. */
export function log2PFail(p: TfheParameters, precision: number): number {
  const { lweDimension, glweDimension, polynomialSize, keyswitch } = p;
  const logQ = keyswitch.modulusLog;
  const total = lookupVariance({
    bootstrap: blindRotationVariance({
      lweDimension,
      glweDimension,
      polynomialSize,
      ...p.bootstrap,
      keyVariance: noiseVariance(p.glweNoise),
    }),
    keyswitch: keyswitchVariance({
      ...keyswitch,
      inputDimension: glweDimension * polynomialSize,
      keyVariance: noiseVariance(p.lweNoise, logQ),
      outputLogQ: logQ,
    }),
    modulusSwitch: centredModulusSwitchVariance({
      dimension: lweDimension,
      toLog: Math.log2(2 * polynomialSize),
      logQ,
    }),
    norm2Squared: 1,
  });
  return log2FailureProbability(total, boxHalfWidth(precision));
}

/**
 * Looks up every input of a random table, and where `twice` the answers in another one, and expects the
 * right values; gives the engine's bytes.
 */
export async function expectEveryInputRight(
  precision: number,
  threads: number,
  twice = true,
): Promise<number> {
  const parameters = parametersFor(precision);
  const seeds = unsafeSeededSource(`precision ${precision}`);
  const { secret, evaluation } = await generateKeySet(parameters, { unsafeSeeds: seeds, threads });
  const engine = await openEngineWith(evaluation, { threads });
  try {
    const encoding = { precision };
    const inputs = Array.from({ length: 2 ** precision }, (_, m) => m);
    const words = new Uint32Array(seeds.next().buffer);
    // A random permutation and a random table: the composition hits every input of the second.
    const permutation = inputs.map(
      (m) => (m * (2 * (words[0] % 2 ** precision) + 1) + words[1]) % 2 ** precision,
    );
    const table = inputs.map((m) => (Math.imul(m + words[2], 0x9e3779b1) >>> 7) % 2 ** precision);
    const key = flattenedKey(secret.glwe);
    const tables = [permutation, table].map((f) =>
      lookupTable(encode(f, encoding), parameters.polynomialSize),
    );
    const once = await bootstrap(engine, encryptLwe(key, encode(inputs, encoding), parameters.glweNoise), [
      tables[0],
    ]);
    expect([...decode(unsafePhaseLwe(key, once), encoding)]).toEqual(permutation);
    if (twice) {
      const again = await bootstrap(engine, once, [tables[1]]);
      expect([...decode(unsafePhaseLwe(key, again), encoding)]).toEqual(permutation.map((m) => table[m]));
    }
    expect(engine.memoryBytes).toBeLessThan(
      memoryNeeded(engineShape(parameters), undefined, threads) * 1.3 + 2 ** 26,
    );
    return engine.memoryBytes;
  } finally {
    await engine.close();
  }
}
