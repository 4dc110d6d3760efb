import type { RunOptions } from "../../../core/index.ts";
import type { Call } from "./calls.ts";
import { checkIndex, checkPositions, lookupCount, rowCount } from "./checks.ts";
import { accumulatorBytes, cacheGroup, rowBytes, splitBatch, type Core } from "./core.ts";
import type { BootstrapOptions, Lookups, ModulusSwitchOptions } from "./engine-types.ts";
import { keyswitchBlocks, need, type KeyAddresses } from "./evaluation-keys.ts";
import type { Scratch } from "./heap.ts";
import type { Chunk } from "./pool.ts";
import { bigLweDimension, glweWords, usesBalancedKeyswitchDigits, type Gadget } from "./shape.ts";

/** Words of the digits a blind rotation takes: see assembly, rotate-digits. */
export function writeDigitConstants(core: Core, { baseLog, levels }: Gadget): number {
  const address = core.heap.allocate(8 + 24 * levels);
  const words = core.heap.words(address, 1 + 3 * levels);
  const floats = core.heap.floats(address, 1 + 3 * levels);
  const base = BigInt(baseLog);
  let offset = 1n << BigInt(63 - baseLog * levels);
  for (let j = 1; j <= levels; j++) {
    offset += 1n << BigInt(64 - baseLog * j + baseLog - 1);
    words[3 * j - 2] = ((1n << base) - 1n) << BigInt(52 - baseLog * j);
    words[3 * j - 1] = BigInt(1023 + baseLog * j) << 52n;
    floats[3 * j] = 2 ** (baseLog * j) + 2 ** (baseLog - 1);
  }
  words[0] = offset;
  return address;
}

/** Keyswitch of ciphertexts [first, first + count): results at `out`, `width` words apart. */
function keyswitchCalls(
  core: Core,
  keys: KeyAddresses,
  lwe: BigUint64Array,
  first: number,
  count: number,
  scratch: Scratch,
): { calls: Call[]; out: number; width: number } {
  const { heap, shape } = core;
  const gadget = need(shape.keyswitch, "keyswitch gadget");
  const key = need(keys.keyswitch, "keyswitching key");
  const n = need(shape.lweDimension, "lweDimension");
  const dimension = bigLweDimension(shape);
  const rows = dimension * gadget.levels;
  const blocks = keyswitchBlocks(shape);
  const width = blocks * 16;
  // Ciphertexts go in pairs; an odd last one has a companion whose result nobody reads.
  const even = count + (count & 1);
  const input = scratch.get("lwe", count * (dimension + 1) * 8);
  const digits = scratch.get("digits", even * rows * 4);
  const out = scratch.get("small", even * width * 8);
  heap
    .words(input, count * (dimension + 1))
    .set(lwe.subarray(first * (dimension + 1), (first + count) * (dimension + 1)));
  heap.words(out, even * width).fill(0n);
  for (let c = 0; c < count; c++) {
    const body = lwe[(first + c) * (dimension + 1) + dimension];
    if (gadget.modulusLog === 64) heap.words(out, count * width)[c * width + n] = body;
    else
      heap.words32(out, count * width)[c * width + n] = Number(((body + (1n << 31n)) >> 32n) & 0xffffffffn);
  }
  const balanced = usesBalancedKeyswitchDigits(gadget) ? 1 : 0;
  const calls = Array.from({ length: count }, (_, c): Call => {
    const from = input + c * (dimension + 1) * 8;
    const to = digits + c * rows * 4;
    return ["keyswitchDigits", from, to, dimension, gadget.baseLog, gadget.levels, balanced];
  });
  calls.push([`keyswitch${gadget.modulusLog}`, key, digits, out, even, rows, blocks, 0, blocks]);
  return { calls, out, width };
}

/** [count][k N + 1] -> [count][n + 1]. */
export async function keyswitch(
  core: Core,
  keys: KeyAddresses,
  lwe: BigUint64Array,
  options: RunOptions,
): Promise<BigUint64Array | Uint32Array> {
  const { heap, shape, runner } = core;
  const { modulusLog } = need(shape.keyswitch, "keyswitch gadget");
  need(keys.keyswitch, "keyswitching key");
  const n = need(shape.lweDimension, "lweDimension");
  const count = rowCount("keyswitch", lwe.length, bigLweDimension(shape) + 1);
  const result = modulusLog === 64 ? new BigUint64Array(count * (n + 1)) : new Uint32Array(count * (n + 1));
  const chunks = splitBatch(count, runner.threads).map((part): Chunk => {
    let done: { out: number; width: number };
    return {
      prepare(slot) {
        const { calls, ...where } = keyswitchCalls(core, keys, lwe, part.first, part.count, core.slots[slot]);
        done = where;
        return calls;
      },
      finish() {
        for (let c = 0; c < part.count; c++) {
          const at = (part.first + c) * (n + 1);
          const from = done.out + (c * done.width * modulusLog) / 8;
          if (result instanceof Uint32Array) result.set(heap.words32(from, n + 1), at);
          else result.set(heap.words(from, n + 1), at);
        }
      },
    };
  });
  await runner.run(chunks, "keyswitch", options.signal);
  return result;
}

