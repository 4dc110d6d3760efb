import {
  bootstrap,
  decode,
  encode,
  encryptLwe,
  flattenedKey,
  generateKeySet,
  lookupTable,
  openEngineWith,
  unsafePhaseLwe,
  unsafeSeededSource,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import {
  boxHalfWidth,
  centredModulusSwitchVariance,
  keyswitchVariance,
  log2FailureProbability,
  maximalVariance,
  noiseVariance,
  type TfheParameters,
} from "../../../../../src/backends/tfhe/params/index.ts";
import type { Sampling } from "./errors.ts";

/**
 * Bootstraps random messages through the identity with inputs as noisy as 2^log2 asks for, and counts
 * wrong answers by key.
 *
 * @param precision p, small enough that keyswitch and modulus switch alone fail less often.
 */
export async function countFailures(
  parameters: TfheParameters,
  precision: number,
  log2: number,
  sampling: Sampling,
  threads = 1,
): Promise<{ byKey: number[]; probability: number }> {
  const { lweDimension: n, glweDimension: k, polynomialSize: N, keyswitch, lweNoise } = parameters;
  const logQ = keyswitch.modulusLog;
  const added =
    keyswitchVariance({
      ...keyswitch,
      inputDimension: k * N,
      keyVariance: noiseVariance(lweNoise, logQ),
      outputLogQ: logQ,
    }) + centredModulusSwitchVariance({ dimension: n, toLog: Math.log2(2 * N), logQ });
  const half = boxHalfWidth(precision);
  const room = maximalVariance(half, log2) - added;
  if (!(room > 0)) throw new RangeError(`no room for input noise: 2^${log2} is exceeded already`);
  const noise = { kind: "gaussian", standardDeviation: Math.sqrt(room) } as const;
  const probability = 2 ** log2FailureProbability(noiseVariance(noise) + added, half);
  const encoding = { precision };
  const messages = Array.from({ length: sampling.ciphertexts }, (_, c) => c % 2 ** precision);
  const identity = Array.from({ length: 2 ** precision }, (_, m) => m);
  const table = lookupTable(encode(identity, encoding), N);
  const seeds = unsafeSeededSource(sampling.seed);
  const byKey: number[] = [];
  for (let r = 0; r < sampling.keys; r++) {
    const { secret, evaluation } = await generateKeySet(parameters, { unsafeSeeds: seeds, threads });
    const engine = await openEngineWith(evaluation, { threads });
    const key = flattenedKey(secret.glwe);
    const out = await bootstrap(engine, encryptLwe(key, encode(messages, encoding), noise, seeds), [table]);
    await engine.close();
    const got = decode(unsafePhaseLwe(key, out), encoding);
    byKey.push(messages.reduce((wrong, message, c) => wrong + (got[c] === message ? 0 : 1), 0));
  }
  return { byKey, probability };
}
