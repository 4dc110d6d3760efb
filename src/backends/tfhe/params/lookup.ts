import type { Variance } from "./noise/index.ts";

/** The noise a table lookup decides with: what comes in, and what its own steps add. */
export interface LookupNoise {
  /** Variance of each bootstrapped term of the sum that is looked up. */
  readonly bootstrap: Variance;
  readonly keyswitch: Variance;
  readonly modulusSwitch: Variance;
  /** Squared 2-norm of the integer weights between two lookups. */
  readonly norm2Squared: number;
  /**
   * `"keyswitch-first"`: values wait under the large key, nu^2 V_br + V_ks + V_ms;
   * `"bootstrap-first"`: under the small key, nu^2 (V_br + V_ks) + V_ms. Default keyswitch-first.
   */
  readonly order?: "keyswitch-first" | "bootstrap-first";
}

/** Total variance at the decision. Source: checked against every published set, see lookup.test.ts. */
export function lookupVariance(noise: LookupNoise): Variance {
  const { bootstrap, keyswitch, modulusSwitch, norm2Squared, order = "keyswitch-first" } = noise;
  return order === "keyswitch-first"
    ? norm2Squared * bootstrap + keyswitch + modulusSwitch
    : norm2Squared * (bootstrap + keyswitch) + modulusSwitch;
}
