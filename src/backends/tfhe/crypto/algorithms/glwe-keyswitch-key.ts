import { OptionValueError } from "../../../../core/index.ts";
import type { Gadget } from "../../kernel/index.ts";
import type { NoiseDistribution } from "../../params/index.ts";
import {
  checkGlweShape,
  type AutomorphismKeys,
  type GlweSecretKey,
  type SeededGlweKeyswitchKeys,
} from "../entities/index.ts";
import { domains } from "../random/index.ts";
import { halves, storeShifted } from "../torus/index.ts";
import { encryptRows, type BinaryMultiplier, type RowOptions } from "./glwe-rows.ts";

/**
 * A key that takes GLWE ciphertexts from `from` to `to`, of the same k and N.
 *
 * @throws KeyMismatchError if the shapes differ.
 */
export async function generateGlweKeyswitchKey(
  from: GlweSecretKey,
  to: GlweSecretKey,
  gadget: Gadget,
  noise: NoiseDistribution,
  multiplier: BinaryMultiplier,
  options: RowOptions = {},
): Promise<SeededGlweKeyswitchKeys> {
  checkGlweShape("generateGlweKeyswitchKey", from, to);
  const messages = scaledSecrets([Int8Array.from(from.bits)], to.polynomialSize, gadget);
  const rowDomains = { mask: domains.glweKeyswitchMask, noise: domains.glweKeyswitchNoise };
  return { ...(await encryptRows(to, messages, noise, rowDomains, multiplier, options)), gadget };
}

/**
 * Keys to come back to `key` after X -> X^g, one for every g: they encrypt S_i(X^g) under S.
 *
 * @param exponents odd integers in (0, 2N).
 * @throws OptionValueError for an even or out-of-range exponent.
 */
export async function generateAutomorphismKeys(
  key: GlweSecretKey,
  exponents: readonly number[],
  gadget: Gadget,
  noise: NoiseDistribution,
  multiplier: BinaryMultiplier,
  options: RowOptions = {},
): Promise<AutomorphismKeys> {
  const size = key.polynomialSize;
  const moved = exponents.map((g) => automorphedBits(key, g));
  const messages = scaledSecrets(moved, size, gadget);
  const rowDomains = { mask: domains.automorphismMask, noise: domains.automorphismNoise };
  return { ...(await encryptRows(key, messages, noise, rowDomains, multiplier, options)), gadget, exponents };
}

/** S_i(X^g): coefficient j moves to j g modulo 2N, with X^N = -1. */
export function automorphedBits(key: GlweSecretKey, exponent: number): Int8Array {
  const size = key.polynomialSize;
  if (!Number.isInteger(exponent) || exponent % 2 !== 1 || exponent <= 0 || exponent >= 2 * size) {
    throw new OptionValueError({
      where: "generateAutomorphismKeys(exponents)",
      problem: `got ${exponent}`,
      allowed: `odd integers from 1 to ${2 * size - 1}`,
      remedy: "only odd powers are automorphisms of X^N + 1; reduce modulo 2N",
    });
  }
  const out = new Int8Array(key.bits.length);
  for (let start = 0; start < out.length; start += size) {
    for (let j = 0; j < size; j++) {
      const to = (j * exponent) % (2 * size);
      out[start + (to % size)] = to < size ? key.bits[start + j] : -key.bits[start + j];
    }
  }
  return out;
}

/** [keys][k][levels][N] words: polynomials times q/B^j. */
function scaledSecrets(keys: Int8Array[], size: number, gadget: Gadget): BigUint64Array {
  const perKey = keys.length === 0 ? 0 : keys[0].length * gadget.levels;
  const words = new BigUint64Array(keys.length * perKey);
  const out = halves(words);
  let at = 0;
  for (const key of keys) {
    for (let start = 0; start < key.length; start += size) {
      for (let level = 1; level <= gadget.levels; level++) {
        for (let j = 0; j < size; j++) storeShifted(out, at++, key[start + j], 64 - gadget.baseLog * level);
      }
    }
  }
  return words;
}
