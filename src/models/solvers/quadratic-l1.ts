import { solveCholesky } from "./cholesky.ts";
import { largest } from "./objective.ts";

/** Minimise w.Gw / 2 - c.w + sum l1 |w| + l2 / 2 |w|^2 for a symmetric positive semi-definite G. */
export interface QuadraticL1 {
  /** Row-major d x d. */
  readonly G: Float64Array;
  readonly c: Float64Array;
  /** One strength a coefficient, 0 or more. */
  readonly l1: Float64Array;
  readonly l2: number;
}

/** Sweeps between two attempts to solve for the non-zero coefficients at once. */
const SWEEPS_BETWEEN_SOLVES = 5;

/** A conditions' violation below this share of the greatest |c| is rounding. */
const ROUNDING = 1e-9;

/**
 * `count` sweeps of cyclic coordinate descent from `coef`, which is changed (Friedman, Hastie, Tibshirani
 * (2010), Regularization paths for generalized linear models). Now and then the linear system of the
 * non-zero coefficients is solved with their signs as they are: when its solution keeps the signs and meets
 * the optimality conditions, it is the minimum, exact to rounding.
 *
 * @returns Whether `coef` is the minimum.
 */
export function descend(problem: QuadraticL1, coef: Float64Array, count: number): boolean {
  for (let done = 1; done <= count; done++) {
    sweep(problem, coef);
    if (done % SWEEPS_BETWEEN_SOLVES !== 0 && done !== count) continue;
    const exact = solveSupport(problem, coef);
    if (!exact) continue;
    coef.set(exact);
    return true;
  }
  return false;
}

/** Each coefficient in turn takes its best value, the others held: a soft threshold. */
function sweep({ G, c, l1, l2 }: QuadraticL1, coef: Float64Array): void {
  const d = c.length;
  for (let j = 0; j < d; j++) {
    const curvature = G[j * d + j] + l2;
    if (curvature === 0) continue;
    let rest = c[j] + G[j * d + j] * coef[j];
    for (let k = 0, at = j * d; k < d; k++) rest -= G[at++] * coef[k];
    coef[j] = (Math.sign(rest) * Math.max(Math.abs(rest) - l1[j], 0)) / curvature;
  }
}

/** The minimum over the present support with the present signs, if it is the minimum over everything. */
function solveSupport(state: QuadraticL1, coef: Float64Array): Float64Array<ArrayBuffer> | undefined {
  const { G, c, l1, l2 } = state;
  const d = c.length;
  const support = Array.from(coef.keys()).filter((j) => coef[j] !== 0);
  const exact = new Float64Array(d);
  if (support.length > 0) {
    const H = Float64Array.from(
      support.flatMap((j) => support.map((k) => G[j * d + k] + (j === k ? l2 : 0))),
    );
    const right = Float64Array.from(support, (j) => c[j] - l1[j] * Math.sign(coef[j]));
    const values = solveCholesky(H, right);
    if (!values) return undefined;
    support.forEach((j, i) => (exact[j] = values[i]));
    if (support.some((j) => l1[j] > 0 && exact[j] * coef[j] <= 0)) return undefined;
  }
  return violation(state, exact) <= ROUNDING * largest(c) ? exact : undefined;
}

/** How far the least subgradient is from 0, in its greatest coordinate. */
export function violation({ G, c, l1, l2 }: QuadraticL1, coef: Float64Array): number {
  const d = c.length;
  let most = 0;
  for (let j = 0; j < d; j++) {
    let slope = l2 * coef[j] - c[j];
    for (let k = 0, at = j * d; k < d; k++) slope += G[at++] * coef[k];
    const off =
      coef[j] === 0 ? Math.max(Math.abs(slope) - l1[j], 0) : Math.abs(slope + l1[j] * Math.sign(coef[j]));
    most = Math.max(most, off);
  }
  return most;
}
