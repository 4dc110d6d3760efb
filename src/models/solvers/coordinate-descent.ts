import type { Tensor } from "../../core/index.ts";
import type { Checkpoints } from "../base/index.ts";
import { solveCholesky } from "./cholesky.ts";

/** Minimise |y - Xw|^2 / 2 + l1 |w|_1 + l2 / 2 |w|^2. */
export interface ElasticNetProblem {
  /** Shape [n, d]. */
  readonly X: Tensor;
  readonly y: Float64Array;
  readonly l1: number;
  readonly l2: number;
  /** How far the optimality conditions may be violated, as a share of the greatest |x_j . y|. */
  readonly tol: number;
  /** Greatest number of sweeps over the coordinates. */
  readonly maxIter: number;
}

/** Coefficients and how they were reached. */
export interface ElasticNetSolution {
  readonly coef: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Sweeps between two attempts to solve for the non-zero coefficients at once. */
const SWEEPS_BETWEEN_SOLVES = 5;

/**
 * Cyclic coordinate descent on the Gram matrix (Friedman, Hastie, Tibshirani (2010), Regularization paths
 * for generalized linear models). Now and then the linear system of the non-zero coefficients is solved
 * with their signs as they are: when its solution keeps the signs and meets the optimality conditions,
 * it is the minimum, exact to rounding, and the sweeps end.
 */
export async function minimizeElasticNet(
  problem: ElasticNetProblem,
  checkpoints: Checkpoints,
): Promise<ElasticNetSolution> {
  const { G, c } = gram(problem);
  const state = { ...problem, G, c, scale: largest(c) };
  let coef = new Float64Array(c.length);
  for (let iteration = 0; iteration < problem.maxIter; iteration++) {
    await checkpoints.reach(iteration);
    sweep(state, coef);
    if (iteration % SWEEPS_BETWEEN_SOLVES !== SWEEPS_BETWEEN_SOLVES - 1) continue;
    const exact = solveSupport(state, coef);
    if (!exact) continue;
    coef = exact;
    await checkpoints.reach(problem.maxIter);
    return { coef, iterations: iteration + 1, converged: true };
  }
  await checkpoints.reach(problem.maxIter);
  return {
    coef,
    iterations: problem.maxIter,
    converged: violation(state, coef) <= problem.tol * state.scale,
  };
}

interface State extends ElasticNetProblem {
  /** X^T X, row-major. */
  readonly G: Float64Array;
  /** X^T y. */
  readonly c: Float64Array;
  readonly scale: number;
}

function gram({ X, y }: ElasticNetProblem): { G: Float64Array; c: Float64Array } {
  const [rows, d] = X.shape;
  const G = new Float64Array(d * d);
  const c = new Float64Array(d);
  for (let i = 0; i < rows; i++) {
    const row = X.data.subarray(i * d, (i + 1) * d);
    for (let j = 0; j < d; j++) {
      c[j] += row[j] * y[i];
      for (let k = 0, at = j * d; k <= j; k++) G[at + k] += row[j] * row[k];
    }
  }
  for (let j = 0; j < d; j++) for (let k = 0; k < j; k++) G[k * d + j] = G[j * d + k];
  return { G, c };
}

/** Each coefficient in turn takes its best value, the others held: a soft threshold. */
function sweep({ G, c, l1, l2 }: State, coef: Float64Array): void {
  const d = c.length;
  for (let j = 0; j < d; j++) {
    const curvature = G[j * d + j] + l2;
    if (curvature === 0) continue;
    let rest = c[j] + G[j * d + j] * coef[j];
    for (let k = 0, at = j * d; k < d; k++) rest -= G[at++] * coef[k];
    coef[j] = (Math.sign(rest) * Math.max(Math.abs(rest) - l1, 0)) / curvature;
  }
}

/** The minimum over the present support with the present signs, if it is the minimum over everything. */
function solveSupport(state: State, coef: Float64Array): Float64Array<ArrayBuffer> | undefined {
  const { G, c, l1, l2 } = state;
  const d = c.length;
  const support = Array.from(coef.keys()).filter((j) => coef[j] !== 0);
  const exact = new Float64Array(d);
  if (support.length > 0) {
    const H = Float64Array.from(
      support.flatMap((j) => support.map((k) => G[j * d + k] + (j === k ? l2 : 0))),
    );
    const right = Float64Array.from(support, (j) => c[j] - l1 * Math.sign(coef[j]));
    const values = solveCholesky(H, right);
    if (!values) return undefined;
    support.forEach((j, i) => (exact[j] = values[i]));
    if (support.some((j) => exact[j] * coef[j] <= 0)) return undefined;
  }
  return violation(state, exact) <= 1e-9 * state.scale ? exact : undefined;
}

/** How far the least subgradient is from 0, in its greatest coordinate. */
function violation({ G, c, l1, l2 }: State, coef: Float64Array): number {
  const d = c.length;
  let most = 0;
  for (let j = 0; j < d; j++) {
    let slope = l2 * coef[j] - c[j];
    for (let k = 0, at = j * d; k < d; k++) slope += G[at++] * coef[k];
    const off = coef[j] === 0 ? Math.max(Math.abs(slope) - l1, 0) : Math.abs(slope + l1 * Math.sign(coef[j]));
    most = Math.max(most, off);
  }
  return most;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
