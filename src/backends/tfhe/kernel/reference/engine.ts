import { throwIfCancelled, UnsupportedOperationError, type RunOptions } from "../../../../core/index.ts";
import { checkArray, checkIndex, checkPositions, lookupCount, rowCount } from "../checks.ts";
import type { DigitOptions, Engine, LoadedKeys, Lookups } from "../engine-types.ts";
import {
  bigLweDimension,
  checkGadget,
  checkShape,
  glweWords,
  type EngineShape,
  type Gadget,
} from "../shape.ts";
import { blindRotate } from "./blind-rotation.ts";
import { chacha20KeyStream, streamNonce } from "./chacha20.ts";
import { balancedDigits, offsetDigits } from "./decomposition.ts";
import { cmux, externalProduct } from "./external-product.ts";
import { automorphismKeyswitch, glweKeyswitch } from "./glwe-keyswitch.ts";
import { makeBootstrapBodies, makeKeyswitchBodies } from "./key-bodies.ts";
import { keyswitch } from "./keyswitch.ts";
import { modulusSwitch } from "./modulus-switch.ts";
import { negacyclicProduct } from "./polynomial.ts";
import { sampleExtract } from "./sample-extract.ts";

interface ReferenceKeys extends LoadedKeys {
  readonly words: BigUint64Array;
  readonly balanced: boolean;
}

