import { InvalidInputError, type RunOptions } from "../../../core/index.ts";
import { checkArray, rowCount } from "./checks.ts";
import { rowBytes, writeStreamState, type Core } from "./core.ts";
import type { BootstrapBodiesRequest, KeyswitchBodiesRequest } from "./engine-types.ts";
import { need } from "./evaluation-keys.ts";
import type { Scratch } from "./heap.ts";
import type { Chunk } from "./pool.ts";
import { bigLweDimension } from "./shape.ts";

/** Bytes that hold bits: erased when the work is over. */
function secretBytes(core: Core, name: string, bits: Uint8Array, expected: number): number {
  checkArray(name, bits.length, expected);
  if (bits.some((bit) => bit > 1)) {
    throw new InvalidInputError({
      where: name,
      problem: "a byte is neither 0 nor 1",
      allowed: "binary keys, one bit a byte",
      remedy: "pass the secret key as it was generated",
    });
  }
  const address = core.own.get(name, bits.length);
  core.heap.bytes(address, bits.length).set(bits);
  return address;
}

/** Transforms of k polynomials of bits, for addBinaryProduct. */
function transformBits(core: Core, name: string, bits: number, count: number): number {
  const size = core.shape.polynomialSize;
  const streams = core.own.get(name, count * size * 8);
  const row = core.own.get("row", rowBytes(size));
  for (let i = 0; i < count; i++) core.kernel.loadBinary(bits + i * size, row, streams + i * size * 8);
  return streams;
}

/** Bodies [count][levels][k + 1][N] of GGSW encryptions of the bits of the small key. */
export async function makeBootstrapBodies(
  core: Core,
  request: BootstrapBodiesRequest,
  options: RunOptions,
): Promise<BigUint64Array> {
  const { heap, shape, runner } = core;
  const { levels, baseLog } = need(shape.bootstrap, "bootstrap gadget");
  const k = shape.glweDimension;
  const size = shape.polynomialSize;
  const rows = levels * (k + 1);
  checkRange(request, need(shape.lweDimension, "lweDimension"));
  checkArray("makeBootstrapBodies noise", request.noise.length, request.count * rows * size);
  const lweBits = secretBytes(core, "secret lwe", request.lweKey, shape.lweDimension!);
  const glweBits = secretBytes(core, "secret glwe", request.glweKey, k * size);
  const binary = transformBits(core, "secret transform", glweBits, k);
  const result = request.noise.slice();
  const group = Math.max(1, Math.floor(2 ** 17 / (rows * size)));
  const chunks: Chunk[] = [];
  for (let first = 0; first < request.count; first += group) {
    const count = Math.min(group, request.count - first);
    const words = count * rows * size;
    let bodies = 0;
    chunks.push({
      prepare(slot) {
        const scratch = core.slots[slot];
        bodies = scratch.get("given", group * rows * size * 8);
        heap.words(bodies, words).set(result.subarray(first * rows * size, first * rows * size + words));
        const state = scratch.get("state", 64);
        writeStreamState(heap, state, request.seed, request.domain);
        const work = scratch.get("secret work", k * size * 8 + 2 * rowBytes(size));
        const index = BigInt((request.first + first) * rows);
        const shapeOf = [index, count * rows, k, levels, baseLog] as const;
        return [["makeBootstrapBodies", state, ...shapeOf, binary, lweBits, glweBits, bodies, work]];
      },
      finish() {
        result.set(heap.words(bodies, words), first * rows * size);
        const done = first + count;
        options.onProgress?.({ stage: "keygen: bootstrapping key bits", done, total: request.count });
      },
    });
  }
  try {
    await runner.run(chunks, "makeBootstrapBodies", options.signal);
  } finally {
    heap.bytes(lweBits, shape.lweDimension!).fill(0);
    heap.bytes(glweBits, k * size).fill(0);
    heap.bytes(binary, k * size * 8).fill(0);
    eraseSlots(core, "secret work", k * size * 8 + 2 * rowBytes(size));
  }
  return result;
}

