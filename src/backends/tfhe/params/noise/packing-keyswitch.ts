import { balancedDigitEnergy, type GadgetShape, type Variance } from "./variance.ts";

/** `count` LWE ciphertexts packed in one GLWE ciphertext. */
export interface PackingKeyswitchShape extends GadgetShape {
  /** n_in. */
  readonly inputDimension: number;
  /** LWE ciphertexts packed, at most N. */
  readonly count: number;
  /** Noise of the packing key. */
  readonly keyVariance: Variance;
  /** log2 q. Default 64. */
  readonly logQ?: number;
}

/**
 * Variance a packing keyswitch adds to each packed coefficient:
 * V = l n_in count V_pksk E + n_in / 2 (1/(6 q^2) + B^(-2l)/12).
 * Source: tfhe-rs commons/noise_formulas/lwe_packing_keyswitch.rs, where E = B^2/12 + 1/6; here that of
 * balanced digits.
 */
export function packingKeyswitchVariance(shape: PackingKeyswitchShape): Variance {
  const { inputDimension, count, levels, baseLog, keyVariance, logQ = 64 } = shape;
  const rounding = 2 ** (-2 * logQ) / 6 + 2 ** (-2 * baseLog * levels) / 12;
  return (
    levels * inputDimension * count * keyVariance * balancedDigitEnergy(shape) +
    (inputDimension / 2) * rounding
  );
}
