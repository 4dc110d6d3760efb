import type { LevelledParameters } from "./parameters.ts";

/**
 * Variance of one coefficient of a fresh ciphertext as it travels, in torus units squared: the
 * encryption noise, and the rounding of the body to `bodyBits` bits, uniform over one unit:
 * V = sigma^2 + 2^(-2 bodyBits) / 12.
 */
export function loadVariance({ noiseVariance, bodyBits }: LevelledParameters): number {
  return noiseVariance + (bodyBits < 64 ? 2 ** (-2 * bodyBits) / 12 : 0);
}

/**
 * Variance a product adds to each of its outputs: every coefficient of every source enters with one
 * weight of the polynomial W(X), so V_out = |w|^2 V_in with the norm over all outputs' weights.
 */
export function productVariance(squaredNorm: number, inputVariance: number): number {
  return squaredNorm * inputVariance;
}

/**
 * Variance of rounding an answer to `answerBits` bits: n mask words whose rounding errors, uniform over
 * one unit, meet binary key bits of variance 1/4 (their mean of 1/2 is compensated in the body), and
 * the body itself: V = (n / 48 + 1 / 12) 2^(-2 bits). Source: the centred modulus switch of
 * eprint 2025/809; see params/noise/modulus-switch.ts.
 */
export function switchVariance({ polynomialSize, glweDimension, answerBits }: LevelledParameters): number {
  return ((glweDimension * polynomialSize) / 48 + 1 / 12) * 2 ** (-2 * answerBits);
}
