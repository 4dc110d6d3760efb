import type { DigitEnergy, Variance, GadgetShape } from "./variance.ts";

/**
 * (B^2 + 2)/12: energy of digits on -B/2 .. B/2 - 1 or, by the toss of a coin, on -B/2 + 1 .. B/2: variance (B^2 - 1)/12
 * and squared mean 1/4. The mean is the coin's, so errors of many products with one key do not add up.
 * Digits of one word share the coin where the rows they meet have independent errors; else each has its own. Measured in
 * diagrams/noise.test.ts.
 */
export const centredDigitEnergy: DigitEnergy = ({ baseLog }) => (2 ** (2 * baseLog) + 2) / 12;

/** Variance of rounding a word to the gadget's precision. */
export function cellVariance({ baseLog, levels }: GadgetShape): Variance {
  return 2 ** (-2 * baseLog * levels) / 12;
}