/** Calls that switch `count` ciphertexts of `width` words at `from` to exponents at `to`. */
function switchCalls(
  core: Core,
  from: number,
  modulusLog: number,
  width: number,
  to: number,
  count: number,
  { modulusSwitch = "centred", droppedBits = 0 }: ModulusSwitchOptions,
): Call[] {
  const n = need(core.shape.lweDimension, "lweDimension");
  const logTwoN = Math.log2(2 * core.shape.polynomialSize);
  const centred = modulusSwitch === "centred" ? 1 : 0;
  return Array.from({ length: count }, (_, c): Call => {
    const lwe = from + (c * width * modulusLog) / 8;
    return [`modulusSwitch${modulusLog}`, lwe, to + c * (n + 1) * 4, n, logTwoN, droppedBits, centred];
  });
}

/** [count][n + 1] -> exponents [count][n + 1]. Short: runs in the calling thread. */
export function modulusSwitch(
  core: Core,
  lwe: BigUint64Array | Uint32Array,
  options: ModulusSwitchOptions,
): Uint32Array {
  const { heap, own } = core;
  const n = need(core.shape.lweDimension, "lweDimension");
  const count = rowCount("modulusSwitch", lwe.length, n + 1);
  const from = own.get("switch in", lwe.byteLength);
  const to = own.get("switch out", lwe.length * 4);
  if (lwe instanceof Uint32Array) heap.words32(from, lwe.length).set(lwe);
  else heap.words(from, lwe.length).set(lwe);
  const modulusLog = lwe instanceof Uint32Array ? 32 : 64;
  for (const [name, ...args] of switchCalls(core, from, modulusLog, n + 1, to, count, options)) {
    core.kernel[name](...args);
  }
  return heap.words32(to, lwe.length).slice();
}

/** Where a chunk's accumulators and exponents lie. */
interface Rotation {
  readonly accumulators: number;
  readonly exponents: number;
  readonly calls: Call[];
}

/** Blind rotation of a chunk whose exponents will be at `exponents`. */
function rotationCalls(
  core: Core,
  keys: KeyAddresses,
  lookups: Lookups,
  first: number,
  count: number,
  scratch: Scratch,
  constants: number,
): Rotation {
  const { heap, shape } = core;
  const { levels } = need(shape.bootstrap, "bootstrap gadget");
  const key = need(keys.bootstrap, "bootstrapping key");
  const n = need(shape.lweDimension, "lweDimension");
  const size = shape.polynomialSize;
  const columns = shape.glweDimension + 1;
  const trivial = lookups.tables !== undefined;
  const source = (lookups.tables ?? lookups.accumulators)!;
  const each = trivial ? size : columns * size;
  const staged = scratch.get("lookups", count * each * 8);
  for (let c = 0; c < count; c++) {
    const from = (lookups.index?.[first + c] ?? 0) * each;
    heap.words(staged + c * each * 8, each).set(source.subarray(from, from + each));
  }
  const exponents = scratch.get("exponents", count * (n + 1) * 4);
  const bytes = accumulatorBytes(size);
  const accumulators = scratch.get("accumulators", count * columns * bytes + 64) + 64;
  const group = Math.min(count, cacheGroup);
  const work = scratch.get("rows", columns * (group * levels + 1) * rowBytes(size));
  const calls: Call[] = [
    ["startAccumulators", staged, accumulators, exponents, n, count, columns, trivial ? 1 : 0],
  ];
  // Slices of about ten milliseconds, so that one thread can be interrupted.
  const step = Math.max(1, Math.floor(2 ** 21 / (size * columns * columns * levels * count)));
  for (let from = 0; from < n; from += step) {
    const to = Math.min(n, from + step);
    const where = [accumulators, count, exponents, n, from, to, key] as const;
    calls.push(["blindRotate", ...where, work, group, columns, levels, constants]);
  }
  return { accumulators, exponents, calls };
}

/** Checks a batch of lookups. @throws OutOfRangeError for an index without table. */
function checkLookups(core: Core, lookups: Lookups, count: number, where: string): void {
  const tables = lookupCount(where, lookups, core.shape);
  if (lookups.index !== undefined) checkIndex(where, lookups.index, count, tables);
}

