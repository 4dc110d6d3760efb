import { cmuxVariance } from "./external-product.ts";
import { defaultFftNoise, type FftNoise, type FftShape } from "./fft.ts";
import type { Variance } from "./variance.ts";

/** A blind rotation, classic: one CMUX a bit of the small key. */
export interface BlindRotationShape extends FftShape {
  /** n. */
  readonly lweDimension: number;
  /** Noise of the bootstrapping key. */
  readonly keyVariance: Variance;
}

/**
 * Variance of a bootstrapped ciphertext, whatever the noise of the input:
 * V = n [ l N (k+1) V_bsk (B^2/12 + 1/6) + k N / 2 (1/(48 q^2) + B^(-2l)/24) + B^(-2l)/24 - 1/(24 q^2) + FFT ],
 * which is n CMUX under random key bits. Extraction and rotations add nothing.
 * Source: tfhe-rs commons/noise_formulas/lwe_programmable_bootstrap.rs.
 */
export function blindRotationVariance(shape: BlindRotationShape, fft: FftNoise = defaultFftNoise): Variance {
  return shape.lweDimension * cmuxVariance({ ...shape, ggswVariance: shape.keyVariance }, fft);
}
