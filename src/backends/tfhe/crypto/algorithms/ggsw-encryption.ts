import type { Gadget } from "../../kernel/index.ts";
import type { NoiseDistribution } from "../../params/index.ts";
import type { GlweSecretKey, SeededGgsw } from "../entities/index.ts";
import { domains } from "../random/index.ts";
import { halves, storeShifted } from "../torus/index.ts";
import { encryptRows, type BinaryMultiplier, type RowOptions } from "./glwe-rows.ts";

/**
 * GGSW encryptions of bits (or small integers) under a GLWE key; layout on {@link SeededGgsw}.
 *
 * @param messages one integer a GGSW ciphertext, of magnitude below 2^20.
 */
export async function encryptGgsw(
  key: GlweSecretKey,
  messages: ArrayLike<number>,
  gadget: Gadget,
  noise: NoiseDistribution,
  multiplier: BinaryMultiplier,
  options: RowOptions = {},
): Promise<SeededGgsw> {
  const { glweDimension: k, polynomialSize: size } = key;
  const words = new BigUint64Array(messages.length * gadget.levels * (k + 1) * size);
  const out = halves(words);
  let row = 0;
  for (let c = 0; c < messages.length; c++) {
    for (let level = 1; level <= gadget.levels; level++) {
      const shift = 64 - gadget.baseLog * level;
      for (let r = 0; r < k; r++, row++) {
        for (let i = 0; i < size; i++) {
          storeShifted(out, row * size + i, -messages[c] * key.bits[r * size + i], shift);
        }
      }
      storeShifted(out, row * size, messages[c], shift);
      row++;
    }
  }
  const rowDomains = { mask: domains.ggswMask, noise: domains.ggswNoise };
  return { ...(await encryptRows(key, words, noise, rowDomains, multiplier, options)), gadget };
}
