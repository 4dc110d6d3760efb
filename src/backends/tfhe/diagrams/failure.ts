/**
 * How often a result is wrong. The errors of one query's GGSW rows are the same for all coefficients of all its results: the
 * variance of a result is itself a random number, drawn with the query, and a sum of few rows varies much. Its square
 * roots are close to normal, so it is taken for a chi-square variable over its degrees of freedom, two a row: the fewest
 * that the rounding errors under a key with mean 1/2 have, whose energy is in one pair of frequencies.
 */
import { log2Erfc, sigmasFor } from "../params/index.ts";
import type { DiagramWeights } from "./weights.ts";

/** Beyond this many degrees of freedom a variance is as good as known. */
const MANY = 4000;
const LN2 = Math.LN2;

/** Degrees of freedom of the variance of a result, for a gadget's levels. */
export function varianceFreedom({ bits }: Pick<DiagramWeights, "bits">, levels: number): number {
  return Math.max(2, 2 * levels * bits);
}

/**
 * log2 of the probability that an error exceeds `halfWidth`, for a normal law whose variance is `variance` times a
 * chi-square variable over `freedom`: the mean of erfc(h / sqrt(2 V x)) over x.
 */
export function log2MixedFailure(variance: number, halfWidth: number, freedom: number): number {
  if (variance === 0) return Number.NEGATIVE_INFINITY;
  if (freedom >= MANY) return log2Erfc(halfWidth / Math.sqrt(2 * variance));
  const half = freedom / 2;
  // In t = ln x the density is half^half x^half e^(-half x) / Gamma(half): normalised by its own sum.
  const step = 0.3 / Math.sqrt(half) / 6;
  let [all, tails] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let t = -4 / Math.sqrt(half); t < 6; t += step) {
    const density = half * (t - Math.exp(t) + 1);
    if (t > 0 && density < -800) break;
    all = log2Add(all, density / LN2);
    tails = log2Add(tails, density / LN2 + log2Erfc(halfWidth / Math.sqrt(2 * variance * Math.exp(t))));
  }
  return tails - all;
}

/** The largest variance with which `halfWidth` is left with probability at most 2^log2Probability. */
export function maximalMixedVariance(halfWidth: number, log2Probability: number, freedom: number): number {
  const certain = (halfWidth / sigmasFor(log2Probability)) ** 2;
  if (freedom >= MANY) return certain;
  // The law depends on halfWidth^2 / variance alone.
  const key = `${log2Probability} ${freedom}`;
  let share = shares.get(key);
  if (share === undefined) shares.set(key, (share = largestShare(log2Probability, freedom)));
  return share * certain;
}

/** Shares of the variance of a normal law, by probability and freedom. */
const shares = new Map<string, number>();

/** By how much the variance must be smaller than that of a normal law; the logarithm is close to linear in its inverse. */
function largestShare(log2Probability: number, freedom: number): number {
  const half = sigmasFor(log2Probability);
  const excess = (inverse: number): number => log2MixedFailure(1 / inverse, half, freedom) - log2Probability;
  let [low, high] = [1, 2];
  let [above, below] = [excess(low), excess(high)];
  // Small errors are rarer than under a normal law.
  if (above <= 0) return 1;
  for (; below > 0; below = excess(high)) [low, above, high] = [high, below, 2 * high];
  for (let round = 0; round < 60 && high - low > 1e-7 * high; round++) {
    // Regula falsi, with a bisection in every third round so that neither end stays.
    const part = round % 3 === 2 ? 0.5 : above / (above - below);
    const middle = low + Math.min(0.999, Math.max(0.001, part)) * (high - low);
    const value = excess(middle);
    if (value <= 0) [high, below] = [middle, value];
    else [low, above] = [middle, value];
  }
  return 1 / high;
}

/** The variance of a normal law that errs as often: what a simulation draws from. */
export function equivalentVariance(variance: number, halfWidth: number, freedom: number): number {
  const log2Failure = log2MixedFailure(variance, halfWidth, freedom);
  // Where nearly every result is wrong the law's tail does not matter.
  return log2Failure > -1 ? variance : Math.max(variance, (halfWidth / sigmasFor(log2Failure)) ** 2);
}

/** log2(2^a + 2^b). */
function log2Add(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY ? most : most + Math.log2(2 ** (a - most) + 2 ** (b - most));
}
