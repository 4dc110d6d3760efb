import type { RunOptions } from "../../../core/index.ts";
import type { EngineShape, Gadget, ModulusSwitchMode } from "./shape.ts";

/** A key whose masks are a ChaCha20 stream and whose bodies travel. Streams: see `streamNonce`. */
export interface SeededKey<Bodies = BigUint64Array> {
  /** 32 public bytes. */
  readonly seed: Uint8Array;
  /** First word of the nonce; the row number is the rest. */
  readonly domain: number;
  readonly bodies: Bodies;
}

/** What a blind rotation turns: either trivial ciphertexts of tables, or whole GLWE ciphertexts. */
export interface Lookups {
  /** [count][N] words: bodies of GLWE ciphertexts with zero mask. */
  readonly tables?: BigUint64Array;
  /** [count][(k + 1) N] words. Exactly one of `tables` and `accumulators` is given. */
  readonly accumulators?: BigUint64Array;
  /** For every ciphertext of the batch, which table or accumulator. Default: all use number 0. */
  readonly index?: ArrayLike<number>;
}

/** How exponents are taken from an LWE ciphertext. */
export interface ModulusSwitchOptions {
  /** Default "centred": half the noise of "standard" for binary keys. */
  readonly modulusSwitch?: ModulusSwitchMode;
  /**
   * Exponents become multiples of 2^droppedBits (switch to 2N / 2^droppedBits), so that
   * 2^droppedBits tables interleaved in one accumulator share a rotation. Default 0.
   */
  readonly droppedBits?: number;
}

export interface BootstrapOptions extends RunOptions, ModulusSwitchOptions {
  /** Coefficients extracted from every rotated accumulator, each below N. Default [0]. */
  readonly positions?: ArrayLike<number>;
}

/** GGSW or GLWE keyswitching keys held in the engine's memory, in the Fourier domain. */
export interface LoadedKeys {
  readonly count: number;
  readonly gadget: Gadget;
}

export interface DigitOptions extends RunOptions {
  /** Digits with mean zero (slower, needed by levelled circuits) rather than one-sided ones. Default true. */
  readonly balanced?: boolean;
}

/** Rows [first, first + count) of a bootstrapping key, by the client. */
export interface BootstrapBodiesRequest {
  readonly seed: Uint8Array;
  readonly domain: number;
  /** n bits, one a byte. */
  readonly lweKey: Uint8Array;
  /** k N bits, one a byte: the flattened GLWE key. */
  readonly glweKey: Uint8Array;
  /** Noise modulo 2^64, [count][levels][k + 1][N]. */
  readonly noise: BigUint64Array;
  readonly first: number;
  readonly count: number;
}

/** Rows of input coefficients [first, first + count) of a keyswitching key, by the client. */
export interface KeyswitchBodiesRequest {
  readonly seed: Uint8Array;
  readonly domain: number;
  /** k N bits of the key switched from. */
  readonly inputKey: Uint8Array;
  /** n bits of the key switched to. */
  readonly outputKey: Uint8Array;
  /** Noise modulo 2^modulusLog, [count][levels]. */
  readonly noise: BigUint64Array | Uint32Array;
  readonly first: number;
  readonly count: number;
}

/**
 * One key set in one WebAssembly memory. All arrays are batch first and copied in and out; words
 * are modulo 2^64 unless the keyswitch has a 32-bit target, whose ciphertexts are `Uint32Array`.
 * Layouts: LWE mask then body; GLWE k mask polynomials then the body polynomial; GGSW
 * [levels][k + 1][(k + 1) N]; bootstrapping key [n] GGSW; keyswitching key [k N][levels][n + 1].
 *
 * Every method rejects with `CancelledError` when `signal` fires, between batches; with
 * `InvalidInputError` on arrays of a wrong length; with `KeyMismatchError` on keys of another shape.
 */
export interface Engine {
  readonly shape: EngineShape;
  /** Worker threads in use; 1 means the calling thread. */
  readonly threads: number;
  /** Bytes of the memory as allocated now. */
  readonly memoryBytes: number;

