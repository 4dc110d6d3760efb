/** Keys, ciphertexts and their check for the engine's benchmarks, made with the engine's own parts. */
import {
  domains,
  keyStream,
  randomSeed,
  sampleBinary,
  sampleNoise,
} from "../../src/backends/tfhe/crypto/random/index.ts";
import { openEngine } from "../../src/backends/tfhe/kernel/index.ts";
import type { Engine, EngineShape, SeededKey } from "../../src/backends/tfhe/kernel/index.ts";
import { minimalNoise } from "../../src/backends/tfhe/params/index.ts";

/** Numbers of one parameter set, named as the field names them. */
export interface ParameterSet {
  readonly n: number;
  readonly k: number;
  readonly N: number;
  readonly pbsBaseLog: number;
  readonly pbsLevels: number;
  readonly ksBaseLog: number;
  readonly ksLevels: number;
  /** Bits of message below the padding bit that decrypt right after keyswitch and bootstrap. */
  readonly precision: number;
}

const setA: ParameterSet = {
  n: 834,
  k: 1,
  N: 2048,
  pbsBaseLog: 23,
  pbsLevels: 1,
  ksBaseLog: 3,
  ksLevels: 5,
  precision: 4,
};

/** The four sets that are measured beside tfhe-rs; `peers/tfhe-rs/src/sets.rs` has the same. */
export const parameterSets: Readonly<Record<string, ParameterSet>> = {
  A: setA,
  B: { n: 887, k: 1, N: 8192, pbsBaseLog: 15, pbsLevels: 2, ksBaseLog: 6, ksLevels: 3, precision: 3 },
  C: { ...setA, k: 2, N: 1024, precision: 3 },
  D: { ...setA, N: 4096, pbsBaseLog: 22 },
};

export function engineShape(set: ParameterSet): EngineShape {
  return {
    glweDimension: set.k,
    polynomialSize: set.N,
    lweDimension: set.n,
    bootstrap: { baseLog: set.pbsBaseLog, levels: set.pbsLevels },
    keyswitch: { baseLog: set.ksBaseLog, levels: set.ksLevels, modulusLog: 64 },
  };
}

/** What a client keeps and what it sends, with the milliseconds each key took. */
export interface KeyMaterial {
  readonly set: ParameterSet;
  readonly lweKey: Uint8Array;
  readonly glweKey: Uint8Array;
  readonly bootstrapKey: SeededKey;
  readonly keyswitchKey: SeededKey;
  readonly generateMs: number;
  readonly bootstrapKeyMs: number;
  readonly keyswitchKeyMs: number;
}

/** Draws secrets and makes both seeded keys on an engine of `threads` threads. */
export async function makeKeys(set: ParameterSet, threads: number): Promise<KeyMaterial> {
  const engine = await openEngine(engineShape(set), { threads });
  try {
    const start = performance.now();
    const lweKey = sampleBinary(keyStream(randomSeed(), domains.lweSecret, 0), set.n);
    const glweKey = sampleBinary(keyStream(randomSeed(), domains.glweSecret, 0), set.k * set.N);
    const noise = (domain: number, dimension: number, count: number): BigUint64Array =>
      new BigUint64Array(
        sampleNoise(keyStream(randomSeed(), domain, 0), minimalNoise(dimension), count).buffer,
      );
    const rowsOfBootstrap = set.n * set.pbsLevels * (set.k + 1) * set.N;
    const bootstrapSeed = randomSeed();
    const bootstrapKey = {
      seed: bootstrapSeed,
      domain: domains.bootstrapMask,
      bodies: await engine.makeBootstrapBodies({
        seed: bootstrapSeed,
        domain: domains.bootstrapMask,
        lweKey,
        glweKey,
        noise: noise(domains.bootstrapNoise, set.k * set.N, rowsOfBootstrap),
        first: 0,
        count: set.n,
      }),
    };
    const afterBootstrap = performance.now();
    const seed = randomSeed();
    const bodies = await engine.makeKeyswitchBodies({
      seed,
      domain: domains.keyswitchMask,
      inputKey: glweKey,
      outputKey: lweKey,
      noise: noise(domains.keyswitchNoise, set.n, set.k * set.N * set.ksLevels),
      first: 0,
      count: set.k * set.N,
    });
    const end = performance.now();
    return {
      set,
      lweKey,
      glweKey,
      bootstrapKey,
      keyswitchKey: { seed, domain: domains.keyswitchMask, bodies: bodies as BigUint64Array },
      generateMs: end - start,
      bootstrapKeyMs: afterBootstrap - start,
      keyswitchKeyMs: end - afterBootstrap,
    };
  } finally {
    await engine.close();
  }
}

