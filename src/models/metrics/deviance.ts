import { OptionValueError } from "../../core/index.ts";
import type { VectorLike } from "../../core/index.ts";
import { checkNames } from "../base/index.ts";
import { checkPairs, checkValues, meanOver, weightedMean } from "./inputs.ts";
import type { MetricOptions, Pairs } from "./inputs.ts";
import { ratioScore } from "./regression.ts";

/** Options of the Tweedie metrics. */
export interface TweedieOptions extends MetricOptions {
  /** Variance grows as mean^power: 0 normal (default), 1 Poisson, 2 gamma, 3 inverse Gaussian; not between 0 and 1. */
  readonly power?: number;
}

/**
 * Mean Tweedie deviance of a power.
 *
 * Power 1: 2 (y log(y / p) - y + p); power 2: 2 (log(p / y) + y / p - 1); else
 * 2 (max(y, 0)^(2 - power) / ((1 - power)(2 - power)) - y p^(1 - power) / (1 - power) + p^(2 - power) / (2 - power)).
 * Source: Jorgensen (1987), Exponential dispersion models.
 *
 * @throws OutOfRangeError for values the power does not allow.
 */
export function meanTweedieDeviance(
  yTrue: VectorLike,
  yPred: VectorLike,
  options: TweedieOptions = {},
): number {
  const { pairs, power } = checked(yTrue, yPred, options, "meanTweedieDeviance");
  return meanOver(pairs, unitDeviance(power));
}

/** Mean Poisson deviance; targets 0 or more, predictions above 0. */
export function meanPoissonDeviance(
  yTrue: VectorLike,
  yPred: VectorLike,
  options: MetricOptions = {},
): number {
  checkNames("meanPoissonDeviance", options, ["sampleWeight"]);
  return meanTweedieDeviance(yTrue, yPred, { ...options, power: 1 });
}

/** Mean gamma deviance; targets and predictions above 0. */
export function meanGammaDeviance(yTrue: VectorLike, yPred: VectorLike, options: MetricOptions = {}): number {
  checkNames("meanGammaDeviance", options, ["sampleWeight"]);
  return meanTweedieDeviance(yTrue, yPred, { ...options, power: 2 });
}

/** Share of the deviance explained: 1 - deviance / deviance of the mean. Power 0 gives R2. */
export function d2TweedieScore(yTrue: VectorLike, yPred: VectorLike, options: TweedieOptions = {}): number {
  const { pairs, power } = checked(yTrue, yPred, options, "d2TweedieScore");
  const deviance = unitDeviance(power);
  const mean = weightedMean(pairs.yTrue, pairs.weight);
  return ratioScore(
    meanOver(pairs, deviance),
    meanOver(pairs, (y) => deviance(y, mean)),
  );
}

function checked(
  yTrue: VectorLike,
  yPred: VectorLike,
  options: TweedieOptions,
  where: string,
): { pairs: Pairs; power: number } {
  const { power = 0, ...rest } = options;
  if (!Number.isFinite(power) || (power > 0 && power < 1)) {
    throw new OptionValueError({
      where,
      problem: `power = ${power}`,
      allowed: "a number of 0 or less, or of 1 or more",
      remedy: "use 0 for normal, 1 for Poisson, 1 to 2 for compound Poisson, 2 for gamma targets",
    });
  }
  const pairs = checkPairs(yTrue, yPred, rest, where);
  if (power >= 2) checkValues(pairs.yTrue, (y) => y > 0, `${where}(yTrue)`, "values above 0");
  else if (power >= 1) checkValues(pairs.yTrue, (y) => y >= 0, `${where}(yTrue)`, "values of 0 or more");
  if (power !== 0) checkValues(pairs.yPred, (p) => p > 0, `${where}(yPred)`, "predictions above 0");
  return { pairs, power };
}

function unitDeviance(power: number): (y: number, p: number) => number {
  if (power === 0) return (y, p) => (y - p) ** 2;
  if (power === 1) return (y, p) => 2 * ((y === 0 ? 0 : y * Math.log(y / p)) - y + p);
  if (power === 2) return (y, p) => 2 * (Math.log(p / y) + y / p - 1);
  const [a, b] = [1 - power, 2 - power];
  return (y, p) => 2 * (Math.max(y, 0) ** b / (a * b) - (y * p ** a) / a + p ** b / b);
}
