import { CircuitMismatchError, OutOfRangeError, type RunOptions } from "../../../../core/index.ts";
import type { Engine, Gadget, LoadedKeys } from "../../kernel/index.ts";
import type { NoiseDistribution } from "../../params/index.ts";
import {
  checkDimension,
  lweCount,
  type GlweCiphertexts,
  type GlweSecretKey,
  type LweCiphertexts,
  type LweSecretKey,
  type PackingKey,
} from "../entities/index.ts";
import { domains } from "../random/index.ts";
import { addWords, halves, storeShifted } from "../torus/index.ts";
import { expandGlwe } from "./glwe-encryption.ts";
import { encryptRows, type BinaryMultiplier, type RowOptions } from "./glwe-rows.ts";

/** Makes a packing key from an LWE key to a GLWE key of any shape; layout on {@link PackingKey}. */
export async function generatePackingKey(
  from: LweSecretKey,
  to: GlweSecretKey,
  gadget: Gadget,
  noise: NoiseDistribution,
  multiplier: BinaryMultiplier,
  options: RowOptions = {},
): Promise<PackingKey> {
  const inputDimension = from.bits.length;
  const size = to.polynomialSize;
  const messages = new BigUint64Array(inputDimension * gadget.levels * size);
  const out = halves(messages);
  for (let i = 0; i < inputDimension; i++) {
    for (let j = 0; j < gadget.levels; j++) {
      storeShifted(out, (i * gadget.levels + j) * size, from.bits[i], 64 - gadget.baseLog * (j + 1));
    }
  }
  const rowDomains = { mask: domains.packingKeyswitchMask, noise: domains.packingKeyswitchNoise };
  const rows = await encryptRows(to, messages, noise, rowDomains, multiplier, options);
  return { ...rows, gadget, inputDimension };
}

/** A packing key in an engine of its own shape, see {@link loadPackingKey}. */
export interface LoadedPackingKey {
  readonly inputDimension: number;
  readonly keys: LoadedKeys;
}

/**
 * Loads a packing key into an engine of the key's k and N. Input coefficients are taken k at a time,
 * each group as one GLWE keyswitching key; missing ones of the last group are zeros.
 *
 * @throws CircuitMismatchError if the engine has another k or N.
 */
export async function loadPackingKey(
  engine: Engine,
  key: PackingKey,
  options: RunOptions = {},
): Promise<LoadedPackingKey> {
  const { glweDimension: k, polynomialSize: size, gadget, inputDimension } = key;
  if (engine.shape.glweDimension !== k || engine.shape.polynomialSize !== size) {
    throw new CircuitMismatchError({
      where: "loadPackingKey",
      problem: `the key has k=${k} N=${size}, the engine k=${engine.shape.glweDimension} N=${engine.shape.polynomialSize}`,
      allowed: "an engine of the packing key's shape",
      remedy: "open an engine with the shape of the packed ciphertexts",
    });
  }
  const row = (k + 1) * size;
  const padded = new BigUint64Array(Math.ceil(inputDimension / k) * k * gadget.levels * row);
  padded.set(expandGlwe(key).words);
  return { inputDimension, keys: await engine.loadGlweKeyswitchKeys(padded, gadget, options) };
}

/** Groups of input coefficients handed to the engine at a time. */
const GROUPS = 32;

/**
 * Packs up to N LWE ciphertexts into one GLWE ciphertext, number c at coefficient c:
 * (0, ..., 0, sum b_c X^c) - sum over i, j of digit_j(sum_c a_ci X^c) K_ij.
 * Noise: `packingKeyswitchVariance`.
 *
 * @throws OutOfRangeError for more ciphertexts than coefficients.
 */
export async function packLwe(
  engine: Engine,
  key: LoadedPackingKey,
  lwe: LweCiphertexts,
  options: RunOptions = {},
): Promise<GlweCiphertexts> {
  const { glweDimension: k, polynomialSize: size } = engine.shape;
  checkDimension("packLwe", lwe.dimension, key.inputDimension);
  const count = lweCount(lwe);
  if (count > size) {
    throw new OutOfRangeError({
      where: "packLwe",
      problem: `got ${count} ciphertexts`,
      allowed: `at most N = ${size}`,
      remedy: "pack them in several GLWE ciphertexts",
    });
  }
  const row = (k + 1) * size;
  const words = new BigUint64Array(row);
  const width = lwe.dimension + 1;
  for (let c = 0; c < count; c++) words[row - size + c] = lwe.words[c * width + lwe.dimension];
  for (let first = 0; first < key.keys.count; first += GROUPS) {
    const groups = Math.min(GROUPS, key.keys.count - first);
    const masks = new BigUint64Array(groups * row);
    for (let g = 0; g < groups; g++) {
      for (let r = 0; r < k; r++) {
        const i = (first + g) * k + r;
        if (i >= lwe.dimension) break;
        for (let c = 0; c < count; c++) masks[g * row + r * size + c] = lwe.words[c * width + i];
      }
    }
    const index = Array.from({ length: groups }, (_, g) => first + g);
    const parts = await engine.glweKeyswitch(key.keys, index, masks, options);
    for (let g = 0; g < groups; g++) addWords(words, 0, parts.subarray(g * row, (g + 1) * row));
  }
  return { glweDimension: k, polynomialSize: size, words };
}
