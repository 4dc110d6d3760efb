/**
 * Security curves: the least noise that keeps LWE with uniform binary secrets hard enough.
 *
 * Sources and pins. Attack costs come from the lattice-estimator with the MATZOV cost model, attacks
 * primal uSVP and dual hybrid:
 * - 132 bits, Gaussian and TUniform: tfhe-rs commons/noise_formulas/secure_noise.rs, estimator commit
 *   352ddaf.
 * - 128 bits, Gaussian: Concrete tools/parameter-curves, curve of 2024-06-10, estimator commit 60808bdc.
 * - 128 bits, TUniform: nobody publishes one. Here it is the smallest bound whose standard deviation
 *   2^b / sqrt 3 is at least the 128-bit Gaussian curve's.
 *
 * Validity: dimension n (or k N for GLWE) of at least 450; fitted up to 16384 where the estimator
 * stops, and flat at the floor above about 2500. The curves are functions of sigma / q, checked
 * upstream at q = 2^21, 2^32, 2^64 and 2^128.
 */
import { NoParametersError, OptionValueError } from "../../../core/index.ts";
import type { NoiseDistribution, NoiseKind } from "./distribution.ts";

/** Claimed bits of security: 128 as asked for by the standards, 132 with four bits in hand. */
export type SecurityLevel = 128 | 132;

/** What a curve is asked for. */
export interface CurveOptions {
  /** Bits of security. Default 128. */
  readonly security?: SecurityLevel;
  /** log2 of the ciphertext modulus q. Default 64. */
  readonly logQ?: number;
}

/** What {@link minimalNoise} is asked for. */
export interface MinimalNoiseOptions extends CurveOptions {
  /** The law of the noise. Default `"tuniform"`. */
  readonly distribution?: NoiseKind;
}

/** Below this dimension neither curve was fitted, and guessing attacks on binary secrets take over. */
export const MINIMAL_DIMENSION = 450;

/** Smallest bound of a TUniform law, and log2 of the smallest sigma q of a Gaussian one. */
const FLOOR_BOUND = 3;
const FLOOR_LOG2_SIGMA = 2;

/** log2 sigma = slope n + bias on the torus, above the floor. */
const gaussianCurves: Record<SecurityLevel, { slope: number; bias: number }> = {
  128: { slope: -0.025696778711484593, bias: 2.675931372549016 },
  // Halves of tfhe-rs' exponents, which are those of the variance.
  132: { slope: -0.0497829131652661 / 2, bias: 5.31469187675068 / 2 },
};

/** b = ceil(slope n + bias + log2 q). */
const tuniformCurve132 = { slope: -0.025167785, bias: 4.10067100000001 };

/**
 * Least standard deviation, as a fraction of the torus, of Gaussian noise on an LWE ciphertext of
 * `dimension` (k N for a GLWE ciphertext) under a uniform binary secret.
 *
 * 128: max(2^(-0.0256968 n + 2.675931), 4 / q). 132: sqrt(2^(5.314692 - 0.0497829 n) + 16 / q^2).
 *
 * @throws NoParametersError below dimension 450.
 * @throws OptionValueError for an unknown security level or a modulus outside 2^8 .. 2^128.
 */
export function minimalStandardDeviation(dimension: number, options: CurveOptions = {}): number {
  const { security, logQ } = checkedCurve(dimension, options);
  const { slope, bias } = gaussianCurves[security];
  const law = 2 ** (slope * dimension + bias);
  const floor = 2 ** (FLOOR_LOG2_SIGMA - logQ);
  // The two origins join floor and law differently: added in quadrature at 132, greater of both at 128.
  return security === 132 ? Math.hypot(law, floor) : Math.max(law, floor);
}

/**
 * Least noise of the asked kind for LWE of `dimension` (k N for GLWE) under a uniform binary secret.
 *
 * @throws NoParametersError below dimension 450.
 * @throws OptionValueError for an unknown security level, law or modulus.
 */
export function minimalNoise(dimension: number, options: MinimalNoiseOptions = {}): NoiseDistribution {
  const { security, logQ } = checkedCurve(dimension, options);
  const kind: string = options.distribution ?? "tuniform";
  if (kind === "gaussian") {
    return { kind, standardDeviation: minimalStandardDeviation(dimension, { security, logQ }) };
  }
  if (kind !== "tuniform") {
    throw new OptionValueError({
      where: "minimalNoise option distribution",
      problem: `got ${JSON.stringify(kind)}`,
      allowed: `"gaussian" or "tuniform"`,
      remedy: `leave it out for the default, "tuniform"`,
    });
  }
  const bound =
    security === 132
      ? Math.ceil(tuniformCurve132.slope * dimension + logQ + tuniformCurve132.bias)
      : Math.ceil(Math.log2(minimalStandardDeviation(dimension, { security, logQ }) * Math.sqrt(3)) + logQ);
  return { kind, boundLog2: Math.max(FLOOR_BOUND, bound) };
}

function checkedCurve(dimension: number, options: CurveOptions): Required<CurveOptions> {
  const { security = 128, logQ = 64 } = options;
  if (!Object.hasOwn(gaussianCurves, security)) {
    throw new OptionValueError({
      where: "option security",
      problem: `got ${String(security)}`,
      allowed: "128 or 132 (bits)",
      remedy: "choose one of the two levels that have a published curve",
    });
  }
  if (!(logQ >= 8 && logQ <= 128)) {
    throw new OptionValueError({
      where: "option logQ",
      problem: `got ${String(logQ)}`,
      allowed: "log2 of the ciphertext modulus, from 8 to 128",
      remedy: "give the exponent of q: 64 for q = 2^64",
    });
  }
  if (!(dimension >= MINIMAL_DIMENSION) || !Number.isInteger(dimension)) {
    throw new NoParametersError({
      where: "security curve",
      problem: `an LWE dimension of ${String(dimension)} has no secure noise here`,
      allowed: `an integer of at least ${MINIMAL_DIMENSION}`,
      remedy: "use a larger LWE dimension, or a larger k N for a GLWE key",
    });
  }
  return { security, logQ };
}
