import type { Variance } from "./variance.ts";

/** A modulus switch of an LWE ciphertext under a uniform binary key. */
export interface ModulusSwitchNoiseShape {
  /** n. */
  readonly dimension: number;
  /** log2 of the modulus switched to: log2(2N), less the dropped bits of interleaved tables. */
  readonly toLog: number;
  /** log2 of the modulus switched from: 64, or 32 after a 32-bit keyswitch. Default 64. */
  readonly logQ?: number;
}

/**
 * Every word rounded to nearest:
 * V = n (1/(48 q^2) + 1/(24 w^2)) - 1/(12 q^2) + 1/(12 w^2), w = 2^toLog.
 * Source: tfhe-rs commons/noise_formulas/modulus_switch.rs.
 */
export function standardModulusSwitchVariance(shape: ModulusSwitchNoiseShape): Variance {
  const { dimension, toLog, logQ = 64 } = shape;
  const q2 = 2 ** (-2 * logQ);
  const w2 = 2 ** (-2 * toLog);
  return dimension * (q2 / 48 + w2 / 24) - q2 / 12 + w2 / 12;
}

/**
 * The mean of the mask's rounding errors, public up to the key's mean of 1/2, is taken out of the
 * body: only the key's variance 1/4 remains of its energy 1/2, and the body's own rounding is aligned
 * with the borders of the table's boxes:
 * V = n (1/(24 q^2) + 1/(48 w^2)).
 * Source: tfhe-rs commons/noise_formulas/centered_mean_shifted_modulus_switch.rs, after eprint 2025/809.
 */
export function centredModulusSwitchVariance(shape: ModulusSwitchNoiseShape): Variance {
  const { dimension, toLog, logQ = 64 } = shape;
  return dimension * (2 ** (-2 * logQ) / 24 + 2 ** (-2 * toLog) / 48);
}

/** Either, by name; `centred` is what the engine does by default. */
export function modulusSwitchVariance(
  shape: ModulusSwitchNoiseShape,
  mode: "centred" | "standard" = "centred",
): Variance {
  return mode === "centred" ? centredModulusSwitchVariance(shape) : standardModulusSwitchVariance(shape);
}
