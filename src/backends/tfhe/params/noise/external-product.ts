import { defaultFftNoise, type FftNoise, type FftShape } from "./fft.ts";
import { maskRounding, uniformDigitEnergy, type Variance } from "./variance.ts";

/** GGSW times GLWE; the gadget is the GGSW ciphertext's. */
export interface ExternalProductShape extends FftShape {
  /** Noise of the GGSW ciphertext's rows. */
  readonly ggswVariance: Variance;
}

/**
 * Variance of one coefficient of GGSW(m) times GLWE(M), for a message m that is one bit or monomial
 * and input noise V_in:
 * V = m^2 V_in + l (k+1) N V_ggsw (B^2/12 + 1/6) + m^2 (k N (1/(48 q^2) + B^(-2l)/24) + B^(-2l)/12) + FFT.
 * The two halves of the rounding term are the mask under a binary key and the body.
 * Source: eprint 2018/421 section 3.2 with the terms of tfhe-rs lwe_programmable_bootstrap.rs.
 *
 * @param inputVariance V_in.
 * @param message m, 0 or 1. Default 1, the worse one.
 * @param fft model of the floating-point noise.
 */
export function externalProductVariance(
  shape: ExternalProductShape,
  inputVariance: Variance = 0,
  message: 0 | 1 = 1,
  fft: FftNoise = defaultFftNoise,
): Variance {
  return message * inputVariance + rowNoise(shape) + message * 2 * halfRounding(shape) + fft(shape);
}

/**
 * Variance one CMUX adds under a uniformly random selecting bit, so with half of the rounding term;
 * the noise of the chosen branch comes on top.
 */
export function cmuxVariance(shape: ExternalProductShape, fft: FftNoise = defaultFftNoise): Variance {
  return rowNoise(shape) + halfRounding(shape) + fft(shape);
}

/**
 * l (k+1) N V_ggsw (B^2/12 + 1/6): every digit meets fresh noise of a row. Exact for one-sided digits;
 * balanced ones have 0.2 % less at B = 32, which is left on the safe side.
 */
function rowNoise(shape: ExternalProductShape): Variance {
  const { glweDimension: k, polynomialSize: N, levels, ggswVariance } = shape;
  return levels * (k + 1) * N * ggswVariance * uniformDigitEnergy(shape);
}

/** Half of the rounding term: k N / 2 (1/(48 q^2) + B^(-2l)/24) + B^(-2l)/24 - 1/(24 q^2). */
function halfRounding(shape: ExternalProductShape): Variance {
  const { glweDimension: k, polynomialSize: N, baseLog, levels, logQ = 64 } = shape;
  const body = 2 ** (-2 * baseLog * levels) / 24 - 2 ** (-2 * logQ) / 24;
  return ((k * N) / 2) * maskRounding(shape, logQ) + body;
}