/** Bodies [count][levels] of encryptions of the bits of the large key under the small one. */
export async function makeKeyswitchBodies(
  core: Core,
  request: KeyswitchBodiesRequest,
  options: RunOptions,
): Promise<BigUint64Array | Uint32Array> {
  const { heap, shape, runner } = core;
  const { levels, baseLog, modulusLog } = need(shape.keyswitch, "keyswitch gadget");
  const n = need(shape.lweDimension, "lweDimension");
  const dimension = bigLweDimension(shape);
  const wide = modulusLog === 64;
  checkRange(request, dimension);
  checkArray("makeKeyswitchBodies noise", request.noise.length, request.count * levels);
  if (request.noise instanceof BigUint64Array !== wide)
    checkArray("noise word size", 0, request.noise.length);
  const inputBits = secretBytes(core, "secret input", request.inputKey, dimension);
  const outputBits = secretBytes(core, "secret output", request.outputKey, n);
  const result = request.noise.slice();
  const word = modulusLog / 8;
  const group = 256;
  const chunks: Chunk[] = [];
  for (let first = 0; first < request.count; first += group) {
    const rows = Math.min(group, request.count - first) * levels;
    const range = [first * levels, first * levels + rows] as const;
    let bodies = 0;
    chunks.push({
      prepare(slot) {
        const scratch = core.slots[slot];
        bodies = scratch.get("given", group * levels * word);
        const part = result.subarray(...range);
        if (part instanceof BigUint64Array) heap.words(bodies, rows).set(part);
        else heap.words32(bodies, rows).set(part);
        const state = scratch.get("state", 64);
        writeStreamState(heap, state, request.seed, request.domain);
        const work = scratch.get("load", n * word + 512);
        const shapeOf = [(request.first + first) * levels, rows, n, wide ? 1 : 0, levels, baseLog] as const;
        return [["makeKeyswitchBodies", state, ...shapeOf, inputBits, outputBits, bodies, work]];
      },
      finish() {
        if (result instanceof Uint32Array) result.set(heap.words32(bodies, rows), range[0]);
        else result.set(heap.words(bodies, rows), range[0]);
        const done = Math.min(first + group, request.count);
        options.onProgress?.({ stage: "keygen: keyswitching key bits", done, total: request.count });
      },
    });
  }
  try {
    await runner.run(chunks, "makeKeyswitchBodies", options.signal);
  } finally {
    heap.bytes(inputBits, dimension).fill(0);
    heap.bytes(outputBits, n).fill(0);
  }
  return result;
}

/** Products [count][N] with bits [count][N], or with the same N bits. */
export async function multiplyByBinary(
  core: Core,
  words: BigUint64Array,
  bits: Uint8Array,
  options: RunOptions,
): Promise<BigUint64Array> {
  const { heap, shape, runner } = core;
  const size = shape.polynomialSize;
  const count = rowCount("multiplyByBinary", words.length, size);
  const factors = bits.length === size ? 1 : count;
  const address = secretBytes(core, "secret factors", bits, factors * size);
  const streams = transformBits(core, "secret factor transforms", address, factors);
  const result = new BigUint64Array(words.length);
  const group = Math.max(1, Math.floor(2 ** 15 / size));
  const chunks: Chunk[] = [];
  for (let first = 0; first < count; first += group) {
    const some = Math.min(group, count - first);
    let to = 0;
    chunks.push({
      prepare(slot) {
        const scratch = core.slots[slot];
        const from = scratch.get("given", group * size * 8);
        to = scratch.get("product", group * size * 8);
        const work = scratch.get("secret work", 2 * rowBytes(size));
        heap.words(from, some * size).set(words.subarray(first * size, (first + some) * size));
        heap.words(to, some * size).fill(0n);
        return Array.from({ length: some }, (_, i) => {
          const factor = streams + (factors === 1 ? 0 : first + i) * size * 8;
          return ["addBinaryProduct", from + i * size * 8, factor, to + i * size * 8, work] as const;
        });
      },
      finish() {
        result.set(heap.words(to, some * size), first * size);
      },
    });
  }
  try {
    await runner.run(chunks, "multiplyByBinary", options.signal);
  } finally {
    heap.bytes(address, bits.length).fill(0);
    heap.bytes(streams, factors * size * 8).fill(0);
    eraseSlots(core, "secret work", 2 * rowBytes(size));
  }
  return result;
}

function eraseSlots(core: Core, purpose: string, bytes: number): void {
  core.slots.forEach((scratch: Scratch) => {
    core.heap.bytes(scratch.get(purpose, bytes), bytes).fill(0);
  });
}

function checkRange({ first, count }: { first: number; count: number }, limit: number): void {
  if (Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count > 0 && first + count <= limit)
    return;
  throw new InvalidInputError({
    where: "key bodies request",
    problem: `first = ${first}, count = ${count}`,
    allowed: `a range of rows within 0 to ${limit}`,
    remedy: "split the key in ranges that cover it",
  });
}
