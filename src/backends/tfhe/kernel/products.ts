import { KeyMismatchError, OutOfRangeError, type RunOptions } from "../../../core/index.ts";
import type { Call } from "./calls.ts";
import { checkArray, checkIndex, rowCount } from "./checks.ts";
import { rowBytes, splitBatch, type Core } from "./core.ts";
import type { LoadedKeys } from "./engine-types.ts";
import type { FourierKeys } from "./evaluation-keys.ts";
import type { Chunk } from "./pool.ts";
import { glweWords } from "./shape.ts";

/** What differs between the products of GLWE ciphertexts with keys. */
export type ProductKind =
  | { readonly kind: "external" }
  | { readonly kind: "cmux"; readonly one: BigUint64Array }
  | { readonly kind: "keyswitch" }
  | { readonly kind: "automorphism"; readonly exponents: ArrayLike<number> };

/** Key number `index[c]` applied to ciphertext c of [count][(k + 1) N]. */
export async function multiplyByKeys(
  core: Core,
  loaded: LoadedKeys,
  index: ArrayLike<number>,
  glwe: BigUint64Array,
  product: ProductKind,
  options: RunOptions,
): Promise<BigUint64Array> {
  const { heap, shape, runner } = core;
  const keys = loaded as FourierKeys;
  const words = glweWords(shape);
  const columns = shape.glweDimension + 1;
  checkKeys(core, keys, product);
  const count = rowCount(product.kind, glwe.length, words);
  checkIndex(product.kind, index, count, keys.count);
  if (product.kind === "cmux") checkArray("cmux", product.one.length, glwe.length);
  if (product.kind === "automorphism") checkExponents(product.exponents, count);
  const { baseLog, levels } = keys.gadget;
  const keyBytes = keys.inputs * levels * words * 8;
  const size = shape.polynomialSize;
  const result = new BigUint64Array(glwe.length);
  const chunks = splitBatch(count, runner.threads).map((part): Chunk => {
    const bytes = words * 8;
    let to = 0;
    return {
      prepare(slot) {
        const scratch = core.slots[slot];
        const source = scratch.get("source", part.count * bytes);
        const other = scratch.get("other", part.count * bytes);
        to = scratch.get("product", part.count * bytes);
        const rows = scratch.get(
          "rows",
          (Math.max(keys.inputs * levels, columns) + columns) * rowBytes(size),
        );
        const range = [part.first * words, (part.first + part.count) * words] as const;
        heap.words(source, part.count * words).set(glwe.subarray(...range));
        heap.words(to, part.count * words).fill(0n);
        const calls: Call[] = [];
        let digits = source;
        if (product.kind === "cmux") {
          heap.words(other, part.count * words).set(product.one.subarray(...range));
          heap.words(to, part.count * words).set(glwe.subarray(...range));
          calls.push(["subtract", other, source, source, part.count * bytes]);
        } else if (product.kind === "automorphism") {
          for (let p = 0; p < part.count * columns; p++) {
            const exponent = product.exponents[part.first + Math.floor(p / columns)] % (2 * size);
            calls.push(["automorphism", source + p * size * 8, other + p * size * 8, exponent]);
          }
          digits = other;
        }
        for (let c = 0; c < part.count; c++) {
          const from = digits + c * bytes;
          const key = keys.address + index[part.first + c] * keyBytes;
          const into = to + c * bytes;
          if (keys.inputs < columns) calls.push(["copyBody", from, into, columns]);
          const where = [from, key, into, rows] as const;
          calls.push(["addProduct", ...where, keys.inputs, columns, baseLog, levels, keys.balanced ? 1 : 0]);
        }
        return calls;
      },
      finish() {
        result.set(heap.words(to, part.count * words), part.first * words);
      },
    };
  });
  await runner.run(chunks, product.kind, options.signal);
  return result;
}

function checkKeys(core: Core, keys: FourierKeys, { kind }: ProductKind): void {
  const ggsw = keys.inputs === core.shape.glweDimension + 1;
  if (keys.owner === core && ggsw === (kind === "external" || kind === "cmux")) return;
  throw new KeyMismatchError({
    where: `engine ${kind}`,
    problem:
      keys.owner === core ? "these keys are of the other kind" : "these keys were loaded by another engine",
    allowed: "keys from loadGgsw for products and CMUX, from loadGlweKeyswitchKeys for keyswitches",
    remedy: "load the keys with this engine's matching method",
  });
}

function checkExponents(exponents: ArrayLike<number>, count: number): void {
  for (let c = 0; c < count; c++) {
    const exponent = exponents[c];
    if (Number.isInteger(exponent) && exponent > 0 && exponent % 2 === 1) continue;
    throw new OutOfRangeError({
      where: "engine automorphismKeyswitch exponents",
      problem: `number ${c} is ${String(exponent)}`,
      allowed: `${count} odd positive integers`,
      remedy: "give an odd exponent below 2N for every ciphertext",
    });
  }
}
