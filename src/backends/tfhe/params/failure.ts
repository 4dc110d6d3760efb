/**
 * Failure probabilities of one decision: a centred normal error of a given variance leaves the box
 * around the right value. Everything is a base-2 logarithm, so that 2^-128 and 2^-3000 are no problem.
 */
import { OutOfRangeError } from "../../../core/index.ts";
import type { Variance } from "./noise/index.ts";

const LN2 = Math.LN2;

/**
 * log2 of erfc(x) for x >= 0, to about 14 digits far into the tail.
 *
 * Below 2 by the series of erf (Abramowitz and Stegun 7.1.6), above by the continued fraction of
 * erfc (7.1.14), evaluated backwards with enough terms for double precision.
 */
export function log2Erfc(x: number): number {
  if (!(x >= 0)) {
    throw new OutOfRangeError({
      where: "log2Erfc(x)",
      problem: `got ${x}`,
      allowed: "x >= 0",
      remedy: "take the distance to the border over sigma sqrt 2, which is positive",
    });
  }
  if (x < 2) {
    // erf x = 2/sqrt(pi) e^(-x^2) sum over n of 2^n x^(2n+1) / (1 * 3 ... (2n+1)): all terms positive.
    let term = x;
    let sum = x;
    for (let n = 1; n < 60; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return Math.log2(1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum);
  }
  // erfc x = e^(-x^2) / sqrt(pi) * 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))).
  // Its error falls with x sqrt(terms).
  let fraction = x;
  for (let n = Math.ceil(20 + 400 / (x * x)); n >= 1; n--) fraction = x + n / 2 / fraction;
  return -(x * x) / LN2 - Math.log2(fraction * Math.sqrt(Math.PI));
}

/**
 * log2 of the probability that a centred normal error of `variance` exceeds `halfWidth` in magnitude.
 *
 * @param halfWidth distance from the right value to the border, as a fraction of the torus.
 */
export function log2FailureProbability(variance: Variance, halfWidth: number): number {
  if (variance === 0) return Number.NEGATIVE_INFINITY;
  return log2Erfc(halfWidth / Math.sqrt(2 * variance));
}

/**
 * Half the width of a box for `precision` bits and a padding bit: 2^-(p+2) of the torus. Without a
 * padding bit (negacyclic tables, levelled results) precision counts one less.
 */
export function boxHalfWidth(precision: number): number {
  return 2 ** -(precision + 2);
}

/**
 * kappa: how many standard deviations must fit in half a box for a failure probability of
 * 2^log2Probability; sqrt(2) times the inverse of erfc. Accurate to 1e-12.
 *
 * @param log2Probability below 0.
 */
export function sigmasFor(log2Probability: number): number {
  if (!(log2Probability < 0)) {
    throw new OutOfRangeError({
      where: "sigmasFor(log2Probability)",
      problem: `got ${log2Probability}`,
      allowed: "a negative number: the base-2 logarithm of a probability below 1",
      remedy: "pass -40 for 2^-40",
    });
  }
  let low = 0;
  let high = 2 + Math.sqrt(-2 * LN2 * log2Probability);
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2;
    if (log2Erfc(middle / Math.SQRT2) > log2Probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The largest variance with which `halfWidth` is left with probability at most 2^log2Probability. */
export function maximalVariance(halfWidth: number, log2Probability: number): Variance {
  return (halfWidth / sigmasFor(log2Probability)) ** 2;
}
