/** Measures operations on GLWE ciphertexts, and packing into them, under several keys. */
import { openEngine, type Engine, type Gadget } from "../../../../../src/backends/tfhe/kernel/index.ts";
import {
  encryptGgsw,
  encryptGlwe,
  generateAutomorphismKeys,
  generateGlweKeyswitchKey,
  generateGlweSecretKey,
  generateLweSecretKey,
  generatePackingKey,
  loadGgsw,
  loadGlweKeyswitchKeys,
  loadPackingKey,
  packLwe,
  unsafePhaseLwe,
  unsafeSeededSource,
  type SeedSource,
} from "../../../../../src/backends/tfhe/crypto/index.ts";
import { type NoiseDistribution } from "../../../../../src/backends/tfhe/params/index.ts";
import { signed, wrap, uniformWords, glwePhases, collect, type Errors, type Sampling } from "./errors.ts";

/** k, N, gadget and noise of a GGSW or keyswitching key. */
export interface GlweCase extends Gadget {
  readonly k: number;
  readonly N: number;
  readonly noise: NoiseDistribution;
}

/** Runs `body` once a key on an engine for `shape`; it draws from `seeds` and adds to `errors`. */
async function eachGlweKey(
  { k, N }: Pick<GlweCase, "k" | "N">,
  sampling: Sampling,
  body: (run: { engine: Engine; seeds: SeedSource; key: number; errors: Errors }) => Promise<void>,
): Promise<Errors> {
  const engine = await openEngine({ glweDimension: k, polynomialSize: N, extraKeyBytes: 2 ** 26 });
  const errors: Errors = { all: [], one: [] };
  const seeds = unsafeSeededSource(sampling.seed);
  try {
    for (let key = 0; key < sampling.keys; key++) await body({ engine, seeds, key, errors });
  } finally {
    await engine.close();
  }
  return errors;
}

/** phase(GGSW(message) x c) - message phase(c). */
export function externalProductErrors(
  shape: GlweCase,
  message: 0 | 1,
  balanced: boolean,
  sampling: Sampling,
): Promise<Errors> {
  const { k, N, noise } = shape;
  return eachGlweKey(shape, sampling, async ({ engine, seeds, key: r, errors }) => {
    const key = generateGlweSecretKey(k, N, seeds);
    const ggsw = await loadGgsw(engine, await encryptGgsw(key, [message], shape, noise, engine, { seeds }), {
      balanced,
    });
    const words = uniformWords(sampling.seed, r, sampling.ciphertexts * (k + 1) * N);
    const before = await glwePhases(engine, key, words);
    const index = new Uint32Array(sampling.ciphertexts);
    const out = await engine.externalProduct(ggsw, index, words);
    collect(errors, await glwePhases(engine, key, out), (i) => (message === 1 ? before[i] : 0n), N);
  });
}

/** phase(CMUX(bit; zero, one)) - phase of the chosen branch, for random bits. */
export function cmuxErrors(shape: GlweCase, balanced: boolean, sampling: Sampling): Promise<Errors> {
  const { k, N, noise } = shape;
  return eachGlweKey(shape, sampling, async ({ engine, seeds, key: r, errors }) => {
    const count = sampling.ciphertexts;
    const bits = Array.from({ length: count }, (_, c) => c % 2);
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
  });
}

/** phase under the target key - phase under the first. */
export function glweKeyswitchErrors(shape: GlweCase, sampling: Sampling): Promise<Errors> {
  const { k, N, noise } = shape;
  return eachGlweKey(shape, sampling, async ({ engine, seeds, key: r, errors }) => {
    const [from, to] = [generateGlweSecretKey(k, N, seeds), generateGlweSecretKey(k, N, seeds)];
    const made = await generateGlweKeyswitchKey(from, to, shape, noise, engine, { seeds });
    const loaded = await loadGlweKeyswitchKeys(engine, made);
    const words = uniformWords(sampling.seed, r, sampling.ciphertexts * (k + 1) * N);
    const before = await glwePhases(engine, from, words);
    const out = await engine.glweKeyswitch(loaded, new Uint32Array(sampling.ciphertexts), words);
    collect(errors, await glwePhases(engine, to, out), (i) => before[i], N);
  });
}

/** phase of c(X^g) after coming back - phase of c, moved. */
export function automorphismErrors(shape: GlweCase, exponent: number, sampling: Sampling): Promise<Errors> {
  const { k, N, noise } = shape;
  return eachGlweKey(shape, sampling, async ({ engine, seeds, key: r, errors }) => {
    const count = sampling.ciphertexts;
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
  return eachGlweKey(shape, sampling, async ({ engine, seeds, key: r, errors }) => {
    const from = generateLweSecretKey(inputDimension, seeds);
    const to = generateGlweSecretKey(k, N, seeds);
    const loaded = await loadPackingKey(
      engine,
      await generatePackingKey(from, to, shape, noise, engine, { seeds }),
    );
    const all: number[] = [];
    const one: number[] = [];
    for (let t = 0; t < sampling.ciphertexts; t++) {
      const words = uniformWords(sampling.seed, r * sampling.ciphertexts + t, packed * (inputDimension + 1));
      const before = unsafePhaseLwe(from, { dimension: inputDimension, words });
      const out = await packLwe(engine, loaded, { dimension: inputDimension, words });
      const after = await glwePhases(engine, to, out.words);
      for (let c = 0; c < packed; c++) all.push(signed(after[c] - before[c]));
      one.push(signed(after[0] - before[0]));
    }
    errors.all.push(Float64Array.from(all));
    errors.one.push(Float64Array.from(one));
  });
}

/** The same for GLWE ciphertexts, all coefficients. */
export function freshGlweErrors(shape: Omit<GlweCase, keyof Gadget>, sampling: Sampling): Promise<Errors> {
  const { k, N, noise } = shape;
  return eachGlweKey(shape, sampling, async ({ engine, seeds, key: r, errors }) => {
    const key = generateGlweSecretKey(k, N, seeds);
    const messages = uniformWords(sampling.seed, r, sampling.ciphertexts * N);
    const { words } = encryptGlwe(key, messages, noise, seeds);
    collect(errors, await glwePhases(engine, key, words), (i) => messages[i], N);
  });
}
