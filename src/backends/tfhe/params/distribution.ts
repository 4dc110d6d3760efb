/**
 * How the error of a fresh encryption is drawn. Two laws are offered; **TUniform is the default** of
 * the library: it needs integers only, has no secret-dependent branch and is bounded, so no sample is
 * ever outside what the failure probability accounts for.
 */
export type NoiseDistribution =
  | {
      /** A normal law of mean 0, rounded to the nearest integer of Z/qZ. */
      readonly kind: "gaussian";
      /** Standard deviation as a fraction of the torus, so in (0, 1); times q on the integer scale. */
      readonly standardDeviation: number;
    }
  | {
      /**
       * Uniform on the integers strictly between -2^b and 2^b, probability 2^-(b+1) each, and the two
       * end points with probability 2^-(b+2) each.
       */
      readonly kind: "tuniform";
      /** b, on the integer scale of Z/qZ: 3 is the smallest the security curves ever ask for. */
      readonly boundLog2: number;
    };

/** The names of the two laws. */
export type NoiseKind = NoiseDistribution["kind"];

/**
 * Variance of one error, in torus units squared, for a modulus q = 2^logQ.
 *
 * TUniform(b): V = (2^(2b+1) + 1) / (6 q^2). Source: tfhe-rs
 * core_crypto/commons/math/random/t_uniform.rs. The rounding of the Gaussian to integers adds
 * 1 / (12 q^2), which matters only at the floor of the curves (below one per cent there) and is included.
 */
export function noiseVariance(distribution: NoiseDistribution, logQ = 64): number {
  const q2 = 2 ** (2 * logQ);
  return distribution.kind === "gaussian"
    ? distribution.standardDeviation ** 2 + (distribution.standardDeviation > 0 ? 1 / 12 / q2 : 0)
    : (2 ** (2 * distribution.boundLog2 + 1) + 1) / 6 / q2;
}

/** `TUniform(17)` or `Gaussian(2^-48.3)`, for messages and reports. */
export function describeNoise(distribution: NoiseDistribution): string {
  return distribution.kind === "gaussian"
    ? `Gaussian(2^${Math.log2(distribution.standardDeviation).toFixed(2)})`
    : `TUniform(${distribution.boundLog2})`;
}