/** An engine of its own for these keys, with both loaded. */
export async function openWithKeys(
  keys: KeyMaterial,
  threads: number,
): Promise<{ engine: Engine; loadMs: number }> {
  const engine = await openEngine(engineShape(keys.set), { threads });
  const start = performance.now();
  await engine.loadSeededBootstrapKey(keys.bootstrapKey);
  await engine.loadSeededKeyswitchKey(keys.keyswitchKey);
  return { engine, loadMs: performance.now() - start };
}

const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);

/** `count` fresh LWE ciphertexts of the messages 0, 1, 2, ... modulo 2^precision, under the big key. */
export function encryptMessages(keys: KeyMaterial, count: number): BigUint64Array<ArrayBuffer> {
  const { set, glweKey } = keys;
  const dimension = set.k * set.N;
  const masks = keyStream(randomSeed(), domains.lweMask, 0);
  const errors = sampleNoise(keyStream(randomSeed(), domains.lweNoise, 0), minimalNoise(dimension), count);
  const out = new BigUint64Array(count * (dimension + 1));
  for (let c = 0; c < count; c++) {
    const words = out.subarray(c * (dimension + 1), (c + 1) * (dimension + 1));
    const mask = words.subarray(0, dimension);
    masks.fillBytes(new Uint8Array(mask.buffer, mask.byteOffset, mask.byteLength));
    const message = BigInt(c % 2 ** set.precision) << BigInt(63 - set.precision);
    words[dimension] = wrap(maskTimesKey(mask, glweKey) + message + errors[c]);
  }
  return out;
}

/** Messages of `count` LWE ciphertexts under `key`, rounded to the nearest. */
export function decryptMessages(lwe: BigUint64Array, key: Uint8Array, precision: number): number[] {
  const size = key.length + 1;
  return Array.from({ length: lwe.length / size }, (_, c) => {
    const words = lwe.subarray(c * size, (c + 1) * size);
    const phase = wrap(words[key.length] - maskTimesKey(words, key));
    const shift = BigInt(63 - precision);
    return Number(((phase >> (shift - 1n)) + 1n) >> 1n) % 2 ** precision;
  });
}

function maskTimesKey(mask: BigUint64Array, key: Uint8Array): bigint {
  let sum = 0n;
  for (let i = 0; i < key.length; i++) if (key[i] === 1) sum += mask[i];
  return sum;
}

/** The function the benchmarks look up. */
export function expectedMessage(message: number, precision: number): number {
  return (3 * message + 1) % 2 ** precision;
}

/**
 * Body polynomial of the table m -> 3m + 1 mod 2^precision: each value over a box of N / 2^precision
 * coefficients centred on its message, the half box below zero negated.
 */
export function tableBody(set: ParameterSet): BigUint64Array<ArrayBuffer> {
  const values = 2 ** set.precision;
  const box = set.N / values;
  return BigUint64Array.from({ length: set.N }, (_, i) => {
    const centred = i + box / 2;
    const value = BigInt(expectedMessage(Math.floor(centred / box) % values, set.precision));
    const word = value << BigInt(63 - set.precision);
    return centred < set.N ? word : wrap(-word);
  });
}
