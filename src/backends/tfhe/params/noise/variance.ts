/**
 * A noise variance in torus units squared: the integer-scale variance divided by q^2. Standard
 * deviations are its square roots, so fractions of the torus as well.
 */
export type Variance = number;

/** Digits in base B = 2^baseLog on `levels` levels. */
export interface GadgetShape {
  readonly baseLog: number;
  readonly levels: number;
}

/** Mean over the levels of E[d^2], d the digits of a uniform word. */
export type DigitEnergy = (gadget: GadgetShape) => number;

/**
 * B^2/12 + 1/6: digits uniform on -B/2 .. B/2 with both ends half as likely. Exact for one-sided digits
 * on -B/2 .. B/2 - 1 (variance (B^2 - 1)/12 and squared mean 1/4), and what tfhe-rs' formulas take for
 * balanced ones, which have less: {@link balancedDigitEnergy}.
 */
export const uniformDigitEnergy: DigitEnergy = ({ baseLog }) => 2 ** (2 * baseLog) / 12 + 1 / 6;

/**
 * Energy of balanced digits whose ties (d = B/2) go up or down by the top bit of the next digit.
 *
 * After a tie that next digit is not a tie and its magnitude is uniform on 0 .. B/2 - 1, energy
 * (B^2 - 3B + 2)/12 rather than (B^2 + 2)/12. The least digit is a tie with probability p = 1/B, the next ones
 * with (1 - p)/B, so a digit has (B^2 + 2)/12 - p B/4, p of the digit below it. 13 % less than the
 * uniform law at B = 4, 0.2 % at B = 32. Derived here; measured in the tests of this file's formulas.
 */
export const balancedDigitEnergy: DigitEnergy = ({ baseLog, levels }) => {
  const base = 2 ** baseLog;
  let tie = 0;
  let total = 0;
  for (let level = levels; level >= 1; level--) {
    total += (base ** 2 + 2) / 12 - (tie * base) / 4;
    tie = (1 - tie) / base;
  }
  return total / levels;
};

/**
 * What rounding to the gadget's precision adds for one word times one bit of a uniform binary key:
 * E[s^2] = 1/2 of the rounding variance B^(-2l) / 12, plus 1 / (48 q^2) of the discrete half unit.
 */
export function maskRounding({ baseLog, levels }: GadgetShape, logQ: number): Variance {
  return 2 ** (-2 * logQ) / 48 + 2 ** (-2 * baseLog * levels) / 24;
}
