import {
  balancedDigitEnergy,
  maskRounding,
  uniformDigitEnergy,
  type DigitEnergy,
  type GadgetShape,
  type Variance,
} from "./variance.ts";

/** An LWE keyswitch; the gadget is the keyswitching key's. */
export interface KeyswitchNoiseShape extends GadgetShape {
  /** n_in: dimension of the key switched from, uniform binary. */
  readonly inputDimension: number;
  /** Noise of the keyswitching key, torus units squared. */
  readonly keyVariance: Variance;
  /** log2 of the input modulus. Default 64. */
  readonly logQ?: number;
  /** log2 of the output modulus, 32 for the 32-bit target. Default: the input's. */
  readonly outputLogQ?: number;
}

/**
 * Variance an LWE keyswitch adds:
 * V = l n_in V_ksk E + n_in (1/(48 q^2) + B^(-2l)/24) - 1/(12 q^2) + 1/(12 q'^2),
 * digit noise, rounding of the mask under a binary key, and the change of modulus q -> q' of the body.
 * Source: tfhe-rs commons/noise_formulas/lwe_keyswitch.rs, where E = B^2/12 + 1/6.
 *
 * @param energy E of the digits. Default: of those the engine makes, balanced below B = 2^10.
 */
export function keyswitchVariance(
  shape: KeyswitchNoiseShape,
  energy: DigitEnergy = shape.baseLog < 10 ? balancedDigitEnergy : uniformDigitEnergy,
): Variance {
  const { inputDimension, levels, keyVariance, logQ = 64, outputLogQ = logQ } = shape;
  const digits = levels * inputDimension * keyVariance * energy(shape);
  const rounding = inputDimension * maskRounding(shape, logQ);
  return digits + rounding - 2 ** (-2 * logQ) / 12 + 2 ** (-2 * outputLogQ) / 12;
}