/** Exponents [count][n + 1] -> GLWE [count][(k + 1) N]. */
export async function blindRotate(
  core: Core,
  keys: KeyAddresses,
  constants: number,
  exponents: Uint32Array,
  lookups: Lookups,
  options: RunOptions,
): Promise<BigUint64Array> {
  const { heap, shape, runner } = core;
  need(keys.bootstrap, "bootstrapping key");
  const n = need(shape.lweDimension, "lweDimension");
  const size = shape.polynomialSize;
  const count = rowCount("blindRotate", exponents.length, n + 1);
  checkLookups(core, lookups, count, "blindRotate");
  const period = 2 * size;
  const reduced = exponents.map((x) => x % period);
  const result = new BigUint64Array(count * glweWords(shape));
  let done = 0;
  const chunks = splitBatch(count, runner.threads).map((part): Chunk => {
    let rotation: Rotation;
    return {
      prepare(slot) {
        rotation = rotationCalls(core, keys, lookups, part.first, part.count, core.slots[slot], constants);
        heap
          .words32(rotation.exponents, part.count * (n + 1))
          .set(reduced.subarray(part.first * (n + 1), (part.first + part.count) * (n + 1)));
        return rotation.calls;
      },
      finish() {
        const columns = shape.glweDimension + 1;
        for (let p = 0; p < part.count * columns; p++) {
          const from = rotation.accumulators + p * accumulatorBytes(size);
          result.set(heap.words(from, size), (part.first * columns + p) * size);
        }
        done += part.count;
        options.onProgress?.({ stage: "run: bootstraps", done, total: count });
      },
    };
  });
  await runner.run(chunks, "blindRotate", options.signal);
  return result;
}

/** [count][k N + 1] -> [count][positions][k N + 1]. */
export async function bootstrap(
  core: Core,
  keys: KeyAddresses,
  constants: number,
  lwe: BigUint64Array,
  lookups: Lookups,
  options: BootstrapOptions,
): Promise<BigUint64Array> {
  const { shape, runner } = core;
  need(keys.bootstrap, "bootstrapping key");
  need(keys.keyswitch, "keyswitching key");
  const { modulusLog } = need(shape.keyswitch, "keyswitch gadget");
  const dimension = bigLweDimension(shape);
  const count = rowCount("bootstrap", lwe.length, dimension + 1);
  checkLookups(core, lookups, count, "bootstrap");
  const positions = Array.from(options.positions ?? [0]);
  checkPositions(positions, shape.polynomialSize);
  const result = new BigUint64Array(count * positions.length * (dimension + 1));
  let done = 0;
  const chunks = splitBatch(count, runner.threads).map((part): Chunk => {
    let rotation: Rotation;
    return {
      prepare(slot) {
        const scratch = core.slots[slot];
        const small = keyswitchCalls(core, keys, lwe, part.first, part.count, scratch);
        rotation = rotationCalls(core, keys, lookups, part.first, part.count, scratch, constants);
        const to = rotation.exponents;
        const switches = switchCalls(core, small.out, modulusLog, small.width, to, part.count, options);
        return [...small.calls, ...switches, ...rotation.calls];
      },
      finish() {
        const bytes = accumulatorBytes(shape.polynomialSize);
        const glweBytes = (shape.glweDimension + 1) * bytes;
        const each = positions.length * (dimension + 1);
        for (let c = 0; c < part.count; c++) {
          const glwe = rotation.accumulators + c * glweBytes;
          result.set(extract(core, glwe, bytes, positions), (part.first + c) * each);
        }
        done += part.count;
        options.onProgress?.({ stage: "run: bootstraps", done, total: count });
      },
    };
  });
  await runner.run(chunks, "bootstrap", options.signal);
  return result;
}

/** LWE ciphertexts of some coefficients of the GLWE ciphertext at an address. */
function extract(core: Core, glwe: number, stride: number, positions: ArrayLike<number>): BigUint64Array {
  const { heap, own, kernel, shape } = core;
  const words = bigLweDimension(shape) + 1;
  const to = own.get("extracted", positions.length * words * 8);
  for (let p = 0; p < positions.length; p++) {
    kernel.sampleExtract(glwe, stride, to + p * words * 8, shape.glweDimension, positions[p]);
  }
  return heap.words(to, positions.length * words);
}

/** GLWE [count][(k + 1) N] -> LWE [count][positions][k N + 1]. Short: runs in the calling thread. */
export function sampleExtract(
  core: Core,
  glwe: BigUint64Array,
  positions: ArrayLike<number>,
): BigUint64Array {
  const { heap, own, shape } = core;
  const words = glweWords(shape);
  const count = rowCount("sampleExtract", glwe.length, words);
  checkPositions(positions, shape.polynomialSize);
  const each = positions.length * (bigLweDimension(shape) + 1);
  const result = new BigUint64Array(count * each);
  for (let c = 0; c < count; c++) {
    const from = own.get("glwe", words * 8);
    heap.words(from, words).set(glwe.subarray(c * words, (c + 1) * words));
    result.set(extract(core, from, shape.polynomialSize * 8, positions), c * each);
  }
  return result;
}
