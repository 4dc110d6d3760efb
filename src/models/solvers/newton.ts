import type { Checkpoints } from "../base/index.ts";
import { descendLbfgs } from "./descend-lbfgs.ts";
import { descendNewton } from "./descend-newton.ts";
import type { NewtonMethod } from "./descend-newton.ts";
import type { Descent } from "./objective.ts";
import { RowObjective } from "./row-objective.ts";
import type { RowProblem } from "./row-objective.ts";

/** How a smooth minimum is sought: by Newton's method, its steps solved somehow, or by L-BFGS. */
export type SmoothMethod = NewtonMethod | "lbfgs";

/** Minimise sum(weight * loss) / sum(weight) + penalty / 2 * |w|^2 over w and, if wanted, an intercept. */
export interface NewtonProblem extends RowProblem {
  /** The greatest partial derivative at the solution is at most this. */
  readonly tol: number;
  readonly maxIter: number;
  /** Default `auto`. */
  readonly method?: SmoothMethod | undefined;
}

/** A minimum, or how far the iterations came. */
export interface NewtonSolution extends Descent {
  readonly coef: Float64Array;
  readonly intercept: number;
}

/** The minimum of a smooth loss of one linear predictor. */
export async function minimizeNewton(
  problem: NewtonProblem,
  checkpoints: Checkpoints,
): Promise<NewtonSolution> {
  const { method = "auto", tol, maxIter } = problem;
  const objective = new RowObjective(problem);
  const descent =
    method === "lbfgs"
      ? await descendLbfgs(objective, { tol, maxIter }, checkpoints)
      : await descendNewton(objective, { tol, maxIter, method }, checkpoints);
  return { ...objective.unpack(), ...descent };
}
