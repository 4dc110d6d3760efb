import type { OptionSpec } from "../base/index.ts";

/** The `l1Ratio` option: the share of the L1 penalty in an elastic net. */
export function l1RatioOption(fallback: number): OptionSpec<number> {
  return {
    default: fallback,
    allowed: "a number from 0 to 1",
    accepts: (value) => typeof value === "number" && value >= 0 && value <= 1,
  };
}
