import type { Tensor } from "../../core/index.ts";
import type { Checkpoints } from "../base/index.ts";
import { descendLbfgs } from "./descend-lbfgs.ts";
import { descendNewton } from "./descend-newton.ts";
import { minimizeWithL1 } from "./proximal-newton.ts";
import type { SmoothMethod } from "./newton.ts";
import type { Descent } from "./objective.ts";
import { SoftmaxObjective } from "./softmax.ts";
import type { SoftmaxProblem } from "./softmax.ts";

/** Minimise sum(weight * -log softmax(z)[code]) / sum(weight) + penalty / 2 * |W|^2 + l1 |W|_1. */
export interface MultinomialProblem extends SoftmaxProblem {
  /** L1 strength, 0 or more; the intercepts are not penalised. Default 0. */
  readonly l1?: number | undefined;
  readonly tol: number;
  readonly maxIter: number;
  /** Where there is no L1 penalty. */
  readonly method: SmoothMethod;
}

/** Intercepts sum to 0 over the classes; without an L1 penalty so do the coefficients of every feature. */
export interface MultinomialSolution extends Descent {
  /** Shape [classes, d]. */
  readonly coef: Tensor;
  readonly intercept: Float64Array;
}

/** The minimum of the softmax loss (Boehning (1992), Multinomial logistic regression algorithm). */
export async function minimizeMultinomial(
  problem: MultinomialProblem,
  checkpoints: Checkpoints,
): Promise<MultinomialSolution> {
  const { method, tol, maxIter, l1 = 0, X } = problem;
  const objective = new SoftmaxObjective({ ...problem, isSparse: l1 > 0 });
  const limits = { tol, maxIter };
  let descent: Descent;
  if (l1 > 0) {
    const width = objective.size / problem.classes;
    const strength = Float64Array.from({ length: objective.size }, (_, at) =>
      at % width < X.shape[1] ? l1 : 0,
    );
    descent = await minimizeWithL1(objective, strength, limits, checkpoints);
  } else if (method === "lbfgs") descent = await descendLbfgs(objective, limits, checkpoints);
  else descent = await descendNewton(objective, { ...limits, method }, checkpoints);
  return { ...objective.unpack(), ...descent };
}
