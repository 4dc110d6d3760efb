import type { RandomState } from "../../core/index.ts";
import type { OptionSpec } from "./options.ts";

/** The `randomState` option: a seed, or undefined for one drawn anew. */
export const randomStateOption: OptionSpec<RandomState> = {
  default: undefined,
  allowed: "a finite number or a string",
  accepts: (value) => value === undefined || typeof value === "string" || Number.isFinite(value),
};
