/**
 * Intervals for noise measured under several keys. Ciphertexts under one key share its noise, so the key
 * is the unit that is drawn anew: every statistic first reduces a key's ciphertexts to one number.
 */
import { expect } from "vitest";

/** Family-wise level of a group of intervals: all hold together with at least this probability. */
export const FAMILY_LEVEL = 0.99;

/** Level of each of `count` intervals so that the family holds at 99 % (Bonferroni). */
export function errorRateEach(count: number): number {
  return (1 - FAMILY_LEVEL) / count;
}

/**
 * The predicted variance lies in the interval of the measured one, on both sides: Student's t over the
 * mean squares of the keys.
 *
 * @param byKey errors, centred at what the operation should have given, key by key.
 * @param alpha two-sided error rate of this interval.
 */
export function expectVariance(
  byKey: readonly ArrayLike<number>[],
  predicted: number,
  alpha: number,
  label = "",
): void {
  const squares = byKey.map((errors) => meanOf(errors, (e) => e * e));
  const { mean, standardError } = summary(squares);
  const reach = studentQuantile(squares.length - 1, 1 - alpha / 2) * standardError;
  const ratio = predicted / mean;
  const message = `${label} predicted / measured variance ${ratio.toFixed(4)}, interval +-${((reach / mean) * 100).toFixed(1)} %, log2 measured ${Math.log2(mean).toFixed(2)}`;
  if (process.env.NOISE_REPORT !== undefined) console.log(message);
  // An interval wider than a quarter would prove nothing.
  expect(reach / mean, message).toBeLessThan(0.25);
  expect(predicted, message).toBeGreaterThan(mean - reach);
  expect(predicted, message).toBeLessThan(mean + reach);
}

/**
 * No key has an offset of its own: the keys' means, over their standard errors, are standard normal, so
 * the sum of their squares is chi-square with one degree a key. Errors of one key must be independent of
 * each other: give one coefficient a ciphertext.
 */
export function expectNoOffsetByKey(byKey: readonly ArrayLike<number>[], alpha: number, label = ""): void {
  let chi = 0;
  for (const errors of byKey) {
    const mean = meanOf(errors, (e) => e);
    const variance = (meanOf(errors, (e) => (e - mean) ** 2) * errors.length) / (errors.length - 1);
    chi += mean ** 2 / (variance / errors.length);
  }
  // Means over *estimated* errors are Student's t: their squares are a little larger on average.
  const freedom = byKey[0].length - 1;
  const limit = chiSquareQuantile(byKey.length, 1 - alpha) * (freedom / (freedom - 2)) * 1.02;
  expect(chi, `${label} sum of squared standardised means over ${byKey.length} keys`).toBeLessThan(limit);
}

/** Failures of `trials` independent runs agree with a probability: exact binomial tails above alpha / 2. */
export function expectFailureRate(
  failures: number,
  trials: number,
  probability: number,
  alpha: number,
  label = "",
): void {
  const atLeast = failures === 0 ? 1 : regularizedBeta(failures, trials - failures + 1, probability);
  const atMost = failures === trials ? 1 : 1 - regularizedBeta(failures + 1, trials - failures, probability);
  const message = `${label} ${failures} failures of ${trials}, predicted ${(probability * trials).toFixed(1)}`;
  if (process.env.NOISE_REPORT !== undefined) console.log(message, atLeast, atMost);
  expect(atLeast, message).toBeGreaterThan(alpha / 2);
  expect(atMost, message).toBeGreaterThan(alpha / 2);
}

function meanOf(values: ArrayLike<number>, of: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i]);
  return sum / values.length;
}

function summary(values: readonly number[]): { mean: number; standardError: number } {
  const mean = meanOf(values, (v) => v);
  const variance = (meanOf(values, (v) => (v - mean) ** 2) * values.length) / (values.length - 1);
  return { mean, standardError: Math.sqrt(variance / values.length) };
}

/** Quantile of Student's t by bisection of its distribution (Handbook of Mathematical Functions 26.7). */
export function studentQuantile(freedom: number, probability: number): number {
  return bisect(0, 1e4, (t) => {
    const tail = regularizedBeta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;
    return 1 - tail < probability;
  });
}

/** Quantile of chi-square, by Wilson and Hilferty's cube of a normal (26.4.17). */
export function chiSquareQuantile(freedom: number, probability: number): number {
  const z = studentQuantile(1e7, probability);
  const c = 2 / (9 * freedom);
  return freedom * (1 - c + z * Math.sqrt(c)) ** 3;
}

function bisect(low: number, high: number, below: (x: number) => boolean): number {
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** I_x(a, b), by the continued fraction 26.5.8. */
export function regularizedBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(b, a, 1 - x);
  let fraction = 1;
  for (let m = 400; m >= 1; m--) {
    const odd = (-(a + m - 1) * (a + b + m - 1) * x) / ((a + 2 * m - 2) * (a + 2 * m - 1));
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    fraction = 1 + odd / (1 + even / fraction);
  }
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return Math.exp(front) / (a * fraction);
}

/** Stirling's series after shifting the argument above 12 (6.1.41). */
function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 12; y++) shift += Math.log(y);
  const z = 1 / (y * y);
  const series = (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z / 1680))) / y;
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
