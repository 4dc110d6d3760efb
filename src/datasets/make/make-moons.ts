import type { RandomState } from "../../core/index.ts";
import { linspace, randomOf, shuffleRows, twoClasses, twoParts, withNoise } from "./generated.ts";
import type { Generated } from "./generated.ts";
import { flag, readOptions, real, rows, seed } from "./options.ts";

/** Options of {@link makeMoons}. */
export interface MoonsOptions {
  /** Rows in all, or of the outer and the inner moon. Default 100. */
  readonly nSamples?: number | readonly number[];
  /** Whether rows are in random order. Default true. */
  readonly shuffle?: boolean;
  /** Standard deviation of normal noise. Default 0. */
  readonly noise?: number;
  readonly randomState?: RandomState | null;
}

/**
 * Two half circles of radius 1 that reach into each other: (cos t, sin t) is class 0,
 * (1 - cos t, 1/2 - sin t) class 1, t evenly from 0 to pi.
 *
 * @throws UnknownOptionError, OptionValueError
 */
export function makeMoons(options: MoonsOptions = {}): Generated {
  const table = { nSamples: rows(2), shuffle: flag(true), noise: real(0, 0), randomState: seed };
  const { nSamples, shuffle, noise, randomState } = readOptions<MoonsOptions>("makeMoons", table, options);
  const random = randomOf(randomState);
  const [outer, inner] = twoParts(nSamples).map((length) => Array.from(linspace(0, Math.PI, length)));
  const moons = twoClasses([
    outer.map((t) => [Math.cos(t), Math.sin(t)]),
    inner.map((t) => [1 - Math.cos(t), 0.5 - Math.sin(t)]),
  ]);
  const { X, y } = shuffle ? shuffleRows(moons, random) : moons;
  return { X: withNoise(X, noise, random), y };
}
