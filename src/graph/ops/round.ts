import { OptionValueError } from "../../core/index.ts";
import { choice, integer } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineOp } from "../op.ts";

/** `exact` computes the rounding; `approximate` lets noise decide values near the middle, and is far cheaper. */
export type RoundingMethod = "exact" | "approximate";

export interface RoundAttributes {
  /** Number of low bits dropped. */
  readonly bits: number;
  readonly method: RoundingMethod;
}

/**
 * Drops low bits: floor(x / 2^bits + 1/2), the nearest multiple of 2^bits counted in its own unit, halves
 * upwards. Approximate rounding is defined by the same integers; on ciphertexts it may be off by one.
 */
export const round: Op<RoundAttributes> = defineOp<RoundAttributes>({
  name: "round",
  kind: "lookup",
  arity: 1,
  elementwise: true,
  attributes: { bits: integer, method: choice<RoundingMethod>("exact", "approximate") },
  shape: ({ inputs: [x], attributes: { bits }, where }) => {
    if (Number.isInteger(bits) && bits >= 0 && bits <= 52) return x.shape;
    throw new OptionValueError({
      where,
      problem: `rounding away ${bits} bits`,
      allowed: "an integer from 0 to 52",
      remedy: "drop fewer bits",
    });
  },
  range: ({ inputs: [x], attributes: { bits } }) => ({
    min: dropBits(x.min, bits),
    max: dropBits(x.max, bits),
  }),
  clear:
    ({ attributes: { bits } }) =>
    ([x], out) => {
      for (let i = 0; i < out.length; i++) out[i] = dropBits(x[i], bits);
    },
});

/** floor(value / 2^bits + 1/2): exact, since scaling by powers of two is. */
export function dropBits(value: number, bits: number): number {
  const unit = 2 ** bits;
  const low = Math.floor(value / unit);
  // Not value / unit + 0.5: near 2^53 that sum would itself be rounded.
  return (value - low * unit) * 2 >= unit && bits > 0 ? low + 1 : low;
}
