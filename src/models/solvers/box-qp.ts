import type { Tensor } from "../../core/index.ts";
import type { Checkpoints } from "../base/index.ts";
import { factorise, solveCholesky, solveFactored } from "./cholesky.ts";
import { addWeightedGram } from "./dense.ts";

/**
 * The dual of a support vector machine: minimise |A^T a|^2 / 2 - target.a with 0 <= a <= upper, one a row.
 * Its primal solution is w = A^T a.
 */
export interface BoxQp {
  /** Shape [n, d]. */
  readonly A: Tensor;
  readonly target: Float64Array;
  /** Above 0. */
  readonly upper: Float64Array;
  /** Greatest complementarity a row at the end, as a share of its start. */
  readonly tol: number;
  readonly maxIter: number;
}

/** The primal solution w. */
export interface BoxQpSolution {
  readonly coef: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Share of the way to the nearest bound a step may go. */
const STEP_TO_BOUND = 0.995;

/**
 * Primal-dual interior point method with predictor and corrector (Mehrotra (1992); for support vector
 * machines Ferris, Munson (2002)): each iteration solves a d x d system, whatever the number of rows and
 * the scale of the features. At the end the rows strictly between their bounds are solved for directly;
 * when that meets all conditions it is the optimum, exact to rounding.
 */
export async function minimizeBoxQp(problem: BoxQp, checkpoints: Checkpoints): Promise<BoxQpSolution> {
  const { A, target, upper, tol, maxIter } = problem;
  const a = upper.map((u) => u / 2);
  const start = target.reduce((most, t) => Math.max(most, Math.abs(t)), 1);
  const state: State = {
    A,
    target,
    upper,
    a,
    lowerMultiplier: a.map(() => start),
    upperMultiplier: a.map(() => start),
  };
  const first = complementarity(state);
  for (let iteration = 0; iteration < maxIter; iteration++) {
    await checkpoints.reach(iteration);
    const isClose = complementarity(state) <= 1e-6 * first;
    const exact = isClose ? polish(state) : undefined;
    const isDone = complementarity(state) <= tol * 1e-8 * first;
    if (exact || isDone || !advance(state)) {
      await checkpoints.reach(maxIter);
      const reached = complementarity(state) <= tol * first;
      return { coef: exact ?? combine(A, state.a), iterations: iteration + 1, converged: !!exact || reached };
    }
  }
  await checkpoints.reach(maxIter);
  return { coef: combine(A, state.a), iterations: maxIter, converged: complementarity(state) <= tol * first };
}

interface State extends Pick<BoxQp, "A" | "target" | "upper"> {
  readonly a: Float64Array;
  /** Multipliers of a >= 0 and of a <= upper, above 0. */
  readonly lowerMultiplier: Float64Array;
  readonly upperMultiplier: Float64Array;
}

/** Mean product of the distances to the bounds with their multipliers; 0 at the optimum. */
function complementarity({ a, upper, lowerMultiplier: z, upperMultiplier: v }: State): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * z[i] + (upper[i] - a[i]) * v[i];
  return sum / (2 * a.length);
}

/** One predictor-corrector step; false when rounding leaves no step. */
function advance(state: State): boolean {
  const { A, target, upper, a, lowerMultiplier: z, upperMultiplier: v } = state;
  const w = combine(A, a);
  const theta = a.map((value, i) => z[i] / value + v[i] / (upper[i] - value));
  const solve = diagonalPlusGram(A, theta);
  if (!solve) return false;
  const residual = a.map((_, i) => dot(A.row(i), w) - target[i] - z[i] + v[i]);
  const mu = complementarity(state);
  // A step that aims at products `goal`, with the second-order terms of a former step taken off.
  const direction = (goal: number, former?: Direction): Direction => {
    const low = a.map((value, i) => goal - value * z[i] - (former ? former.a[i] * former.z[i] : 0));
    const high = a.map(
      (value, i) => goal - (upper[i] - value) * v[i] + (former ? former.a[i] * former.v[i] : 0),
    );
    const right = a.map((value, i) => low[i] / value - high[i] / (upper[i] - value) - residual[i]);
    const da = solve(right);
    return {
      a: da,
      z: a.map((value, i) => (low[i] - z[i] * da[i]) / value),
      v: a.map((value, i) => (high[i] + v[i] * da[i]) / (upper[i] - value)),
    };
  };
  const predictor = direction(0);
  const reach = stepLength(state, predictor);
  const predicted = complementarity(moved(state, predictor, reach));
  const step = direction(mu * (predicted / mu) ** 3, predictor);
  const length = STEP_TO_BOUND * stepLength(state, step);
  if (!(length > 1e-10) || !step.a.every(Number.isFinite)) return false;
  const next = moved(state, step, length);
  a.set(next.a);
  z.set(next.lowerMultiplier);
  v.set(next.upperMultiplier);
  return true;
}

