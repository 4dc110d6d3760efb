import type { Checkpoints } from "../base/index.ts";
import type { Descent, Objective } from "./objective.ts";
import { descend, violation } from "./quadratic-l1.ts";
import { RowObjective } from "./row-objective.ts";
import type { RowProblem } from "./row-objective.ts";

/** Minimise sum(weight * loss) / sum(weight) + penalty / 2 |w|^2 + l1 |w|_1. */
export interface SparseProblem extends RowProblem {
  /** L1 strength, 0 or more; the intercept is not penalised. */
  readonly l1: number;
  /** How far the optimality conditions may be violated. */
  readonly tol: number;
  readonly maxIter: number;
}

/** A minimum, or how far the iterations came. */
export interface SparseSolution extends Descent {
  readonly coef: Float64Array;
  readonly intercept: number;
}

/** Sweeps spent on one quadratic model at most; its exact solution mostly ends them far earlier. */
const SWEEPS_A_MODEL = 1000;

/** The minimum of a smooth loss of one linear predictor and an L1 penalty. */
export async function minimizeSparse(
  problem: SparseProblem,
  checkpoints: Checkpoints,
): Promise<SparseSolution> {
  const objective = new RowObjective(problem);
  const columns = problem.X.shape[1];
  const l1 = Float64Array.from({ length: objective.size }, (_, j) => (j < columns ? problem.l1 : 0));
  const descent = await minimizeWithL1(objective, l1, problem, checkpoints);
  return { ...objective.unpack(), ...descent };
}

/**
 * Proximal Newton: the objective is replaced by its quadratic model, the model with the L1 penalty is
 * minimised exactly, and a backtracking line search makes sure of descent (Lee, Sun, Saunders (2014),
 * Proximal Newton-type methods). As in Newton's method one iteration is added once the tolerance is met.
 *
 * @param l1 - Strength for each parameter.
 */
export async function minimizeWithL1(
  objective: Objective,
  l1: Float64Array,
  { tol, maxIter }: { tol: number; maxIter: number },
  checkpoints: Checkpoints,
): Promise<Descent> {
  let [converged, iterations] = [false, 0];
  for (; iterations < maxIter; iterations++) {
    await checkpoints.reach(iterations);
    const polishing = converged;
    const gradient = objective.gradient();
    const G = symmetric(objective.hessian(), objective.size);
    const c = times(G, objective.params).map((value, j) => value - gradient[j]);
    const model = { G, c, l1, l2: 0 };
    converged = violation(model, objective.params) <= tol;
    if (polishing) break;
    const target = objective.params.slice();
    descend(model, target, SWEEPS_A_MODEL);
    const expected = promised(objective.params, target, gradient, l1);
    if (search(objective, l1, target, expected)) continue;
    // No descent left: the minimum as far as doubles can tell, if that little was expected.
    converged ||= -expected <= 1e-13 * Math.abs(objective.value);
    break;
  }
  await checkpoints.reach(maxIter);
  return { iterations, converged };
}

/** How much the model falls to first order, as a negative number. */
function promised(
  params: Float64Array,
  target: Float64Array,
  gradient: Float64Array,
  l1: Float64Array,
): number {
  let sum = 0;
  for (let j = 0; j < params.length; j++) {
    sum += gradient[j] * (target[j] - params[j]) + l1[j] * (Math.abs(target[j]) - Math.abs(params[j]));
  }
  return sum;
}

/** Moves to the first of w + t (u - w), t = 1, 1/2, ..., that falls as far as the model promises. */
function search(objective: Objective, l1: Float64Array, target: Float64Array, expected: number): boolean {
  const { params, value } = objective;
  const start = value + norm(params, l1);
  if (!(expected < 0)) return false;
  const noise = 8 * Number.EPSILON * Math.abs(start);
  for (let t = 1; t > 1e-12; t /= 2) {
    // At t = 1 the target itself: its zeros are exact.
    const next = t === 1 ? target : params.map((w, j) => w + t * (target[j] - w));
    const reached = objective.evaluate(next) + norm(next, l1);
    if (!(reached <= start + 1e-4 * t * expected + noise)) continue;
    objective.accept();
    return true;
  }
  return false;
}

function norm(params: Float64Array, l1: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < params.length; j++) sum += l1[j] * Math.abs(params[j]);
  return sum;
}

/** Fills the upper triangle from the lower one. */
function symmetric(H: Float64Array, size: number): Float64Array {
  for (let j = 0; j < size; j++) for (let k = 0; k < j; k++) H[k * size + j] = H[j * size + k];
  return H;
}

function times(G: Float64Array, v: Float64Array): Float64Array {
  const d = v.length;
  return v.map((_, j) => {
    let sum = 0;
    for (let k = 0, at = j * d; k < d; k++) sum += G[at++] * v[k];
    return sum;
  });
}
