import { modulusSwitchVariance, type ModulusSwitchNoiseShape } from "./modulus-switch.ts";
import type { Variance } from "./variance.ts";

/**
 * Modulus switch noise of a rotation that serves 2^theta interleaved tables: exponents are multiples
 * of 2^theta, so the switch goes to 2N / 2^theta and its standard deviation is 2^theta times larger.
 * The noise of the blind rotation itself is unchanged. Source: eprint 2021/729 section 3 (PBSmanyLUT).
 *
 * Tables placed one after another (each in the boxes of an unused top bit) change no noise at all.
 */
export function interleavedModulusSwitchVariance(
  shape: ModulusSwitchNoiseShape,
  theta: number,
  mode: "centred" | "standard" = "centred",
): Variance {
  return modulusSwitchVariance({ ...shape, toLog: shape.toLog - theta }, mode);
}
