import type { RandomState } from "../../core/index.ts";
import { Tensor } from "../../core/index.ts";
import { randomOf } from "./generated.ts";
import type { Generated } from "./generated.ts";
import { count, readOptions, real, seed } from "./options.ts";

/** Options of {@link makeFriedman1}. */
export interface Friedman1Options {
  /** Rows. Default 100. */
  readonly nSamples?: number;
  /** Features, at least 5; those beyond the fifth say nothing. Default 10. */
  readonly nFeatures?: number;
  /** Standard deviation of normal noise in the target. Default 0. */
  readonly noise?: number;
  readonly randomState?: RandomState | null;
}

/**
 * Friedman's first regression problem: features uniform in [0, 1),
 * y = 10 sin(pi x0 x1) + 20 (x2 - 1/2)^2 + 10 x3 + 5 x4 + noise.
 *
 * Source: Friedman (1991), Multivariate Adaptive Regression Splines, Annals of Statistics 19.
 *
 * @throws UnknownOptionError, OptionValueError
 */
export function makeFriedman1(options: Friedman1Options = {}): Generated {
  const table = { nSamples: count(100, 1), nFeatures: count(10, 5), noise: real(0, 0), randomState: seed };
  const given = readOptions<Friedman1Options>("makeFriedman1", table, options);
  const { nSamples, nFeatures, noise, randomState } = given;
  const random = randomOf(randomState);
  const X = Tensor.zeros([nSamples, nFeatures]).map(() => random.next());
  const y = Float64Array.from(
    X,
    ([a, b, c, d, e]) => 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e,
  );
  return { X, y: noise === 0 ? y : y.map((value) => value + noise * random.normal()) };
}
