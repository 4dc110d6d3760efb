import {
  OptionValueError,
  randomId,
  throwIfCancelled,
  toHex,
  yieldToEventLoop,
  type RunOptions,
} from "../../../../core/index.ts";
import { openEngine, type Engine, type EngineOptions, type EngineShape } from "../../kernel/index.ts";
import { checkParameters, type TfheParameters } from "../../params/index.ts";
import {
  generateGlweSecretKey,
  generateLweSecretKey,
  type EvaluationKeySet,
  type KeySet,
} from "../entities/index.ts";
import { domains, keyStream, platformSeeds, sampleNoise, type SeedSource } from "../random/index.ts";
import { roundToTopBits } from "../torus/index.ts";

/** Options of {@link generateKeySet}. */
export interface KeyGenerationOptions extends RunOptions {
  /** Worker threads. Default 1: the calling thread. */
  readonly threads?: number;
  /**
   * Keep only this many top bits of the bootstrapping key's bodies, 16 to 64; noise grows by
   * `truncationVariance(bodyBits)`. Default 64.
   */
  readonly bodyBits?: number;
  /** Never given outside tests. */
  readonly unsafeSeeds?: SeedSource;
}

/** Noise samples handed to the engine at a time: 2^20 words are 8 MB. */
const CHUNK_SAMPLES = 1 << 20;

/** The engine shape of a parameter set. */
export function engineShape(parameters: TfheParameters): EngineShape {
  const { lweDimension, glweDimension, polynomialSize, bootstrap, keyswitch } = parameters;
  return { lweDimension, glweDimension, polynomialSize, bootstrap, keyswitch };
}

/**
 * Makes secret and evaluation keys. Mask seed and private seed of each key are independent draws of
 * the platform's generator; the private ones are forgotten on return.
 *
 * @throws OptionValueError for parameters no engine supports, or a bad option.
 * @throws CancelledError when `signal` fires; nothing is left running.
 */
export async function generateKeySet(
  parameters: TfheParameters,
  options: KeyGenerationOptions = {},
): Promise<KeySet> {
  checkParameters(parameters);
  const { signal, threads = 1, bodyBits = 64, unsafeSeeds: seeds = platformSeeds } = options;
  checkBodyBits(bodyBits);
  throwIfCancelled(signal, "generateKeySet");
  const { lweDimension, glweDimension, polynomialSize } = parameters;
  const lwe = generateLweSecretKey(lweDimension, seeds);
  const glwe = generateGlweSecretKey(glweDimension, polynomialSize, seeds);
  const keyId = seeds === platformSeeds ? randomId() : toHex(seeds.next().subarray(0, 8));
  const engine = await openEngine(engineShape(parameters), { threads, signal });
  try {
    const secret = { keyId, parameters, lwe, glwe };
    const job = { parameters, engine, seeds, options, lweKey: lwe.bits, glweKey: glwe.bits };
    const bootstrap = await makeBootstrapKey(job);
    const keyswitch = await makeKeyswitchKey(job);
    return { secret, evaluation: { keyId, parameters, bootstrap, keyswitch } };
  } finally {
    await engine.close();
  }
}

/** Opens an engine for a client's keys and loads them; `close()` it when the client leaves. */
export async function openEngineWith(
  keys: EvaluationKeySet,
  options: EngineOptions & RunOptions = {},
): Promise<Engine> {
  const engine = await openEngine(engineShape(keys.parameters), options);
  try {
    await engine.loadSeededBootstrapKey(keys.bootstrap, options);
    await engine.loadSeededKeyswitchKey(keys.keyswitch, options);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

interface Job {
  readonly parameters: TfheParameters;
  readonly engine: Engine;
  readonly seeds: SeedSource;
  readonly options: KeyGenerationOptions;
  readonly lweKey: Uint8Array;
  readonly glweKey: Uint8Array;
}

/** n GGSW encryptions; the noise of GGSW i is stream i of the private seed. */
async function makeBootstrapKey({
  parameters,
  engine,
  seeds,
  options,
  lweKey,
  glweKey,
}: Job): Promise<EvaluationKeySet["bootstrap"]> {
  const { lweDimension: n, glweDimension: k, polynomialSize: size, bootstrap, glweNoise } = parameters;
  const { signal, onProgress, bodyBits = 64 } = options;
  const seed = seeds.next();
  const privateSeed = seeds.next();
  const domain = domains.bootstrapMask;
  const one = bootstrap.levels * (k + 1) * size;
  const bodies = new BigUint64Array(n * one);
  const chunk = Math.max(1, Math.floor(CHUNK_SAMPLES / one));
  for (let first = 0; first < n; first += chunk) {
    const count = Math.min(chunk, n - first);
    const noise = new BigUint64Array(count * one);
    for (let i = 0; i < count; i++) {
      const stream = keyStream(privateSeed, domains.bootstrapNoise, first + i);
      noise.set(new BigUint64Array(sampleNoise(stream, glweNoise, one).buffer), i * one);
    }
    const request = { seed, domain, lweKey, glweKey, noise, first, count };
    const made = await engine.makeBootstrapBodies(request, { signal });
    if (bodyBits < 64) roundToTopBits(made, bodyBits);
    bodies.set(made, first * one);
    onProgress?.({ stage: "keygen: bootstrapping key rows", done: first + count, total: n });
    await yieldToEventLoop();
    throwIfCancelled(signal, "generateKeySet");
  }
  return { seed, domain, bodies };
}

/** k N times `levels` LWE encryptions; the noise of a chunk is the stream of its first input bit. */
async function makeKeyswitchKey({
  parameters,
  engine,
  seeds,
  options,
  lweKey,
  glweKey,
}: Job): Promise<EvaluationKeySet["keyswitch"]> {
  const { levels, modulusLog } = parameters.keyswitch;
  const { signal, onProgress } = options;
  const seed = seeds.next();
  const privateSeed = seeds.next();
  const domain = domains.keyswitchMask;
  const total = glweKey.length;
  const words = modulusLog === 64 ? BigUint64Array : Uint32Array;
  const bodies = new words(total * levels);
  const chunk = Math.ceil(total / 8);
  for (let first = 0; first < total; first += chunk) {
    const count = Math.min(chunk, total - first);
    const stream = keyStream(privateSeed, domains.keyswitchNoise, first);
    const errors = sampleNoise(stream, parameters.lweNoise, count * levels, modulusLog);
    const noise = modulusLog === 64 ? new BigUint64Array(errors.buffer) : lowWords(errors);
    const request = { seed, domain, inputKey: glweKey, outputKey: lweKey, noise, first, count };
    const made = await engine.makeKeyswitchBodies(request, { signal });
    (bodies as BigUint64Array).set(made as BigUint64Array, first * levels);
    onProgress?.({ stage: "keygen: keyswitching key rows", done: first + count, total });
    await yieldToEventLoop();
    throwIfCancelled(signal, "generateKeySet");
  }
  return { seed, domain, bodies };
}

function checkBodyBits(bits: number): void {
  if (Number.isInteger(bits) && bits >= 16 && bits <= 64) return;
  throw new OptionValueError({
    where: "generateKeySet option bodyBits",
    problem: `got ${bits}`,
    allowed: "an integer from 16 to 64",
    remedy: "leave it out to keep all bits",
  });
}

/** Errors modulo 2^32: the low half of their two's complement. */
function lowWords(errors: BigInt64Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const pairs = new Uint32Array(errors.buffer);
  return Uint32Array.from({ length: errors.length }, (_, i) => pairs[2 * i]);
}
