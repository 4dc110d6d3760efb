/** Measures fresh LWE ciphertexts and the steps of a bootstrap under several key sets. */
import { openEngine, type Engine } from "../../../../../src/backends/tfhe/kernel/index.ts";
import {
  bootstrapMultiValue,
  encode,
  encryptLwe,
  flattenedKey,
  generateKeySet,
  generateLweSecretKey,
  keyStream,
  openEngineWith,
  unsafePhaseLwe,
  unsafePhaseLwe32,
  unsafeSeededSource,
  unsafeSeedFrom,
  type GlweSecretKey,
  type LweSecretKey,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import {
  tableDifferenceNorm,
  type NoiseDistribution,
  type TfheParameters,
} from "../../../../../src/backends/tfhe/params/index.ts";
import { signed, wrap, uniformWords, glwePhases, collect, type Errors, type Sampling } from "./errors.ts";

/** Phases of fresh encryptions of known messages, minus the messages. */
export function freshErrors(dimension: number, noise: NoiseDistribution, sampling: Sampling): Errors {
  const seeds = unsafeSeededSource(sampling.seed);
  const errors: Errors = { all: [], one: [] };
  for (let r = 0; r < sampling.keys; r++) {
    const key = generateLweSecretKey(dimension, seeds);
    const messages = encode(
      Array.from({ length: sampling.ciphertexts }, (_, c) => c % 8),
      { precision: 3 },
    );
    const phases = unsafePhaseLwe(key, encryptLwe(key, messages, noise, seeds));
    const all = Float64Array.from(phases, (x, c) => signed(x - messages[c]));
    errors.all.push(all);
    errors.one.push(all);
  }
  return errors;
}

/** Runs `body` with the keys of a set, drawn anew each time. */
async function withKeySets(
  parameters: TfheParameters,
  sampling: Sampling,
  body: (engine: Engine, small: LweSecretKey, large: GlweSecretKey, key: number) => Promise<void>,
  { threads = 1, bodyBits = 64 } = {},
): Promise<void> {
  const seeds = unsafeSeededSource(sampling.seed);
  for (let r = 0; r < sampling.keys; r++) {
    const { secret, evaluation } = await generateKeySet(parameters, {
      unsafeSeeds: seeds,
      threads,
      bodyBits,
    });
    const engine = await openEngineWith(evaluation, { threads });
    try {
      await body(engine, secret.lwe, secret.glwe, r);
    } finally {
      await engine.close();
    }
  }
}

/** phase under the small key - phase under the large one, 32-bit or 64-bit target. */
export async function keyswitchErrors(parameters: TfheParameters, sampling: Sampling): Promise<Errors> {
  const errors: Errors = { all: [], one: [] };
  await withKeySets(parameters, sampling, async (engine, small, large, r) => {
    const dimension = large.bits.length;
    const words = uniformWords(sampling.seed, r, sampling.ciphertexts * (dimension + 1));
    const before = unsafePhaseLwe(flattenedKey(large), { dimension, words });
    const out = await engine.keyswitch(words);
    const after =
      out instanceof Uint32Array
        ? unsafePhaseLwe32(small, out)
        : unsafePhaseLwe(small, { dimension: small.bits.length, words: out as BigUint64Array<ArrayBuffer> });
    const all = Float64Array.from(after, (x, c) => signed(x - before[c]));
    errors.all.push(all);
    errors.one.push(all);
  });
  return errors;
}

/** phase of the rotated accumulator - accumulator rotated by the exponents' exact phase. */
export async function blindRotationErrors(
  parameters: TfheParameters,
  sampling: Sampling,
  options: { threads?: number; bodyBits?: number } = {},
): Promise<Errors> {
  const errors: Errors = { all: [], one: [] };
  const { polynomialSize: N, glweDimension: k, lweDimension: n } = parameters;
  await withKeySets(
    parameters,
    sampling,
    async (engine, small, large, r) => {
      const count = sampling.ciphertexts;
      const exponents = keyStream(unsafeSeedFrom(sampling.seed), 8, r)
        .u32(count * (n + 1))
        .map((x) => x % (2 * N));
      const accumulators = uniformWords(sampling.seed, r, count * (k + 1) * N);
      const start = await glwePhases(engine, large, accumulators);
      const out = await engine.blindRotate(exponents, {
        accumulators,
        index: Array.from({ length: count }, (_, c) => c),
      });
      const after = await glwePhases(engine, large, out);
      const wanted = new BigUint64Array(count * N);
      for (let c = 0; c < count; c++) {
        let phase = exponents[c * (n + 1) + n];
        for (let i = 0; i < n; i++) phase -= exponents[c * (n + 1) + i] * small.bits[i];
        // X^(-phase): coefficient j comes from j + phase.
        for (let j = 0; j < N; j++) {
          const from = (((j + phase) % (2 * N)) + 2 * N) % (2 * N);
          wanted[c * N + j] = from < N ? start[c * N + from] : wrap(-start[c * N + from - N]);
        }
      }
      collect(errors, after, (i) => wanted[i], N);
    },
    options,
  );
  return errors;
}

/** Exponents' exact phase - 2N times the phase of the ciphertext, in units of 1 / 2N, by key. */
export async function modulusSwitchErrors(
  parameters: TfheParameters,
  mode: "centred" | "standard",
  droppedBits: number,
  sampling: Sampling,
): Promise<Float64Array[]> {
  const { polynomialSize: N, lweDimension: n, keyswitch } = parameters;
  const engine = await openEngine({
    lweDimension: n,
    glweDimension: parameters.glweDimension,
    polynomialSize: N,
    keyswitch,
  });
  const seeds = unsafeSeededSource(sampling.seed);
  const byKey: Float64Array[] = [];
  for (let r = 0; r < sampling.keys; r++) {
    const key = generateLweSecretKey(n, seeds);
    const stream = keyStream(unsafeSeedFrom(sampling.seed), 9, r);
    const count = sampling.ciphertexts * (n + 1);
    const words = keyswitch.modulusLog === 32 ? stream.u32(count) : stream.u64(count);
    const phases =
      words instanceof Uint32Array
        ? unsafePhaseLwe32(key, words)
        : unsafePhaseLwe(key, { dimension: n, words });
    const exponents = engine.modulusSwitch(words, { modulusSwitch: mode, droppedBits });
    byKey.push(
      Float64Array.from(phases, (phase, c) => {
        let switched = exponents[c * (n + 1) + n];
        for (let i = 0; i < n; i++) switched -= exponents[c * (n + 1) + i] * key.bits[i];
        const error = switched / (2 * N) - Number(phase) / 2 ** 64;
        return (error - Math.round(error)) * 2 ** -droppedBits * 2 * N;
      }),
    );
  }
  await engine.close();
  return byKey;
}

/** Errors of multi-value outputs by table, with the squared norm their variance is multiplied by. */
export async function multiValueErrors(
  parameters: TfheParameters,
  tables: readonly number[][],
  sampling: Sampling,
): Promise<{ table: number[]; norm: number; errors: Float64Array[] }[]> {
  const entries = tables[0].length;
  const encoding = { precision: Math.log2(entries) };
  const results = tables.map((table) => ({
    table,
    norm: tableDifferenceNorm(table),
    errors: [] as Float64Array[],
  }));
  const unit = encode([1], encoding)[0];
  const values = Array.from({ length: sampling.ciphertexts }, (_, c) => c % entries);
  await withKeySets(parameters, sampling, async (engine, _small, large, r) => {
    const key = flattenedKey(large);
    const seeds = unsafeSeededSource(`${sampling.seed} ${r}`);
    const lwe = encryptLwe(key, encode(values, encoding), parameters.glweNoise, seeds);
    const phases = unsafePhaseLwe(key, await bootstrapMultiValue(engine, lwe, tables, unit));
    results.forEach(({ table, errors }, t) => {
      errors.push(
        Float64Array.from(values, (value, c) =>
          signed(phases[c * tables.length + t] - BigInt(table[value]) * unit),
        ),
      );
    });
  });
  return results;
}
