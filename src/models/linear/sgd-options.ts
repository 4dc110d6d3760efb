import { ConflictingOptionsError } from "../../core/index.ts";
import type { RandomState } from "../../core/index.ts";
import { above, atLeast, choice, flag, integer, nBits, randomStateOption } from "../base/index.ts";
import type { OptionSpec, OptionTable } from "../base/index.ts";
import type { LearningRate } from "../solvers/index.ts";
import type { LinearModelOptions } from "./linear-model.ts";
import { l1RatioOption } from "./l1-ratio.ts";

/** Options that {@link SGDClassifier} and {@link SGDRegressor} share. */
export interface SGDOptions extends LinearModelOptions {
  /** `"l2"` (default), `"l1"` or `"elasticnet"`, which make coefficients exactly 0, or null. */
  penalty: "l2" | "l1" | "elasticnet" | null;
  /** Strength of the penalty, 0 or more; above 0 for `learningRate: "optimal"`. Default 1e-4. */
  alpha: number;
  /** Share of the L1 penalty with `"elasticnet"`, 0 to 1. Default 0.15. */
  l1Ratio: number;
  /** Greatest number of epochs. Default 1000. */
  maxIter: number;
  /** Least improvement of the mean objective an epoch must bring; null for `maxIter` epochs. Default 1e-3. */
  tol: number | null;
  /** Whether rows are shuffled before every epoch. Default true. */
  shuffle: boolean;
  /** Of the losses named after it and of `huber`, 0 or more. Default 0.1. */
  epsilon: number;
  /** Seed of shuffling and validation split. Default: another result each time. */
  randomState: RandomState;
  /** How long steps are; see {@link LearningRate}. */
  learningRate: LearningRate;
  /** Length of the first steps, above 0; with `pa1` and `pa2` the aggressiveness. Default 0.01. */
  eta0: number;
  /** Exponent of `invscaling`. */
  powerT: number;
  /** Whether rows are held back whose score decides when to stop. Default false. */
  earlyStopping: boolean;
  /** Share of the rows held back, above 0 and below 1. Default 0.1. */
  validationFraction: number;
  /** Epochs without improvement that end the descent. Default 5. */
  nIterNoChange: number;
  /** Whether `fit` starts from the former solution. Default false. */
  warmStart: boolean;
  /** Whether solutions are averaged: true, or from which row on, counted from 1. Default false. */
  average: boolean | number;
}

const averageOption: OptionSpec<boolean | number> = {
  default: false,
  allowed: "true, false, or a whole number of 1 or more",
  accepts: (value) => typeof value === "boolean" || (Number.isInteger(value) && (value as number) >= 1),
};

const tolOption: OptionSpec<number | null> = {
  default: 1e-3,
  allowed: "a finite number of 0 or more, or null",
  accepts: (value) => value === null || (Number.isFinite(value) && (value as number) >= 0),
};

const fraction: OptionSpec<number> = {
  default: 0.1,
  allowed: "a number above 0 and below 1",
  accepts: (value) => typeof value === "number" && value > 0 && value < 1,
};

const finite = (fallback: number): OptionSpec<number> => ({
  default: fallback,
  allowed: "a finite number",
  accepts: Number.isFinite,
});

/** The option table of {@link SGDOptions}; the defaults differ in two rows. */
export function sgdOptions(defaults: {
  learningRate: LearningRate;
  powerT: number;
}): OptionTable<SGDOptions> {
  const rates = ["constant", "optimal", "invscaling", "adaptive", "pa1", "pa2"] as const;
  const others = rates.filter((rate) => rate !== defaults.learningRate);
  return {
    nBits: nBits(8),
    penalty: choice<SGDOptions["penalty"]>("l2", "l1", "elasticnet", null),
    alpha: atLeast(0, 1e-4),
    l1Ratio: l1RatioOption(0.15),
    fitIntercept: flag(true),
    maxIter: integer(1000, 1),
    tol: tolOption,
    shuffle: flag(true),
    epsilon: atLeast(0, 0.1),
    randomState: randomStateOption,
    learningRate: choice<LearningRate>(defaults.learningRate, ...others),
    eta0: above(0, 0.01),
    powerT: finite(defaults.powerT),
    earlyStopping: flag(false),
    validationFraction: fraction,
    nIterNoChange: integer(5, 1),
    warmStart: flag(false),
    average: averageOption,
  };
}

/** @throws ConflictingOptionsError for options that do not go together. */
export function checkSgdOptions(
  { alpha, learningRate, loss }: SGDOptions & { readonly loss: string },
  passiveLoss: string,
  where: string,
): void {
  if (learningRate === "optimal" && alpha === 0) {
    throw new ConflictingOptionsError({
      where,
      problem: 'alpha = 0 with learningRate = "optimal"',
      allowed: 'alpha above 0 with learningRate "optimal", whose steps are 1 / (alpha t)',
      remedy: 'set alpha above 0 and penalty: null for no penalty, or use learningRate: "invscaling"',
    });
  }
  if ((learningRate === "pa1" || learningRate === "pa2") && loss !== passiveLoss) {
    throw new ConflictingOptionsError({
      where,
      problem: `learningRate = "${learningRate}" with loss = "${loss}"`,
      allowed: `learningRate "${learningRate}" with loss "${passiveLoss}"`,
      remedy: `use loss: "${passiveLoss}" or another learningRate`,
    });
  }
}
