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

/** No rounding at all: for formulas of exact arithmetic, and for comparisons. */
export const exactArithmetic: FftNoise = () => 0;
