import { cellVariance, centredDigitEnergy } from "./centred-digits.ts";
import { defaultFftNoise, type FftNoise } from "./fft.ts";
import type { GadgetShape, Variance } from "./variance.ts";

/** GLWE(m g) to the rows of GGSW(m) that carry -S_i m g, by products with GGSW(-S_i). */
export interface SchemeSwitchShape extends GadgetShape {
  readonly glweDimension: number;
  readonly polynomialSize: number;
  /** Noise of the key. */
  readonly keyVariance: Variance;
}

/**
 * Mean sum of the squares of the coefficients of S_m S_i, over the m for a given i: uniform bits have mean 1/2, so
 * coefficient j has mean (2 j + 2 - N)/4, and a variance of 3 N/16, twice that where m = i:
 * N^3/48 + 3 N^2/16 (1 + 1/k). One polynomial has N/2 only: rounding under products counts for far more.
 */
export function secretProductEnergy(glweDimension: number, polynomialSize: number): number {
  const N = polynomialSize;
  return N ** 3 / 48 + ((3 * N ** 2) / 16) * (1 + 1 / glweDimension);
}

/**
 * Variance the switch adds to row i, beside the noise of its input times the key:
 * V = l (k+1) N V_key (B^2 + 2)/12 + B^(-2l)/12 (k |S_m S_i|^2 + N/2) + FFT.
 * Source: eprint 2019/736 section 4; the rounding terms derived here, measured in diagrams/noise.test.ts.
 */
export function schemeSwitchVariance(shape: SchemeSwitchShape, fft: FftNoise = defaultFftNoise): Variance {
  const { glweDimension: k, polynomialSize: N, levels, keyVariance } = shape;
  return (
    levels * (k + 1) * N * keyVariance * centredDigitEnergy(shape) +
    cellVariance(shape) * (k * secretProductEnergy(k, N) + N / 2) +
    fft(shape)
  );
}