/** The engine written with bigints: exact, and thousands of times slower. For tests of the fast one. */
export function openReferenceEngine(shape: EngineShape): Engine {
  checkShape(shape);
  const size = shape.polynomialSize;
  const k = shape.glweDimension;
  const words = glweWords(shape);
  const bigDimension = bigLweDimension(shape);
  const n = shape.lweDimension ?? 0;
  let bootstrapKey: BigUint64Array | undefined;
  let keyswitchKey: BigUint64Array | Uint32Array | undefined;

  const bootstrapGadget = (): Gadget => shape.bootstrap ?? missing("bootstrap gadget");
  const keyswitchGadget = (): NonNullable<EngineShape["keyswitch"]> =>
    shape.keyswitch ?? missing("keyswitch gadget");
  const stream = (seed: Uint8Array, domain: number, index: number, count: number): BigUint64Array =>
    new BigUint64Array(chacha20KeyStream(seed, streamNonce(domain, index), count * 8).slice().buffer);

  const load = (
    data: BigUint64Array,
    gadget: Gadget,
    rows: number,
    options: DigitOptions,
    where: string,
  ): Promise<LoadedKeys> => {
    checkGadget(where, gadget);
    const count = rowCount(where, data.length, gadget.levels * rows * words);
    const keys: ReferenceKeys = { count, gadget, words: data.slice(), balanced: options.balanced ?? true };
    return Promise.resolve(keys);
  };

  /** Applies `one` to every GLWE ciphertext of a batch with its key. */
  const each = async (
    keys: LoadedKeys,
    index: ArrayLike<number>,
    glwe: BigUint64Array,
    options: RunOptions,
    one: (key: BigUint64Array, glwe: BigUint64Array, c: number, balanced: boolean) => BigUint64Array,
  ): Promise<BigUint64Array> => {
    const { words: data, balanced, count } = keys as ReferenceKeys;
    const batch = rowCount("engine glwe", glwe.length, words);
    checkIndex("engine index", index, batch, count);
    const out = new BigUint64Array(glwe.length);
    for (let c = 0; c < batch; c++) {
      throwIfCancelled(options.signal, "engine");
      const length = data.length / count;
      const key = data.subarray(index[c] * length, (index[c] + 1) * length);
      out.set(one(key, glwe.subarray(c * words, (c + 1) * words), c, balanced), c * words);
      await Promise.resolve();
    }
    return out;
  };
  const digits = (balanced: boolean): typeof offsetDigits => (balanced ? balancedDigits : offsetDigits);

  const engine: Engine = {
    shape,
    threads: 1,
    memoryBytes: 0,
    loadBootstrapKey(data) {
      checkArray("loadBootstrapKey", data.length, n * bootstrapGadget().levels * (k + 1) * words);
      bootstrapKey = data.slice();
      return Promise.resolve();
    },
    loadSeededBootstrapKey({ seed, domain, bodies }) {
      const rows = n * bootstrapGadget().levels * (k + 1);
      checkArray("loadSeededBootstrapKey", bodies.length, rows * size);
      bootstrapKey = new BigUint64Array(rows * words);
      for (let row = 0; row < rows; row++) {
        bootstrapKey.set(stream(seed, domain, row, k * size), row * words);
        bootstrapKey.set(bodies.subarray(row * size, (row + 1) * size), row * words + k * size);
      }
      return Promise.resolve();
    },
    loadKeyswitchKey(data) {
      checkArray("loadKeyswitchKey", data.length, bigDimension * keyswitchGadget().levels * (n + 1));
      keyswitchKey = data.slice();
      return Promise.resolve();
    },
    loadSeededKeyswitchKey({ seed, domain, bodies }) {
      const { levels, modulusLog } = keyswitchGadget();
      checkArray("loadSeededKeyswitchKey", bodies.length, bigDimension * levels);
      const make = modulusLog === 64 ? BigUint64Array : Uint32Array;
      const key = new make(bodies.length * (n + 1));
      for (let row = 0; row < bodies.length; row++) {
        const bytes = chacha20KeyStream(seed, streamNonce(domain, row), (n * modulusLog) / 8).slice();
        (key as BigUint64Array).set(new make(bytes.buffer) as BigUint64Array, row * (n + 1));
        key[row * (n + 1) + n] = bodies[row]!;
      }
      keyswitchKey = key;
      return Promise.resolve();
    },
    loadGgsw: (data, gadget, options = {}) => load(data, gadget, k + 1, options, "loadGgsw"),
    loadGlweKeyswitchKeys: (data, gadget, options = {}) =>
      load(data, gadget, k, options, "loadGlweKeyswitchKeys"),

    async keyswitch(lwe, options = {}) {
      const key = keyswitchKey ?? missing("keyswitching key");
      const gadget = keyswitchGadget();
      const count = rowCount("keyswitch", lwe.length, bigDimension + 1);
      const make = gadget.modulusLog === 64 ? BigUint64Array : Uint32Array;
      const out = new make(count * (n + 1));
      for (let c = 0; c < count; c++) {
        throwIfCancelled(options.signal, "keyswitch");
        const input = lwe.subarray(c * (bigDimension + 1), (c + 1) * (bigDimension + 1));
        const one = keyswitch(input, key, { ...gadget, inputDimension: bigDimension, outputDimension: n });
        for (let i = 0; i <= n; i++) {
          out[c * (n + 1) + i] = gadget.modulusLog === 64 ? one[i] : Number(one[i]);
        }
        await Promise.resolve();
      }
      return out;
    },
    modulusSwitch(lwe, { modulusSwitch: mode = "centred", droppedBits = 0 } = {}) {
      const modulusLog = lwe instanceof Uint32Array ? 32 : 64;
      const count = rowCount("modulusSwitch", lwe.length, n + 1);
      const out = new Uint32Array(lwe.length);
      const logTwoN = Math.log2(2 * size) - droppedBits;
      for (let c = 0; c < count; c++) {
        const row = lwe.subarray(c * (n + 1), (c + 1) * (n + 1));
        out.set(
          modulusSwitch(row, modulusLog, logTwoN, mode).map((x) => x << droppedBits),
          c * (n + 1),
        );
      }
      return out;
    },
    async blindRotate(exponents, lookups, options = {}) {
      const key = bootstrapKey ?? missing("bootstrapping key");
      const count = rowCount("blindRotate", exponents.length, n + 1);
      const tables = lookupCount("blindRotate", lookups, shape);
      const index = lookups.index ?? new Uint32Array(count);
      checkIndex("blindRotate", index, count, tables);
      const out = new BigUint64Array(count * words);
      for (let c = 0; c < count; c++) {
        throwIfCancelled(options.signal, "blindRotate");
        const start = accumulatorOf(lookups, index[c], shape);
        const row = exponents.subarray(c * (n + 1), (c + 1) * (n + 1));
        out.set(blindRotate(row, start, key, size, bootstrapGadget()), c * words);
        options.onProgress?.({ stage: "run: bootstraps", done: c + 1, total: count });
        await Promise.resolve();
      }
      return out;
    },
    sampleExtract(glwe, positions) {
      const count = rowCount("sampleExtract", glwe.length, words);
      checkPositions(positions, size);
      const out = new BigUint64Array(count * positions.length * (bigDimension + 1));
      for (let c = 0; c < count; c++) {
        for (let p = 0; p < positions.length; p++) {
          const lwe = sampleExtract(glwe.subarray(c * words, (c + 1) * words), positions[p], size);
          out.set(lwe, (c * positions.length + p) * (bigDimension + 1));
        }
      }
      return out;
    },
    async bootstrap(lwe, lookups, options = {}) {
      const small = await engine.keyswitch(lwe, options);
      const rotated = await engine.blindRotate(engine.modulusSwitch(small, options), lookups, options);
      return engine.sampleExtract(rotated, options.positions ?? [0]);
    },
    externalProduct: (keys, index, glwe, options = {}) =>
      each(keys, index, glwe, options, (key, one, _, balanced) =>
        externalProduct(key, one, size, keys.gadget, digits(balanced)),
      ),
    cmux: (keys, index, zero, one, options = {}) => {
      checkArray("cmux", one.length, zero.length);
      return each(keys, index, zero, options, (key, from, c, balanced) => {
        const to = one.subarray(c * words, (c + 1) * words);
        return cmux(key, from, to, size, keys.gadget, digits(balanced));
      });
    },
    glweKeyswitch: (keys, index, glwe, options = {}) =>
      each(keys, index, glwe, options, (key, one, _, balanced) =>
        glweKeyswitch(key, one, size, keys.gadget, digits(balanced)),
      ),
    automorphismKeyswitch: (keys, index, exponents, glwe, options = {}) =>
      each(keys, index, glwe, options, (key, one, c, balanced) =>
        automorphismKeyswitch(key, one, exponents[c], size, keys.gadget, digits(balanced)),
      ),
    makeBootstrapBodies: (request) => Promise.resolve(makeBootstrapBodies(request, shape)),
    makeKeyswitchBodies: (request) => Promise.resolve(makeKeyswitchBodies(request, shape)),
    multiplyByBinary(data, bits) {
      const count = rowCount("multiplyByBinary", data.length, size);
      const out = new BigUint64Array(data.length);
      for (let c = 0; c < count; c++) {
        const start = bits.length === size ? 0 : c * size;
        const factor = BigInt64Array.from(bits.subarray(start, start + size), BigInt);
        out.set(negacyclicProduct(data.subarray(c * size, (c + 1) * size), factor), c * size);
      }
      return Promise.resolve(out);
    },
    chacha20Stream: stream,
    close: () => Promise.resolve(),
  };
  return engine;
}

function accumulatorOf({ tables, accumulators }: Lookups, index: number, shape: EngineShape): BigUint64Array {
  const words = glweWords(shape);
  if (accumulators !== undefined) return accumulators.subarray(index * words, (index + 1) * words);
  const size = shape.polynomialSize;
  const trivial = new BigUint64Array(words);
  trivial.set(tables!.subarray(index * size, (index + 1) * size), words - size);
  return trivial;
}

function missing(what: string): never {
  throw new UnsupportedOperationError({
    where: "engine",
    problem: `the engine has no ${what}`,
    allowed: "operations whose gadget is in the shape and whose key was loaded",
    remedy: `open the engine with it in the shape and load the key first`,
  });
}
