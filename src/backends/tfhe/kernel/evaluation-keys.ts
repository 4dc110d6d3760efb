import { UnsupportedOperationError, type RunOptions } from "../../../core/index.ts";
import { checkArray, rowCount } from "./checks.ts";
import { rowBytes, writeStreamState, type Core } from "./core.ts";
import type { DigitOptions, LoadedKeys, SeededKey } from "./engine-types.ts";
import type { Chunk } from "./pool.ts";
import { bigLweDimension, checkGadget, glweWords, type EngineShape, type Gadget } from "./shape.ts";

/** Where a key set's keys lie. */
export interface KeyAddresses {
  bootstrap?: number;
  keyswitch?: number;
}

/** A {@link LoadedKeys} with what the kernel needs to find it. */
export interface FourierKeys extends LoadedKeys {
  readonly address: number;
  readonly balanced: boolean;
  /** Polynomials of the input whose digits are taken: k + 1 for GGSW, k for keyswitching keys. */
  readonly inputs: number;
  /** Marks the engine they belong to. */
  readonly owner: Core;
}

/** @throws UnsupportedOperationError when a gadget or key is not there. */
export function need<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new UnsupportedOperationError({
    where: "engine",
    problem: `the engine has no ${what}`,
    allowed: "operations whose gadget is in the shape and whose key was loaded",
    remedy: "open the engine with it in the shape, and load the key first",
  });
}

/** Words and bytes of one GGSW ciphertext of the bootstrapping key. */
function ggswOf({ shape }: Core): { rows: number; columns: number; words: number } {
  const columns = shape.glweDimension + 1;
  const rows = columns * need(shape.bootstrap, "bootstrap gadget").levels;
  return { rows, columns, words: rows * glweWords(shape) };
}

/** Standard domain [n][levels][k + 1][(k + 1) N], or seeded bodies [n][levels][k + 1][N]. */
export async function loadBootstrapKey(
  core: Core,
  keys: KeyAddresses,
  source: BigUint64Array | SeededKey,
  options: RunOptions,
): Promise<void> {
  const { heap, shape, runner } = core;
  const { rows, columns, words } = ggswOf(core);
  const n = need(shape.lweDimension, "lweDimension");
  const size = shape.polynomialSize;
  const seeded = source instanceof BigUint64Array ? undefined : source;
  const bodies = source instanceof BigUint64Array ? source : source.bodies;
  const perGgsw = seeded === undefined ? words : rows * size;
  checkArray("loadBootstrapKey", bodies.length, n * perGgsw);
  keys.bootstrap ??= heap.allocate(n * words * 8);
  const address = keys.bootstrap;
  const group = Math.max(1, Math.floor(2 ** 17 / words));
  const chunks: Chunk[] = [];
  for (let first = 0; first < n; first += group) {
    const count = Math.min(group, n - first);
    chunks.push({
      prepare(slot) {
        const scratch = core.slots[slot];
        const standard = scratch.get("load", words * 8);
        const row = scratch.get("row", rowBytes(size));
        const given = scratch.get("given", group * perGgsw * 8);
        heap.words(given, count * perGgsw).set(bodies.subarray(first * perGgsw, (first + count) * perGgsw));
        const state = scratch.get("state", 64);
        if (seeded !== undefined) writeStreamState(heap, state, seeded.seed, seeded.domain);
        return Array.from({ length: count }, (_, i) => {
          const from = given + i * perGgsw * 8;
          const to = address + (first + i) * words * 8;
          const load = [
            "loadMatrix",
            seeded ? standard : from,
            row,
            to,
            rows,
            columns,
            keyScale(size),
          ] as const;
          if (seeded === undefined) return [load];
          const index = BigInt((first + i) * rows);
          return [["expandRows", state, index, rows, columns - 1, from, standard] as const, load];
        }).flat();
      },
      finish() {
        options.onProgress?.({ stage: "load: bootstrapping key bits", done: first + count, total: n });
      },
    });
  }
  await runner.run(chunks, "loadBootstrapKey", options.signal);
}

/** Digits are integers and the result is a torus fraction: 2^-64, and 1/M of the inverse transform. */
function keyScale(size: number): number {
  return 2 ** -64 / (size / 2);
}

/** Columns of a keyswitching key in blocks of 16 words, the last padded. */
export function keyswitchBlocks(shape: EngineShape): number {
  return Math.ceil((need(shape.lweDimension, "lweDimension") + 1) / 16);
}