interface Direction {
  readonly a: Float64Array;
  readonly z: Float64Array;
  readonly v: Float64Array;
}

function moved(state: State, step: Direction, length: number): State {
  return {
    ...state,
    a: state.a.map((value, i) => value + length * step.a[i]),
    lowerMultiplier: state.lowerMultiplier.map((value, i) => value + length * step.z[i]),
    upperMultiplier: state.upperMultiplier.map((value, i) => value + length * step.v[i]),
  };
}

/** The greatest length up to 1 that keeps everything on its side of 0. */
function stepLength({ a, upper, lowerMultiplier: z, upperMultiplier: v }: State, step: Direction): number {
  let length = 1;
  const limit = (value: number, change: number): void => {
    if (change < 0) length = Math.min(length, -value / change);
  };
  for (let i = 0; i < a.length; i++) {
    limit(a[i], step.a[i]);
    limit(upper[i] - a[i], -step.a[i]);
    limit(z[i], step.z[i]);
    limit(v[i], step.v[i]);
  }
  return length;
}

/** Solver of (diag(theta) + A A^T) x = r by the d x d matrix I + A^T diag(1 / theta) A (Woodbury). */
function diagonalPlusGram(A: Tensor, theta: Float64Array): ((r: Float64Array) => Float64Array) | undefined {
  const d = A.shape[1];
  const M = new Float64Array(d * d);
  const all = Uint32Array.from(theta.keys());
  addWeightedGram(
    A.data,
    d,
    theta.map((value) => 1 / value),
    all,
    M,
  );
  for (let j = 0; j < d; j++) M[j * d + j] += 1;
  const factor = factorise(M, d);
  if (!factor) return undefined;
  return (r) => {
    const scaled = r.map((value, i) => value / theta[i]);
    const inner = combine(A, scaled);
    solveFactored(factor, inner, inner);
    return scaled.map((value, i) => value - dot(A.row(i), inner) / theta[i]);
  };
}

/** The optimum, if its free rows are those that are free now. */
function polish({
  A,
  target,
  upper,
  a,
  lowerMultiplier: z,
  upperMultiplier: v,
}: State): Float64Array | undefined {
  // At the optimum either the distance to a bound or its multiplier is 0: the smaller share tells which.
  const exact = a.map((value, i) => {
    if (value / upper[i] < z[i]) return 0;
    return (upper[i] - value) / upper[i] < v[i] ? upper[i] : NaN;
  });
  const free = Array.from(exact.keys()).filter((i) => Number.isNaN(exact[i]));
  if (free.length > A.shape[1]) return undefined;
  const w = combine(
    A,
    exact.map((value) => (Number.isNaN(value) ? 0 : value)),
  );
  if (free.length > 0) {
    const Q = Float64Array.from(free.flatMap((i) => free.map((k) => dot(A.row(i), A.row(k)))));
    const right = Float64Array.from(free, (i) => target[i] - dot(A.row(i), w));
    const values = solveCholesky(Q, right);
    if (!values?.every((value, k) => value >= 0 && value <= upper[free[k]])) return undefined;
    free.forEach((i, k) => {
      A.row(i).forEach((x, j) => (w[j] += values[k] * x));
    });
  }
  const scale = target.reduce((most, t) => Math.max(most, Math.abs(t)), 1);
  const isOptimal = (value: number, i: number): boolean => {
    const slope = dot(A.row(i), w) - target[i];
    if (value === 0) return slope >= -1e-9 * scale;
    return value === upper[i] ? slope <= 1e-9 * scale : Math.abs(slope) <= 1e-9 * scale;
  };
  return exact.every(isOptimal) ? w : undefined;
}

/** A^T a. */
function combine(A: Tensor, a: Float64Array): Float64Array {
  const w = new Float64Array(A.shape[1]);
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0) continue;
    const row = A.row(i);
    for (let j = 0; j < w.length; j++) w[j] += a[i] * row[j];
  }
  return w;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += x[j] * y[j];
  return sum;
}
