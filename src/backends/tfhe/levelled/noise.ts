import type { LevelledParameters } from "./shape.ts";

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
 * Variance of re-randomising with a public encryption of zero: u e_pk + e_2 - e_1 s per coefficient, u
 * and s binary of k N coefficients, all errors of variance sigma^2: V = (k N + 1) sigma^2. The flooding
 * noise is not in it: it is bounded, and taken off the decision's half width instead.
 */
export function rerandomiseVariance({
  noiseVariance,
  glweDimension,
  polynomialSize,
}: Pick<LevelledParameters, "noiseVariance" | "glweDimension" | "polynomialSize">): number {
  return (glweDimension * polynomialSize + 1) * noiseVariance;
}

/**
 * Largest error, in units of 2^-64, that an answer carries before it is flooded: the inputs' (TUniform
 * noise is bounded by 2^b, rounding by half a unit) times the weights, and that of re-randomising.
 */
export function boundedError(parameters: LevelledParameters, oneNorm: number): number {
  const { noise, bodyBits, glweDimension, polynomialSize } = parameters;
  if (noise.kind !== "tuniform") return Infinity;
  const fresh = 2 ** noise.boundLog2;
  const rounding = bodyBits < 64 ? 2 ** (63 - bodyBits) : 0;
  return oneNorm * (fresh + rounding) + (2 * glweDimension * polynomialSize + 1) * fresh;
}

/**
 * Statistical distance, as -log2, between an answer's noise and noise that does not depend on the
 * weights: a uniform law on (-2^f, 2^f) moved by at most `bound` differs by bound / 2^(f+1) a
 * coefficient; the distances of all outputs add up.
 */
export function statisticalDistanceBits(floodLog2: number, bound: number, outputs: number): number {
  return floodLog2 + 1 - Math.log2(bound * outputs);
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