  /** Loads n GGSW ciphertexts of the standard domain. */
  loadBootstrapKey(words: BigUint64Array, options?: RunOptions): Promise<void>;
  /** The same from a seed; bodies are [n][levels][k + 1][N]. */
  loadSeededBootstrapKey(key: SeededKey, options?: RunOptions): Promise<void>;
  loadKeyswitchKey(words: BigUint64Array | Uint32Array, options?: RunOptions): Promise<void>;
  /** Bodies are [k N][levels]. */
  loadSeededKeyswitchKey(key: SeededKey<BigUint64Array | Uint32Array>, options?: RunOptions): Promise<void>;
  /** Loads `count` GGSW ciphertexts with a gadget of their own, for external products and CMUX. */
  loadGgsw(words: BigUint64Array, gadget: Gadget, options?: DigitOptions): Promise<LoadedKeys>;
  /** Loads `count` GLWE keyswitching keys, [k][levels][(k + 1) N] words each. */
  loadGlweKeyswitchKeys(words: BigUint64Array, gadget: Gadget, options?: DigitOptions): Promise<LoadedKeys>;

  /** [count][k N + 1] -> [count][n + 1]. */
  keyswitch(lwe: BigUint64Array, options?: RunOptions): Promise<BigUint64Array | Uint32Array>;
  /** [count][n + 1] -> exponents [count][n + 1] modulo 2N. */
  modulusSwitch(lwe: BigUint64Array | Uint32Array, options?: ModulusSwitchOptions): Uint32Array;
  /** Exponents [count][n + 1] -> GLWE [count][(k + 1) N]. */
  blindRotate(exponents: Uint32Array, lookups: Lookups, options?: RunOptions): Promise<BigUint64Array>;
  /** GLWE [count][(k + 1) N] -> LWE [count][positions][k N + 1]. */
  sampleExtract(glwe: BigUint64Array, positions: ArrayLike<number>): BigUint64Array;
  /** Keyswitch, modulus switch, blind rotation and extraction: [count][k N + 1] -> [count][positions][k N + 1]. */
  bootstrap(lwe: BigUint64Array, lookups: Lookups, options?: BootstrapOptions): Promise<BigUint64Array>;

  /** GGSW number `index[c]` times GLWE ciphertext c, for [count][(k + 1) N] words. */
  externalProduct(
    ggsw: LoadedKeys,
    index: ArrayLike<number>,
    glwe: BigUint64Array,
    options?: RunOptions,
  ): Promise<BigUint64Array>;
  /** `one[c]` where GGSW number `index[c]` encrypts 1, else `zero[c]`. */
  cmux(
    ggsw: LoadedKeys,
    index: ArrayLike<number>,
    zero: BigUint64Array,
    one: BigUint64Array,
    options?: RunOptions,
  ): Promise<BigUint64Array>;
  /** GLWE ciphertexts [count][(k + 1) N] to the key of keyswitching key number `index[c]`. */
  glweKeyswitch(
    keys: LoadedKeys,
    index: ArrayLike<number>,
    glwe: BigUint64Array,
    options?: RunOptions,
  ): Promise<BigUint64Array>;
  /** X -> X^exponents[c] (odd) on ciphertext c, then the keyswitch back. */
  automorphismKeyswitch(
    keys: LoadedKeys,
    index: ArrayLike<number>,
    exponents: ArrayLike<number>,
    glwe: BigUint64Array,
    options?: RunOptions,
  ): Promise<BigUint64Array>;

  /** Bodies [count][levels][k + 1][N] of GGSW encryptions of lweKey[first ...] under glweKey. */
  makeBootstrapBodies(request: BootstrapBodiesRequest, options?: RunOptions): Promise<BigUint64Array>;
  /** Bodies [count][levels] of encryptions of inputKey[i] q/B^j under outputKey. */
  makeKeyswitchBodies(
    request: KeyswitchBodiesRequest,
    options?: RunOptions,
  ): Promise<BigUint64Array | Uint32Array>;
  /**
   * Exact products modulo 2^64 of polynomials [count][N] with bits [count][N] (one a byte), or
   * with one polynomial of bits for all.
   */
  multiplyByBinary(words: BigUint64Array, bits: Uint8Array, options?: RunOptions): Promise<BigUint64Array>;
  /** Key stream of RFC 8439 as words: nonce is `domain` as u32 and `index` as u64, little endian. */
  chacha20Stream(seed: Uint8Array, domain: number, index: number, wordCount: number): BigUint64Array;

  /** Frees the memory and ends the workers; every later call rejects. Closing twice is allowed. */
  close(): Promise<void>;
}
