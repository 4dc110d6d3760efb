import type { Tensor } from "../../core/index.ts";
import type { Checkpoints } from "../base/index.ts";
import { centre, uncentre } from "./centre.ts";
import { byDiagonal, conjugateGradient } from "./conjugate-gradient.ts";
import type { RowLoss } from "./losses.ts";
import { solveSymmetric } from "./symmetric.ts";

/** How Newton steps are solved: with the whole Hessian, by conjugate gradients, or as size suggests. */
export type NewtonMethod = "auto" | "exact" | "cg";

/** Beyond this many parameters the Hessian costs more than products with it. */
const LARGEST_EXACT = 500;

/** Minimise sum(weight * loss) / sum(weight) + penalty / 2 * |w|^2 over w and, if wanted, an intercept. */
export interface NewtonProblem {
  /** Shape [n, d]. */
  readonly X: Tensor;
  readonly y: Float64Array;
  readonly weight: Float64Array;
  readonly loss: RowLoss;
  /** L2 strength, 0 or more; the intercept is not penalised. */
  readonly penalty: number;
  readonly fitIntercept: boolean;
  /** Where the intercept starts. Default 0. */
  readonly startIntercept?: number;
  /** The greatest partial derivative at the solution is at most this. */
  readonly tol: number;
  readonly maxIter: number;
  /** Default `auto`. */
  readonly method?: NewtonMethod;
}

/** A minimum, or how far the iterations came. */
export interface NewtonSolution {
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly iterations: number;
  /** Whether the tolerance was met. */
  readonly converged: boolean;
}

/**
 * Newton's method with exact Hessian and backtracking line search (Boyd, Vandenberghe (2004), Convex
 * Optimization, algorithm 9.5). One iteration is added after the tolerance is met: convergence is
 * quadratic there, so it leaves the rounding error only.
 */
export async function minimizeNewton(
  problem: NewtonProblem,
  checkpoints: Checkpoints,
): Promise<NewtonSolution> {
  const state = prepare(problem);
  const { maxIter, tol } = problem;
  let converged = false;
  let iterations = 0;
  for (; iterations < maxIter; iterations++) {
    await checkpoints.reach(iterations);
    const polishing = converged;
    converged = derivatives(state) <= tol;
    if (polishing) break;
    const direction = await newtonDirection(state, converged);
    if (lineSearch(state, direction)) continue;
    // No descent left: the minimum as far as doubles can tell, if that little was expected.
    converged ||= dot(direction, state.gradient) <= 1e-13 * Math.abs(state.value);
    break;
  }
  converged ||= derivatives(state) <= tol;
  await checkpoints.reach(maxIter);
  return { ...unpack(state), iterations, converged };
}

interface State {
  readonly problem: NewtonProblem;
  readonly X: Tensor;
  readonly mean: Float64Array;
  /** Weights that sum to 1. */
  readonly weight: Float64Array;
  /** Coefficients, then the intercept if there is one. */
  params: Float64Array;
  z: Float64Array;
  value: number;
  readonly gradient: Float64Array;
  readonly slope: Float64Array;
  readonly curvature: Float64Array;
}

function prepare(problem: NewtonProblem): State {
  const [rows, columns] = problem.X.shape;
  const total = problem.weight.reduce((sum, weight) => sum + weight, 0);
  const weight = problem.weight.map((value) => value / total);
  const { X, mean } = centre(problem.X, weight, problem.fitIntercept);
  const size = columns + (problem.fitIntercept ? 1 : 0);
  const params = new Float64Array(size);
  if (problem.fitIntercept) params[columns] = problem.startIntercept ?? 0;
  const state: State = {
    ...{ problem, X, mean, weight, params, value: 0 },
    z: new Float64Array(rows),
    gradient: new Float64Array(size),
    slope: new Float64Array(rows),
    curvature: new Float64Array(rows),
  };
  state.z = predictor(state, params);
  state.value = objective(state, params, state.z);
  return state;
}

function predictor({ X, problem }: State, params: Float64Array): Float64Array {
  const [rows, columns] = X.shape;
  const intercept = problem.fitIntercept ? params[columns] : 0;
  const z = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = intercept;
    for (let j = 0; j < columns; j++) sum += X.data[at++] * params[j];
    z[i] = sum;
  }
  return z;
}

function objective({ problem, weight, X }: State, params: Float64Array, z: Float64Array): number {
  let square = 0;
  for (let j = 0; j < X.shape[1]; j++) square += params[j] * params[j];
  return problem.loss.evaluate(z, problem.y, weight) + (problem.penalty / 2) * square;
}

