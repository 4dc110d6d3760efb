import type { GadgetShape, Variance } from "./variance.ts";

/** A gadget product with k + 1 input and output polynomials of size N. */
export interface FftShape extends GadgetShape {
  /** k. */
  readonly glweDimension: number;
  /** N. */
  readonly polynomialSize: number;
  /** log2 q. Default 64. */
  readonly logQ?: number;
}

/** A model of the rounding noise one external product takes from its floating-point FFT. */
export type FftNoise = (shape: FftShape) => Variance;

/** Bits of a double's significand. */
const MANTISSA = 53;

/**
 * tfhe-rs' fit to its own 64-bit-float FFT, for one CMUX under a random binary key bit:
 * 0.00705 2^(2 max(0, log2 q - 53)) B^2/q^2 l^1.01827 k^1.22003 N^2.22003 (k+1)^1.01827.
 * Source: tfhe-rs commons/noise_formulas/lwe_programmable_bootstrap.rs.
 */
export const tfheRsFftNoise: FftNoise = ({
  glweDimension: k,
  polynomialSize: N,
  baseLog,
  levels,
  logQ = 64,
}) =>
  0.00705 *
  2 ** (2 * Math.max(0, logQ - MANTISSA) + 2 * baseLog - 2 * logQ) *
  levels ** 1.01827 *
  k ** 1.22003 *
  N ** 2.22003 *
  (k + 1) ** 1.01827;

/**
 * Rounding noise of this library's engine, by build, with or without fused multiply-add:
 * V = c 2^(2 max(0, log2 q - 53)) B^2/q^2 l (k+1) N (1 + k N / 2), c = a log2 N - b.
 *
 * Reason for the shape: l (k+1) products of digits (B^2/12 each) by uniform words (1/12) keep a relative
 * error that grows with the depth of the transform; errors in the k mask polynomials meet k N / 2 ones
 * of the key. a and b are fitted to measurements for N = 128 .. 32768 (fft.noise.slow.test.ts), which
 * they meet to about 5 %. It is 1.3 to 2 times tfhe-rs' fit.
 */
export const engineFftNoise: Record<"relaxed" | "baseline", FftNoise> = {
  relaxed: (shape) => engineNoise(shape, 1),
  baseline: (shape) => engineNoise(shape, 1.08),
};

const FIT = { slope: 0.0158, offset: 0.0353 };

function engineNoise(shape: FftShape, build: number): Variance {
  const { glweDimension: k, polynomialSize: N, baseLog, levels, logQ = 64 } = shape;
  const relative = build * (FIT.slope * Math.log2(N) - FIT.offset);
  const scale = 2 ** (2 * Math.max(0, logQ - MANTISSA) + 2 * baseLog - 2 * logQ);
  return relative * scale * levels * (k + 1) * N * (1 + (k * N) / 2);
}

/** The default of all formulas: the noisier build, as the client does not know the server's. */
export const defaultFftNoise: FftNoise = engineFftNoise.baseline;

/** No rounding at all: for formulas of exact arithmetic, and for comparisons. */
export const exactArithmetic: FftNoise = () => 0;