/** Standard layout [k N][levels][n + 1], or seeded bodies [k N][levels]. */
export async function loadKeyswitchKey(
  core: Core,
  keys: KeyAddresses,
  source: BigUint64Array | Uint32Array | SeededKey<BigUint64Array | Uint32Array>,
  options: RunOptions,
): Promise<void> {
  const { heap, shape, runner } = core;
  const { levels, modulusLog } = need(shape.keyswitch, "keyswitch gadget");
  const n = need(shape.lweDimension, "lweDimension");
  const rows = bigLweDimension(shape) * levels;
  const plain = source instanceof BigUint64Array || source instanceof Uint32Array;
  const given = plain ? source : source.bodies;
  const width = plain ? n + 1 : 1;
  checkArray("loadKeyswitchKey", given.length, rows * width);
  const wide = modulusLog === 64;
  // A key of the other word size is a key of another shape.
  if (given instanceof BigUint64Array !== wide) checkArray("loadKeyswitchKey word size", 0, given.length);
  const word = modulusLog / 8;
  keys.keyswitch ??= heap.allocate(rows * keyswitchBlocks(shape) * 16 * word);
  const address = keys.keyswitch;
  const group = 512;
  const chunks: Chunk[] = [];
  for (let first = 0; first < rows; first += group) {
    const count = Math.min(group, rows - first);
    chunks.push({
      prepare(slot) {
        const scratch = core.slots[slot];
        const from = scratch.get("given", group * width * word);
        const part = given.subarray(first * width, (first + count) * width);
        if (part instanceof BigUint64Array) heap.words(from, part.length).set(part);
        else heap.words32(from, part.length).set(part);
        const flag = wide ? 1 : 0;
        if (plain) {
          return Array.from({ length: count }, (_, i) => {
            const at = from + i * width * word;
            return ["scatterRow", at, address, first + i, rows, width, flag] as const;
          });
        }
        const state = scratch.get("state", 64);
        writeStreamState(heap, state, source.seed, source.domain);
        const work = scratch.get("load", n * word + 512);
        return [["expandKeyswitchRows", state, first, count, n, flag, from, address, rows, work]];
      },
      finish() {
        options.onProgress?.({ stage: "load: keyswitching key rows", done: first + count, total: rows });
      },
    });
  }
  await runner.run(chunks, "loadKeyswitchKey", options.signal);
}

/** GGSW ciphertexts (inputs = k + 1) or GLWE keyswitching keys (inputs = k, negated). */
export async function loadFourierKeys(
  core: Core,
  words: BigUint64Array,
  gadget: Gadget,
  kind: "ggsw" | "glweKeyswitch",
  options: DigitOptions,
): Promise<FourierKeys> {
  const { heap, shape, runner } = core;
  checkGadget(kind, gadget);
  const size = shape.polynomialSize;
  const columns = shape.glweDimension + 1;
  const inputs = kind === "ggsw" ? columns : columns - 1;
  const rows = inputs * gadget.levels;
  const each = rows * columns * size;
  const count = rowCount(`load ${kind}`, words.length, each);
  const address = heap.allocate(count * each * 8);
  // A keyswitch subtracts its products.
  const scale = kind === "ggsw" ? keyScale(size) : -keyScale(size);
  const balanced = options.balanced ?? true;
  // GLWE keyswitching keys are laid out input by input; the kernel takes digits level by level.
  const byInput = kind === "glweKeyswitch";
  const polynomial = columns * size;
  const chunks = Array.from({ length: count }, (_, c): Chunk => {
    return {
      prepare(slot) {
        const scratch = core.slots[slot];
        const from = scratch.get("given", each * 8);
        const row = scratch.get("row", rowBytes(size));
        for (let r = 0; r < rows; r++) {
          const level = Math.floor(r / inputs);
          const source = byInput ? (r % inputs) * gadget.levels + level : r;
          const at = c * each + source * polynomial;
          heap.words(from + r * polynomial * 8, polynomial).set(words.subarray(at, at + polynomial));
        }
        return [["loadMatrix", from, row, address + c * each * 8, rows, columns, scale]];
      },
    };
  });
  await runner.run(chunks, `load ${kind}`, options.signal);
  return { count, gadget, address, balanced, inputs, owner: core };
}
