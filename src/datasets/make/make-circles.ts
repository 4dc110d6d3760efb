import type { RandomState } from "../../core/index.ts";
import { linspace, randomOf, shuffleRows, twoClasses, twoParts, withNoise } from "./generated.ts";
import type { Generated } from "./generated.ts";
import { flag, readOptions, real, rows, seed } from "./options.ts";

/** Options of {@link makeCircles}. */
export interface CirclesOptions {
  /** Rows in all, or of the outer and the inner circle. Default 100. */
  readonly nSamples?: number | readonly number[];
  /** Radius of the inner circle, 0 to 1. Default 0.8. */
  readonly factor?: number;
  /** Whether rows are in random order. Default true. */
  readonly shuffle?: boolean;
  /** Standard deviation of normal noise. Default 0. */
  readonly noise?: number;
  readonly randomState?: RandomState | null;
}

/**
 * Two circles around 0: radius 1 is class 0, radius `factor` class 1, points evenly spaced.
 *
 * @throws UnknownOptionError, OptionValueError
 */
export function makeCircles(options: CirclesOptions = {}): Generated {
  const table = {
    nSamples: rows(2),
    factor: real(0.8, 0, 1),
    shuffle: flag(true),
    noise: real(0, 0),
    randomState: seed,
  };
  const given = readOptions<CirclesOptions>("makeCircles", table, options);
  const { nSamples, factor, shuffle, noise, randomState } = given;
  const random = randomOf(randomState);
  const circles = twoClasses(
    twoParts(nSamples).map((length, label) => {
      const radius = label === 0 ? 1 : factor;
      const angles = Array.from(linspace(0, 2 * Math.PI, length, true));
      return angles.map((t): [number, number] => [radius * Math.cos(t), radius * Math.sin(t)]);
    }),
  );
  const { X, y } = shuffle ? shuffleRows(circles, random) : circles;
  return { X: withNoise(X, noise, random), y };
}
