import type { Engine, EngineShape } from "../../../../src/backends/tfhe/kernel/index.ts";
import { wrap } from "../../../../src/backends/tfhe/kernel/reference/torus.ts";

/** A repeatable generator for tests only: splitmix64. */
export function unsafeWords(seed: number): () => bigint {
  let state = BigInt(seed);
  return () => {
    state = wrap(state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = wrap((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = wrap((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
}

export interface ToyKeys {
  readonly lweKey: Uint8Array;
  readonly glweKey: Uint8Array;
}

/** Secret keys, and the engine loaded with noiseless seeded evaluation keys made by itself. */
export async function loadToyKeys(engine: Engine, maker: Engine, seed: number): Promise<ToyKeys> {
  const { shape } = engine;
  const next = unsafeWords(seed);
  const bits = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => Number(next() & 1n));
  const n = shape.lweDimension!;
  const bigDimension = shape.glweDimension * shape.polynomialSize;
  const keys = { lweKey: bits(n), glweKey: bits(bigDimension) };
  const maskSeed = Uint8Array.from({ length: 32 }, () => Number(next() & 255n));
  if (shape.bootstrap !== undefined) {
    const rows = n * shape.bootstrap.levels * (shape.glweDimension + 1);
    const noise = new BigUint64Array(rows * shape.polynomialSize);
    const request = { seed: maskSeed, domain: 1, ...keys, noise, first: 0, count: n };
    const bodies = await maker.makeBootstrapBodies(request);
    await engine.loadSeededBootstrapKey({ seed: maskSeed, domain: 1, bodies });
  }
  if (shape.keyswitch !== undefined) {
    const { levels, modulusLog } = shape.keyswitch;
    const noise = new (modulusLog === 64 ? BigUint64Array : Uint32Array)(bigDimension * levels);
    const request = { seed: maskSeed, domain: 2, inputKey: keys.glweKey, outputKey: keys.lweKey };
    const bodies = await maker.makeKeyswitchBodies({ ...request, noise, first: 0, count: bigDimension });
    await engine.loadSeededKeyswitchKey({ seed: maskSeed, domain: 2, bodies });
  }
  return keys;
}

/** Encryptions of torus words under bits, with noise uniform in [-2^noiseLog, 2^noiseLog). */
export function encryptLwe(
  key: Uint8Array,
  messages: readonly bigint[],
  seed: number,
  noiseLog = 0,
): BigUint64Array {
  const next = unsafeWords(seed);
  const width = key.length + 1;
  const out = new BigUint64Array(messages.length * width);
  messages.forEach((message, c) => {
    let body = message + (next() & ((2n << BigInt(noiseLog)) - 1n)) - (1n << BigInt(noiseLog));
    for (let i = 0; i < key.length; i++) {
      const word = next();
      out[c * width + i] = word;
      if (key[i] === 1) body += word;
    }
    out[c * width + key.length] = wrap(body);
  });
  return out;
}

/** b - sum a_i s_i for every ciphertext of a batch. */
export function phases(key: Uint8Array, lwe: BigUint64Array): bigint[] {
  const width = key.length + 1;
  return Array.from({ length: lwe.length / width }, (_, c) => {
    let phase = lwe[c * width + key.length];
    for (let i = 0; i < key.length; i++) if (key[i] === 1) phase -= lwe[c * width + i];
    return wrap(phase);
  });
}

/** The table x -> values[x] for `values.length` boxes, half a box rotated, one padding bit. */
export function tablePolynomial(values: readonly number[], size: number): BigUint64Array {
  const box = size / values.length;
  const delta = 1n << BigInt(63 - Math.log2(values.length));
  return BigUint64Array.from({ length: size }, (_, j) => {
    const at = j + box / 2;
    const word = BigInt(values[Math.floor(at / box) % values.length]) * delta;
    return at < size ? word : wrap(-word);
  });
}

/** Nearest message of a phase with `count` messages and one padding bit. */
export function decode(phase: bigint, count: number): number {
  const shift = BigInt(63 - Math.log2(count));
  return Number((phase + (1n << (shift - 1n))) >> shift) % (2 * count);
}

export type { EngineShape };
