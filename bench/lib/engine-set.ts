/** Parameter sets, keys, ciphertexts and their check for the engine's benchmarks. */
import {
  decode,
  encode,
  encryptLwe,
  generateKeySet,
  lookupTable,
  openEngineWith,
  unsafePhaseLwe,
  type KeySet,
  type LweSecretKey,
} from "../../src/backends/tfhe/crypto/index.ts";
import type { Engine } from "../../src/backends/tfhe/kernel/index.ts";
import {
  secureParameters,
  type ParameterSizes,
  type TfheParameters,
} from "../../src/backends/tfhe/params/index.ts";

/** A parameter set with the least secure noise, and the message bits that it carries. */
export interface ParameterSet extends TfheParameters {
  /** Bits below the padding bit that decrypt right after keyswitch and bootstrap. */
  readonly precision: number;
}

/** Sizes with the least secure noise of the 128-bit curve. */
export function parameterSet(precision: number, sizes: ParameterSizes): ParameterSet {
  return { ...secureParameters(sizes), precision };
}

const sizesA: ParameterSizes = {
  lweDimension: 834,
  glweDimension: 1,
  polynomialSize: 2048,
  bootstrap: { baseLog: 23, levels: 1 },
  keyswitch: { baseLog: 3, levels: 5, modulusLog: 32 },
};

/**
 * The four sets that are measured beside tfhe-rs; `peers/tfhe-rs/src/sets.rs` has the same dimensions and
 * decompositions. Our keyswitching key is modulo 2^32, as anyone here would use it: half the memory.
 */
export const parameterSets: Readonly<Record<string, ParameterSet>> = {
  A: parameterSet(4, sizesA),
  B: parameterSet(3, {
    lweDimension: 887,
    glweDimension: 1,
    polynomialSize: 8192,
    bootstrap: { baseLog: 15, levels: 2 },
    keyswitch: { baseLog: 6, levels: 3, modulusLog: 32 },
  }),
  C: parameterSet(3, { ...sizesA, glweDimension: 2, polynomialSize: 1024 }),
  D: parameterSet(4, { ...sizesA, polynomialSize: 4096, bootstrap: { baseLog: 22, levels: 1 } }),
};

/** Keys of a set and the milliseconds they took. */
export interface MadeKeys {
  readonly set: ParameterSet;
  readonly keys: KeySet;
  readonly generateMs: number;
}

/** Draws secrets and makes both seeded keys on `threads` threads. */
export async function makeKeys(set: ParameterSet, threads: number): Promise<MadeKeys> {
  const start = performance.now();
  const keys = await generateKeySet(set, { threads });
  return { set, keys, generateMs: performance.now() - start };
}

/** An engine of its own for these keys, with both loaded. */
export async function openWithKeys(
  { keys }: MadeKeys,
  threads: number,
): Promise<{ readonly engine: Engine; readonly loadMs: number }> {
  const start = performance.now();
  const engine = await openEngineWith(keys.evaluation, { threads });
  return { engine, loadMs: performance.now() - start };
}

/** The messages 0, 1, 2, ... modulo 2^precision. */
export function messages(count: number, precision: number): number[] {
  return Array.from({ length: count }, (_, i) => i % 2 ** precision);
}

/** The function the benchmarks look up. */
export function expectedMessage(message: number, precision: number): number {
  return (3 * message + 1) % 2 ** precision;
}

/** The large key as an LWE key: values wait under it between lookups. */
function largeKey({ secret }: KeySet): LweSecretKey {
  return { bits: secret.glwe.bits };
}

/** Fresh LWE ciphertexts of `messages(count)` under the large key. */
export function encryptMessages({ set, keys }: MadeKeys, count: number): BigUint64Array<ArrayBuffer> {
  const words = encode(messages(count, set.precision), { precision: set.precision });
  return encryptLwe(largeKey(keys), words, set.glweNoise).words;
}

/** Messages of LWE ciphertexts under the small or the large key. */
export function decryptMessages(
  { set, keys }: MadeKeys,
  words: BigUint64Array | Uint32Array,
  key: "small" | "large",
): number[] {
  const secret = key === "small" ? keys.secret.lwe : largeKey(keys);
  // A ciphertext modulo 2^32 is one modulo 2^64 with nothing in its low half.
  const wide = BigUint64Array.from(words as Iterable<number | bigint>, (word) =>
    typeof word === "bigint" ? word : BigInt(word) << 32n,
  );
  const lwe = { dimension: secret.bits.length, words: wide };
  return Array.from(decode(unsafePhaseLwe(secret, lwe), { precision: set.precision }));
}

/** The table m -> 3m + 1 mod 2^precision. */
export function tableBody({ precision, polynomialSize }: ParameterSet): BigUint64Array<ArrayBuffer> {
  const outputs = messages(2 ** precision, precision).map((m) => expectedMessage(m, precision));
  return lookupTable(encode(outputs, { precision }), polynomialSize);
}
