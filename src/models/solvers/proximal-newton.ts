import type { Tensor } from "../../core/index.ts";
import type { Checkpoints } from "../base/index.ts";
import type { RowLoss } from "./losses.ts";
import { descend, violation } from "./quadratic-l1.ts";

/** Minimise sum(weight * loss) / sum(weight) + l1 |w|_1. */
export interface SparseProblem {
  /** Shape [n, d]. */
  readonly X: Tensor;
  readonly y: Float64Array;
  readonly weight: Float64Array;
  readonly loss: RowLoss;
  /** L1 strength, 0 or more. */
  readonly l1: number;
  /** How far the optimality conditions may be violated. */
  readonly tol: number;
  readonly maxIter: number;
}

/** A minimum, or how far the iterations came. */
export interface SparseSolution {
  readonly coef: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Sweeps spent on one quadratic model at most; its exact solution mostly ends them far earlier. */
const SWEEPS_A_MODEL = 1000;

/**
 * Proximal Newton: the loss is replaced by its quadratic model, the model with the L1 penalty is minimised
 * exactly, and a backtracking line search makes sure of descent (Lee, Sun, Saunders (2014), Proximal
 * Newton-type methods). As in Newton's method one iteration is added once the tolerance is met.
 */
export async function minimizeSparse(
  problem: SparseProblem,
  checkpoints: Checkpoints,
): Promise<SparseSolution> {
  const { X, l1, maxIter, tol } = problem;
  const total = problem.weight.reduce((sum, weight) => sum + weight, 0);
  const scaled = { ...problem, weight: problem.weight.map((weight) => weight / total) };
  let coef = new Float64Array(X.shape[1]);
  let value = objective(scaled, coef);
  let converged = false;
  let iterations = 0;
  for (; iterations < maxIter; iterations++) {
    await checkpoints.reach(iterations);
    const polishing = converged;
    const { G, g } = model(scaled, coef);
    const quadratic = { G, c: times(G, coef).map((v, j) => v - g[j]), l1, l2: 0 };
    converged = violation(quadratic, coef) <= tol;
    if (polishing) break;
    const target = coef.slice();
    descend(quadratic, target, SWEEPS_A_MODEL);
    const next = search(scaled, coef, target, g, value);
    if (!next) break;
    ({ coef, value } = next);
  }
  await checkpoints.reach(maxIter);
  return { coef, iterations, converged };
}

/** Gradient and Hessian of the loss. */
function model(
  { X, y, weight, loss }: SparseProblem,
  coef: Float64Array,
): { G: Float64Array; g: Float64Array } {
  const [rows, d] = X.shape;
  const [slope, curvature] = [new Float64Array(rows), new Float64Array(rows)];
  loss.evaluate(predictor(X, coef), y, weight, slope, curvature);
  const G = new Float64Array(d * d);
  const g = new Float64Array(d);
  for (let i = 0; i < rows; i++) {
    const row = X.data.subarray(i * d, (i + 1) * d);
    for (let j = 0; j < d; j++) {
      g[j] += slope[i] * row[j];
      const scaled = curvature[i] * row[j];
      if (scaled !== 0) for (let k = 0, at = j * d; k < d; k++) G[at++] += scaled * row[k];
    }
  }
  return { G, g };
}

/** The first of w + t (u - w), t = 1, 1/2, ..., that falls as far as the model promises. */
function search(
  problem: SparseProblem,
  coef: Float64Array,
  target: Float64Array,
  g: Float64Array,
  value: number,
): { coef: Float64Array<ArrayBuffer>; value: number } | undefined {
  let expected = 0;
  for (let j = 0; j < coef.length; j++) {
    expected += g[j] * (target[j] - coef[j]) + problem.l1 * (Math.abs(target[j]) - Math.abs(coef[j]));
  }
  if (!(expected < 0)) return undefined;
  const noise = 8 * Number.EPSILON * Math.abs(value);
  for (let t = 1; t > 1e-12; t /= 2) {
    // At t = 1 the target itself: its zeros are exact.
    const next = Float64Array.from(coef, (w, j) => (t === 1 ? target[j] : w + t * (target[j] - w)));
    const reached = objective(problem, next);
    if (reached <= value + 1e-4 * t * expected + noise) return { coef: next, value: reached };
  }
  return undefined;
}

function objective({ X, y, weight, loss, l1 }: SparseProblem, coef: Float64Array): number {
  return loss.evaluate(predictor(X, coef), y, weight) + l1 * coef.reduce((sum, w) => sum + Math.abs(w), 0);
}

function predictor(X: Tensor, coef: Float64Array): Float64Array {
  return Float64Array.from(X, (row) => row.reduce((sum, value, j) => sum + value * coef[j], 0));
}

function times(G: Float64Array, v: Float64Array): Float64Array {
  const d = v.length;
  return v.map((_, j) => {
    let sum = 0;
    for (let k = 0, at = j * d; k < d; k++) sum += G[at++] * v[k];
    return sum;
  });
}