/** Fills gradient, curvature and, where it is used, the Hessian; returns the greatest partial derivative. */
function derivatives(state: State): number {
  const { X, problem, weight, z, params, gradient, slope, curvature } = state;
  const [rows, columns] = X.shape;
  problem.loss.evaluate(z, problem.y, weight, slope, curvature);
  gradient.fill(0);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) gradient[j] += slope[i] * X.data[at++];
    if (problem.fitIntercept) gradient[columns] += slope[i];
  }
  for (let j = 0; j < columns; j++) gradient[j] += problem.penalty * params[j];
  return gradient.reduce((largest, g) => Math.max(largest, Math.abs(g)), 0);
}

async function newtonDirection(state: State, isLast: boolean): Promise<Float64Array> {
  const { method = "auto" } = state.problem;
  const size = state.gradient.length;
  if (method === "exact" || (method === "auto" && size <= LARGEST_EXACT)) {
    return solveSymmetric(hessian(state), state.gradient);
  }
  // Far from the minimum a rough direction does (Nocedal, Wright (2006), section 7.1).
  const accuracy = isLast ? 1e-3 : Math.min(0.1, Math.sqrt(Math.sqrt(dot(state.gradient, state.gradient))));
  return conjugateGradient(
    (v) => hessianTimes(state, v),
    state.gradient,
    byDiagonal(diagonal(state)),
    accuracy,
  );
}

/** The Hessian, row-major; lower triangle only. */
function hessian({ X, problem, gradient, curvature }: State): Float64Array {
  const [rows, columns] = X.shape;
  const size = gradient.length;
  const H = new Float64Array(size * size);
  for (let i = 0; i < rows; i++) {
    const row = X.data.subarray(i * columns, (i + 1) * columns);
    for (let j = 0; j < columns; j++) {
      const scaled = curvature[i] * row[j];
      for (let k = 0, at = j * size; k <= j; k++) H[at + k] += scaled * row[k];
    }
    if (!problem.fitIntercept) continue;
    for (let k = 0, at = columns * size; k < columns; k++) H[at + k] += curvature[i] * row[k];
    H[size * size - 1] += curvature[i];
  }
  for (let j = 0; j < columns; j++) H[j * size + j] += problem.penalty;
  return H;
}

function hessianTimes({ X, problem, curvature }: State, v: Float64Array): Float64Array {
  const [rows, columns] = X.shape;
  const out = new Float64Array(v.length);
  for (let i = 0; i < rows; i++) {
    let sum = problem.fitIntercept ? v[columns] : 0;
    for (let j = 0, at = i * columns; j < columns; j++) sum += X.data[at++] * v[j];
    sum *= curvature[i];
    for (let j = 0, at = i * columns; j < columns; j++) out[j] += sum * X.data[at++];
    if (problem.fitIntercept) out[columns] += sum;
  }
  for (let j = 0; j < columns; j++) out[j] += problem.penalty * v[j];
  return out;
}

/** Diagonal of the Hessian, kept above 0: the preconditioner. */
function diagonal({ X, problem, gradient, curvature }: State): Float64Array {
  const [rows, columns] = X.shape;
  const out = new Float64Array(gradient.length).fill(problem.penalty);
  if (problem.fitIntercept) out[columns] = curvature.reduce((sum, h) => sum + h, 0);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j] += curvature[i] * X.data[at++] ** 2;
  }
  const largest = out.reduce((most, value) => Math.max(most, value), 0);
  return out.map((value) => Math.max(value, 1e-12 * largest, Number.MIN_VALUE));
}

/** Moves against `direction`, halving the step until the objective falls as it should. */
function lineSearch(state: State, direction: Float64Array): boolean {
  const expected = dot(direction, state.gradient);
  if (!(expected > 0)) return false;
  const noise = 8 * Number.EPSILON * Math.abs(state.value);
  for (let step = 1; step > 1e-12; step /= 2) {
    const params = state.params.map((value, j) => value - step * direction[j]);
    const z = predictor(state, params);
    const value = objective(state, params, z);
    if (!(value <= state.value - 1e-4 * step * expected + noise)) continue;
    Object.assign(state, { params, z, value });
    return true;
  }
  return false;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function unpack({ params, X, mean, problem }: State): { coef: Float64Array; intercept: number } {
  const columns = X.shape[1];
  const coef = params.slice(0, columns);
  return { coef, intercept: problem.fitIntercept ? uncentre(params[columns], coef, mean) : 0 };
}
