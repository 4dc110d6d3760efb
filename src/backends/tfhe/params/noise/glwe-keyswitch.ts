import { defaultFftNoise, type FftNoise, type FftShape } from "./fft.ts";
import { balancedDigitEnergy, maskRounding, type Variance } from "./variance.ts";

/** A keyswitch between GLWE keys of the same k and N; also what follows an automorphism. */
export interface GlweKeyswitchShape extends FftShape {
  /** Noise of the keyswitching key. */
  readonly keyVariance: Variance;
}

/**
 * Variance a GLWE keyswitch adds to every coefficient:
 * V = l k N V_ksk E + k N (1/(48 q^2) + B^(-2l)/24) + FFT.
 * E the energy of balanced digits. An automorphism X -> X^g only permutes coefficients and signs, so this is all it costs too.
 * Source: the LWE formula (tfhe-rs lwe_keyswitch.rs) with k N products a coefficient; the noise of
 * eprint 2019/736 section 3.
 *
 * @param fft model of the floating-point noise of an external product; a keyswitch has k of its k + 1 rows.
 */
export function glweKeyswitchVariance(shape: GlweKeyswitchShape, fft: FftNoise = defaultFftNoise): Variance {
  const { glweDimension: k, polynomialSize: N, levels, keyVariance, logQ = 64 } = shape;
  return (
    levels * k * N * keyVariance * balancedDigitEnergy(shape) +
    k * N * maskRounding(shape, logQ) +
    (k / (k + 1)) * fft(shape)
  );
}
