import { ConflictingOptionsError } from "../../core/index.ts";
import type { RandomState } from "../../core/index.ts";
import { above, choice, classWeightOption, flag, integer, nBits, randomStateOption } from "../base/index.ts";
import type { ClassWeight, OptionSpec, OptionTable } from "../base/index.ts";
import type { LinearModelOptions } from "./linear-model.ts";

/** Solvers of {@link LogisticRegression}, by scikit-learn's names. */
export type LogisticSolver =
  "auto" | "lbfgs" | "liblinear" | "newton-cg" | "newton-cholesky" | "sag" | "saga";

/** Options of {@link LogisticRegression}. */
export interface LogisticRegressionOptions extends LinearModelOptions {
  /** `"l2"` (default), `"l1"` and `"elasticnet"`, which make coefficients exactly 0, or null for no penalty. */
  penalty: "l2" | "l1" | "elasticnet" | null;
  /** Inverse strength of the penalty, above 0; Infinity for no penalty. Default 1. */
  C: number;
  /** Share of the L1 penalty in an elastic net, 0 to 1; null (default) with other penalties. */
  l1Ratio: number | null;
  /** Weights of classes. Default null: 1 each. */
  classWeight: ClassWeight;
  /**
   * What is minimised and how; all are deterministic and end at the same optimum, but for `"liblinear"`:
   * - `"newton-cholesky"` (exact Hessian), `"newton-cg"` (conjugate gradients), `"lbfgs"`: penalty l2 or null;
   * - `"sag"`, `"saga"`: what these minimise, by Newton's method; `"saga"` takes every penalty;
   * - `"liblinear"`: the intercept is penalised too, more than two classes go one against the rest;
   * - `"auto"` (default): Newton's method, for `penalty: "l1"` as `"liblinear"`.
   */
  solver: LogisticSolver;
  /**
   * For more than two classes: `"multinomial"`, `"ovr"` (each against the rest), or `"auto"` (default):
   * multinomial but for the solver liblinear.
   */
  multiClass: "auto" | "ovr" | "multinomial";
  /** Greatest partial derivative of the mean objective at the solution. Default 1e-4. */
  tol: number;
  /** Greatest number of iterations. Default 100. */
  maxIter: number;
  /** Whether `fit` starts from the former solution. Default false. */
  warmStart: boolean;
  /** Taken for scikit-learn's sake: no solver here draws random numbers. */
  randomState: RandomState;
}

const l1RatioOption: OptionSpec<number | null> = {
  default: null,
  allowed: "a number from 0 to 1, or null",
  accepts: (value) => value === null || (typeof value === "number" && value >= 0 && value <= 1),
};

/** The option table of {@link LogisticRegressionOptions}. */
export const logisticOptions: OptionTable<LogisticRegressionOptions> = {
  nBits: nBits(8),
  penalty: choice<LogisticRegressionOptions["penalty"]>("l2", "l1", "elasticnet", null),
  C: above(0, 1, { meaning: "no penalty" }),
  l1Ratio: l1RatioOption,
  fitIntercept: flag(true),
  classWeight: classWeightOption,
  solver: choice<LogisticSolver>(
    "auto",
    ...(["lbfgs", "liblinear", "newton-cg", "newton-cholesky", "sag", "saga"] as const),
  ),
  multiClass: choice<LogisticRegressionOptions["multiClass"]>("auto", "ovr", "multinomial"),
  tol: above(0, 1e-4),
  maxIter: integer(100, 1),
  warmStart: flag(false),
  randomState: randomStateOption,
};

/** Penalties each solver can do. */
const PENALTIES: Record<LogisticSolver, readonly LogisticRegressionOptions["penalty"][]> = {
  auto: ["l2", "l1", "elasticnet", null],
  lbfgs: ["l2", null],
  liblinear: ["l2", "l1"],
  "newton-cg": ["l2", null],
  "newton-cholesky": ["l2", null],
  sag: ["l2", null],
  saga: ["l2", "l1", "elasticnet", null],
};

/** @throws ConflictingOptionsError for options that do not go together. */
export function checkLogisticOptions(
  { solver, penalty, l1Ratio, multiClass }: LogisticRegressionOptions,
  where: string,
): void {
  const allowed = PENALTIES[solver];
  const show = (value: string | null): string => (value === null ? "null" : `"${value}"`);
  if (!allowed.includes(penalty)) {
    throw new ConflictingOptionsError({
      where,
      problem: `penalty = ${show(penalty)} with solver = "${solver}"`,
      allowed: `penalty ${allowed.map(show).join(" or ")} with solver "${solver}"`,
      remedy: `use solver: "auto"${penalty === null ? "" : ' or "saga"'}, or another penalty`,
    });
  }
  if (solver === "liblinear" && multiClass === "multinomial") {
    throw new ConflictingOptionsError({
      where,
      problem: 'multiClass = "multinomial" with solver = "liblinear"',
      allowed: 'multiClass "ovr" or "auto" with solver "liblinear", which knows two classes only',
      remedy: 'use solver: "auto", or multiClass: "ovr"',
    });
  }
  if ((penalty === "elasticnet") === (l1Ratio !== null)) return;
  throw new ConflictingOptionsError({
    where,
    problem: `l1Ratio = ${String(l1Ratio)} with penalty = ${show(penalty)}`,
    allowed: 'l1Ratio a number with penalty "elasticnet", null with others',
    remedy:
      l1Ratio === null
        ? "set l1Ratio, for example to 0.5"
        : 'use penalty: "elasticnet", or leave l1Ratio out',
  });
}
