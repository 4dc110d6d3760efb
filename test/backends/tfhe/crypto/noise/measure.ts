/** Runs an operation under several keys and gives its errors back, key by key, as torus fractions. */
import { openEngine, type Engine, type Gadget } from "../../../../../src/backends/tfhe/kernel/index.ts";
import {
  bootstrapMultiValue,
  encode,
  encryptGgsw,
  encryptGlwe,
  encryptLwe,
  flattenedKey,
  generateAutomorphismKeys,
  generateGlweKeyswitchKey,
  generateGlweSecretKey,
  generateKeySet,
  generateLweSecretKey,
  generatePackingKey,
  keyStream,
  loadGgsw,
  loadGlweKeyswitchKeys,
  loadPackingKey,
  openEngineWith,
  packLwe,
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

/** Errors by key: `all` for variances, `one` a ciphertext (independent under a key) for offsets. */
export interface Errors {
  readonly all: Float64Array[];
  readonly one: Float64Array[];
}

/** k, N, gadget and noise of a GGSW or keyswitching key. */
export interface GlweCase extends Gadget {
  readonly k: number;
  readonly N: number;
  readonly noise: NoiseDistribution;
}

export interface Sampling {
  readonly keys: number;
  readonly ciphertexts: number;
  readonly seed: string;
}

const signed = (x: bigint): number => Number(BigInt.asIntN(64, x)) / 2 ** 64;
const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);

/** Uniform words: ciphertexts of random messages with random masks. */
export function uniformWords(label: string, index: number, count: number): BigUint64Array<ArrayBuffer> {
  return keyStream(unsafeSeedFrom(label), 7, index).u64(count);
}

/** Phases [count][N] of GLWE words, products by the engine. */
export async function glwePhases(
  engine: Engine,
  key: GlweSecretKey,
  words: BigUint64Array,
): Promise<BigUint64Array> {
  const { glweDimension: k, polynomialSize: size } = key;
  const row = (k + 1) * size;
  const count = words.length / row;
  const masks = new BigUint64Array(count * k * size);
  const bits = new Uint8Array(masks.length);
  for (let c = 0; c < count; c++) {
    masks.set(words.subarray(c * row, (c + 1) * row - size), c * k * size);
    bits.set(key.bits, c * k * size);
  }
  const products = await engine.multiplyByBinary(masks, bits);
  const phases = new BigUint64Array(count * size);
  for (let c = 0; c < count; c++) {
    for (let j = 0; j < size; j++) {
      let sum = words[(c + 1) * row - size + j];
      for (let r = 0; r < k; r++) sum -= products[(c * k + r) * size + j];
      phases[c * size + j] = wrap(sum);
    }
  }
  return phases;
}

/** Phase of `after` minus the wanted polynomial, all coefficients, and the first of each ciphertext. */
function collect(errors: Errors, after: BigUint64Array, wanted: (i: number) => bigint, size: number): void {
  const all = Float64Array.from(after, (x, i) => signed(x - wanted(i)));
  errors.all.push(all);
  errors.one.push(Float64Array.from({ length: all.length / size }, (_, c) => all[c * size]));
}

async function withGlweEngine<T>({ k, N }: GlweCase, body: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine({ glweDimension: k, polynomialSize: N, extraKeyBytes: 2 ** 26 });
  try {
    return await body(engine);
  } finally {
    await engine.close();
  }
}

/** phase(GGSW(message) x c) - message phase(c). */
export function externalProductErrors(
  shape: GlweCase,
  message: 0 | 1,
  balanced: boolean,
  sampling: Sampling,
): Promise<Errors> {
  const { k, N, noise } = shape;
  return withGlweEngine(shape, async (engine) => {
    const errors: Errors = { all: [], one: [] };
    const seeds = unsafeSeededSource(sampling.seed);
    for (let r = 0; r < sampling.keys; r++) {
      const key = generateGlweSecretKey(k, N, seeds);
      const ggsw = await loadGgsw(
        engine,
        await encryptGgsw(key, [message], shape, noise, engine, { seeds }),
        { balanced },
      );
      const words = uniformWords(sampling.seed, r, sampling.ciphertexts * (k + 1) * N);
      const before = await glwePhases(engine, key, words);
      const index = new Uint32Array(sampling.ciphertexts);
      const out = await engine.externalProduct(ggsw, index, words);
      collect(errors, await glwePhases(engine, key, out), (i) => (message === 1 ? before[i] : 0n), N);
    }
    return errors;
  });
}

/** phase(CMUX(bit; zero, one)) - phase of the chosen branch, for random bits. */
export function cmuxErrors(shape: GlweCase, balanced: boolean, sampling: Sampling): Promise<Errors> {
  const { k, N, noise } = shape;
  return withGlweEngine(shape, async (engine) => {
    const errors: Errors = { all: [], one: [] };
    const seeds = unsafeSeededSource(sampling.seed);
    const count = sampling.ciphertexts;
    const bits = Array.from({ length: count }, (_, c) => c % 2);
    for (let r = 0; r < sampling.keys; r++) {
      const key = generateGlweSecretKey(k, N, seeds);
      const ggsw = await loadGgsw(engine, await encryptGgsw(key, bits, shape, noise, engine, { seeds }), {
        balanced,
      });
      const words = uniformWords(sampling.seed, r, 2 * count * (k + 1) * N);
      const [zero, one] = [words.subarray(0, words.length / 2), words.subarray(words.length / 2)];
      const out = await engine.cmux(ggsw, Array.from(bits.keys()), zero, one);
      const [ifZero, ifOne] = [await glwePhases(engine, key, zero), await glwePhases(engine, key, one)];
      const chosen = (i: number): bigint => (bits[Math.floor(i / N)] === 1 ? ifOne[i] : ifZero[i]);
      collect(errors, await glwePhases(engine, key, out), chosen, N);
    }
    return errors;
  });
}

