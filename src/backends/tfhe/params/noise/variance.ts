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

/**
 * E[d^2] of one balanced digit, B^2 / 12 + 1/6. Digits are uniform on -B/2 .. B/2 with both ends half
 * as likely; one-sided digits on -B/2 .. B/2 - 1 have the same energy, split in variance
 * (B^2 - 1) / 12 and squared mean 1/4.
 */
export function digitEnergy({ baseLog }: GadgetShape): number {
  return 2 ** (2 * baseLog) / 12 + 1 / 6;
}

/**
 * What rounding to the gadget's precision adds for one word times one bit of a uniform binary key:
 * E[s^2] = 1/2 of the rounding variance B^(-2l) / 12, plus 1 / (48 q^2) of the discrete half unit.
 */
export function maskRounding({ baseLog, levels }: GadgetShape, logQ: number): Variance {
  return 2 ** (-2 * logQ) / 48 + 2 ** (-2 * baseLog * levels) / 24;
}
