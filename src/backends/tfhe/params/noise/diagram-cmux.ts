import { cellVariance, centredDigitEnergy } from "./centred-digits.ts";
import { defaultFftNoise, type FftNoise } from "./fft.ts";
import type { GadgetShape, Variance } from "./variance.ts";

/** A CMUX by a GGSW ciphertext whose rows came from an expansion and a scheme switch. */
export interface DiagramCmuxShape extends GadgetShape {
  readonly glweDimension: number;
  readonly polynomialSize: number;
  /** Noise of the last row of each level: an expanded ciphertext. */
  readonly bodyRowVariance: Variance;
  /** Noise of the k rows of each level that the switch made. */
  readonly maskRowVariance: Variance;
}

/**
 * Variance one CMUX adds to the chosen branch, for the selecting bit 1, the worse one:
 * V = l N (B^2 + 2)/12 (V_body + k V_mask) + (1 + k N/2) B^(-2l)/12 + FFT.
 * Source: eprint 2018/421 section 3.4. Digits are centred: steps of a path and diagrams of a sum are uncorrelated.
 */
export function diagramCmuxVariance(
  shape: DiagramCmuxShape,
  bit: 0 | 1 = 1,
  fft: FftNoise = defaultFftNoise,
): Variance {
  const { glweDimension: k, polynomialSize: N, levels } = shape;
  return (
    levels * N * centredDigitEnergy(shape) * (shape.bodyRowVariance + k * shape.maskRowVariance) +
    bit * (1 + (k * N) / 2) * cellVariance(shape) +
    fft(shape)
  );
}

/**
 * At most what a CMUX between two leaves adds: their difference has no mask and `outputs` coefficients, each with
 * digits up to B/2, and nothing is rounded.
 */
export function leafCmuxVariance(
  shape: DiagramCmuxShape,
  outputs: number,
  fft: FftNoise = defaultFftNoise,
): Variance {
  const { baseLog, levels, glweDimension: k, polynomialSize: N } = shape;
  const share = Math.min(1, outputs / N);
  // No digit of a mask, and few of the body's, take part in the transforms either.
  return (
    levels * outputs * (2 ** (2 * baseLog) / 4) * shape.bodyRowVariance + (3 * share * fft(shape)) / (k + 1)
  );
}
