import type { Random } from "../../core/index.ts";
import { log2FailureProbability } from "../tfhe/params/index.ts";

/** Above this failure probability every error is drawn; below it the decisions between two failures are skipped. */
const DRAW_ALL_ABOVE = 0.05;

/** By how many units each decision is off: 0 nearly always. */
export interface ErrorSource {
  next(): number;
}

/**
 * Errors of rounding to the nearest unit under centred normal noise.
 *
 * Where failures are rare the number of good decisions before the next bad one is geometric, and the
 * error of the bad one comes from the normal tail beyond half a unit: so a decision costs one
 * subtraction, and still every failure happens as often as it would.
 *
 * @param variance - Of the noise, in units squared.
 */
export function createErrorSource(variance: number, random: Random): ErrorSource {
  const law = errorLaw(variance);
  if (!law.isRare) return { next: () => law.draw(random) };
  let left = law.gap(random);
  return {
    next: () => {
      if (left > 0) {
        left--;
        return 0;
      }
      left = law.gap(random);
      return law.draw(random);
    },
  };
}

/** How errors of one kind of decision come about. */
export interface ErrorLaw {
  /** Whether failures are so rare that the decisions between two are skipped. */
  readonly isRare: boolean;
  /** Good decisions before the next bad one; for rare failures. */
  gap(random: Random): number;
  /** The error of a bad decision, for rare failures; else of any decision. */
  draw(random: Random): number;
}

/** @param variance - Of the noise, in units squared. */
export function errorLaw(variance: number): ErrorLaw {
  const sigma = Math.sqrt(variance);
  const failure = 2 ** log2FailureProbability(variance, 0.5);
  const log1p = Math.log1p(-failure);
  return {
    isRare: failure <= DRAW_ALL_ABOVE,
    gap: (random) => (failure === 0 ? Infinity : Math.floor(Math.log(1 - random.next()) / log1p)),
    draw: (random) => {
      if (failure > DRAW_ALL_ABOVE) return Math.round(random.normal() * sigma);
      const magnitude = Math.max(1, Math.round(normalTail(0.5 / sigma, random) * sigma));
      return random.next() < 0.5 ? -magnitude : magnitude;
    },
  };
}

/**
 * A standard normal variate given that it exceeds `from` > 0, by rejection from a shifted exponential.
 * Source: C. P. Robert, Simulation of truncated normal variables, Statistics and Computing 5 (1995).
 */
function normalTail(from: number, random: Random): number {
  const rate = (from + Math.sqrt(from * from + 4)) / 2;
  for (;;) {
    const z = from - Math.log(1 - random.next()) / rate;
    if (random.next() <= Math.exp(-((z - rate) ** 2) / 2)) return z;
  }
}