/** phase under the target key - phase under the first. */
export function glweKeyswitchErrors(shape: GlweCase, sampling: Sampling): Promise<Errors> {
  const { k, N, noise } = shape;
  return withGlweEngine(shape, async (engine) => {
    const errors: Errors = { all: [], one: [] };
    const seeds = unsafeSeededSource(sampling.seed);
    for (let r = 0; r < sampling.keys; r++) {
      const [from, to] = [generateGlweSecretKey(k, N, seeds), generateGlweSecretKey(k, N, seeds)];
      const made = await generateGlweKeyswitchKey(from, to, shape, noise, engine, { seeds });
      const loaded = await loadGlweKeyswitchKeys(engine, made);
      const words = uniformWords(sampling.seed, r, sampling.ciphertexts * (k + 1) * N);
      const before = await glwePhases(engine, from, words);
      const out = await engine.glweKeyswitch(loaded, new Uint32Array(sampling.ciphertexts), words);
      collect(errors, await glwePhases(engine, to, out), (i) => before[i], N);
    }
    return errors;
  });
}

/** phase of c(X^g) after coming back - phase of c, moved. */
export function automorphismErrors(shape: GlweCase, exponent: number, sampling: Sampling): Promise<Errors> {
  const { k, N, noise } = shape;
  return withGlweEngine(shape, async (engine) => {
    const errors: Errors = { all: [], one: [] };
    const seeds = unsafeSeededSource(sampling.seed);
    const count = sampling.ciphertexts;
    for (let r = 0; r < sampling.keys; r++) {
      const key = generateGlweSecretKey(k, N, seeds);
      const made = await generateAutomorphismKeys(key, [exponent], shape, noise, engine, { seeds });
      const loaded = await loadGlweKeyswitchKeys(engine, made);
      const words = uniformWords(sampling.seed, r, count * (k + 1) * N);
      const before = await glwePhases(engine, key, words);
      const moved = new BigUint64Array(before.length);
      for (let i = 0; i < before.length; i++) {
        const to = ((i % N) * exponent) % (2 * N);
        moved[i - (i % N) + (to % N)] = to < N ? before[i] : wrap(-before[i]);
      }
      const exponents = new Uint32Array(count).fill(exponent);
      const out = await engine.automorphismKeyswitch(loaded, new Uint32Array(count), exponents, words);
      collect(errors, await glwePhases(engine, key, out), (i) => moved[i], N);
    }
    return errors;
  });
}

/** Packs `packed` ciphertexts at a time; errors of the packed coefficients. */
export function packingErrors(
  shape: GlweCase,
  inputDimension: number,
  packed: number,
  sampling: Sampling,
): Promise<Errors> {
  const { k, N, noise } = shape;
  return withGlweEngine(shape, async (engine) => {
    const errors: Errors = { all: [], one: [] };
    const seeds = unsafeSeededSource(sampling.seed);
    for (let r = 0; r < sampling.keys; r++) {
      const from = generateLweSecretKey(inputDimension, seeds);
      const to = generateGlweSecretKey(k, N, seeds);
      const loaded = await loadPackingKey(
        engine,
        await generatePackingKey(from, to, shape, noise, engine, { seeds }),
      );
      const all: number[] = [];
      const one: number[] = [];
      for (let t = 0; t < sampling.ciphertexts; t++) {
        const words = uniformWords(
          sampling.seed,
          r * sampling.ciphertexts + t,
          packed * (inputDimension + 1),
        );
        const before = unsafePhaseLwe(from, { dimension: inputDimension, words });
        const out = await packLwe(engine, loaded, { dimension: inputDimension, words });
        const after = await glwePhases(engine, to, out.words);
        for (let c = 0; c < packed; c++) all.push(signed(after[c] - before[c]));
        one.push(signed(after[0] - before[0]));
      }
      errors.all.push(Float64Array.from(all));
      errors.one.push(Float64Array.from(one));
    }
    return errors;
  });
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

/** The same for GLWE ciphertexts, all coefficients. */
export function freshGlweErrors(shape: Omit<GlweCase, keyof Gadget>, sampling: Sampling): Promise<Errors> {
  const { k, N, noise } = shape;
  return withGlweEngine({ ...shape, baseLog: 1, levels: 1 }, async (engine) => {
    const seeds = unsafeSeededSource(sampling.seed);
    const errors: Errors = { all: [], one: [] };
    for (let r = 0; r < sampling.keys; r++) {
      const key = generateGlweSecretKey(k, N, seeds);
      const messages = uniformWords(sampling.seed, r, sampling.ciphertexts * N);
      const { words } = encryptGlwe(key, messages, noise, seeds);
      collect(errors, await glwePhases(engine, key, words), (i) => messages[i], N);
    }
    return errors;
  });
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
