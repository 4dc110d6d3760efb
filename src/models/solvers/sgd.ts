import { NonFiniteValueError } from "../../core/index.ts";
import type { Random, Tensor } from "../../core/index.ts";
import type { Checkpoints } from "../base/index.ts";
import type { PointLoss } from "./point-losses.ts";

/**
 * How long steps are, t counting the rows seen from 1:
 * - `constant`: eta0;
 * - `optimal`: 1 / (alpha (t0 + t - 1)), t0 such that the first step is alpha^(-1/4) (Bottou (2012),
 *   Stochastic gradient descent tricks);
 * - `invscaling`: eta0 / t^powerT;
 * - `adaptive`: eta0, a fifth of it each time the stopping rule is met, ended below 1e-6;
 * - `pa1`, `pa2`: as far as the row's loss asks for, eta0 being the aggressiveness (Crammer et al. (2006),
 *   Online passive-aggressive algorithms).
 */
export type LearningRate = "constant" | "optimal" | "invscaling" | "adaptive" | "pa1" | "pa2";

/** Minimise mean(weight * loss) + l1 |w|_1 + l2 / 2 |w|^2, the intercept free. */
export interface SgdProblem {
  /** Shape [n, d]. */
  readonly X: Tensor;
  readonly y: Float64Array;
  /** Factor of each row's step. */
  readonly weight: Float64Array;
  readonly loss: PointLoss;
  readonly l1: number;
  readonly l2: number;
  readonly fitIntercept: boolean;
  readonly learningRate: LearningRate;
  readonly eta0: number;
  readonly powerT: number;
  /** Of the `optimal` rate, which needs it above 0. */
  readonly alpha: number;
  /** Greatest number of passes over the rows. */
  readonly maxIter: number;
  /** Least improvement an epoch must bring; null to make `maxIter` passes in any case. */
  readonly tol: number | null;
  /** Epochs without improvement that end the descent. */
  readonly patience: number;
  /** Draws the order of the rows, anew in every epoch; without it they are taken as they stand. */
  readonly shuffle?: Random | undefined;
  /** From which row on solutions are averaged, counted from 1; 0 for the last solution as it is. */
  readonly average: number;
  /** Rows that are left out of training and score the epochs instead of the training objective. */
  readonly validation?: { readonly isHeld: Uint8Array; readonly score: SgdScore } | undefined;
}

/** A score of a solution, greater is better. */
export type SgdScore = (coef: Float64Array, intercept: number) => number;

/** Where a descent stands; it can be continued from here. */
export interface SgdState {
  coef: Float64Array;
  intercept: number;
  /** The mean of the solutions since averaging began. */
  averageCoef: Float64Array;
  averageIntercept: number;
  /** Number of the next row, from 1. */
  t: number;
}

/** How a descent ended. */
export interface SgdResult {
  readonly epochs: number;
  /** Whether the stopping rule ended it. */
  readonly converged: boolean;
}

/** Slopes beyond this are cut: squares of mispredicted rows must not overflow. */
const LARGEST_SLOPE = 1e12;

/** `adaptive` stops here. */
const LEAST_STEP = 1e-6;

/** Zeros everywhere, before the first row. */
export function sgdStart(features: number): SgdState {
  return {
    coef: new Float64Array(features),
    intercept: 0,
    averageCoef: new Float64Array(features),
    averageIntercept: 0,
    t: 1,
  };
}

/**
 * Stochastic gradient descent, one row a step, as scikit-learn's: the L2 penalty shrinks the weights, the L1
 * penalty is applied cumulatively and never takes a weight across 0 (Tsuruoka, Tsujii, Ananiadou (2009)).
 * An epoch improves when the mean objective met on the way (or the validation score) is better than the
 * best so far by `tol` at least.
 *
 * @param state - Where to start; changed to where it ends.
 * @throws NonFiniteValueError when the steps were too long and the weights overflowed.
 */
export async function descendStochastically(
  problem: SgdProblem,
  state: SgdState,
  checkpoints: Checkpoints,
  where: string,
): Promise<SgdResult> {
  const { maxIter, tol, patience, learningRate, shuffle, validation } = problem;
  const order = Uint32Array.from({ length: problem.y.length }, (_, i) => i).filter(
    (i) => !validation?.isHeld[i],
  );
  const epoch = makeEpoch(problem, state);
  let [best, idle, eta] = [-Infinity, 0, problem.eta0];
  for (let done = 0; done < maxIter; done++) {
    await checkpoints.reach(done);
    if (shuffle) shuffleInPlace(order, shuffle);
    const objective = epoch(order, eta) / order.length;
    checkFinite(state, done + 1, where);
    if (tol === null) continue;
    const score = validation ? validation.score(state.coef, state.intercept) : -objective;
    // The first epoch improves on nothing in any case.
    idle = score < best + tol ? idle + 1 : 0;
    best = Math.max(best, score);
    if (idle < patience) continue;
    if (learningRate !== "adaptive" || eta <= LEAST_STEP) {
      await checkpoints.reach(maxIter);
      return { epochs: done + 1, converged: true };
    }
    eta /= 5;
    idle = 0;
  }
  await checkpoints.reach(maxIter);
  return { epochs: maxIter, converged: tol === null };
}

/** One pass over `order`; returns the sum of the objective as each row met it, where somebody asks for it. */
function makeEpoch(problem: SgdProblem, state: SgdState): (order: Uint32Array, eta: number) => number {
  const { X, y, weight, loss, l1, l2, fitIntercept, learningRate, eta0, powerT, alpha } = problem;
  const d = X.shape[1];
  const data = X.data;
  const { coef: w, averageCoef } = state;
  const isPassive = learningRate === "pa1" || learningRate === "pa2";
  const isTracked = problem.tol !== null && !problem.validation;
  // The first step of `optimal`: a typical weight, as every loss's slope at z = -typical, y = 1 is below 1.
  const typical = Math.sqrt(1 / Math.sqrt(alpha));
  const start = 1 / (typical * alpha);
  /** L1 penalty that every weight could have received, and what each did receive. */
  let owed = 0;
  const received = new Float64Array(l1 > 0 ? d : 0);

  const stepLength = (eta: number): number => {
    if (learningRate === "optimal") return 1 / (alpha * (start + state.t - 1));
    return learningRate === "invscaling" ? eta0 / state.t ** powerT : eta;
  };
  const step = (z: number, i: number, eta: number): number => {
    const slope = loss.slope(z, y[i]);
    if (!isPassive) return -eta * Math.max(-LARGEST_SLOPE, Math.min(LARGEST_SLOPE, slope));
    let norm = 0;
    for (let j = 0, at = i * d; j < d; j++) norm += data[at++] ** 2;
    const value = loss.value(z, y[i]);
    const length = learningRate === "pa1" ? Math.min(eta0, value / norm) : value / (norm + 0.5 / eta0);
    return value > 0 && norm > 0 ? -Math.sign(slope) * length : 0;
  };
  const truncate = (): void => {
    for (let j = 0; j < d; j++) {
      const before = w[j];
      if (before > 0) w[j] = Math.max(0, before - (owed + received[j]));
      else if (before < 0) w[j] = Math.min(0, before + (owed - received[j]));
      received[j] += w[j] - before;
    }
  };

  return (order, eta) => {
    let objective = 0;
    for (let n = 0; n < order.length; n++) {
      const i = order[n];
      const z = state.intercept + product(w, data, i * d);
      if (isTracked) {
        objective += loss.value(z, y[i]);
        if (l1 + l2 > 0 && !isPassive) objective += penalty(w, l1, l2);
      }
      const length = stepLength(eta);
      const update = step(z, i, length) * weight[i];
      // Where the step would change the signs of all weights, they end at 0.
      const shrink = Math.max(0, 1 - l2 * length);
      shrinkAndAdd(w, shrink, update, data, i * d);
      if (fitIntercept) state.intercept += update;
      if (l1 > 0) {
        owed += l1 * length;
        truncate();
      }
      if (problem.average > 0 && problem.average <= state.t) {
        const count = state.t - problem.average + 1;
        for (let j = 0; j < d; j++) averageCoef[j] += (w[j] - averageCoef[j]) / count;
        state.averageIntercept += (state.intercept - state.averageIntercept) / count;
      }
      state.t++;
    }
    return objective;
  };
}

function product(w: Float64Array, data: Float64Array, from: number): number {
  let sum = 0;
  for (let j = 0; j < w.length; j++) sum += w[j] * data[from + j];
  return sum;
}
function shrinkAndAdd(
  w: Float64Array,
  shrink: number,
  update: number,
  data: Float64Array,
  from: number,
): void {
  for (let j = 0; j < w.length; j++) w[j] = w[j] * shrink + update * data[from + j];
}
function penalty(w: Float64Array, l1: number, l2: number): number {
  let [sum, square] = [0, 0];
  for (let j = 0; j < w.length; j++) {
    sum += Math.abs(w[j]);
    square += w[j] * w[j];
  }
  return l1 * sum + (l2 / 2) * square;
}

/** Fisher-Yates. */
function shuffleInPlace(order: Uint32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}

function checkFinite({ coef, intercept }: SgdState, epoch: number, where: string): void {
  if (Number.isFinite(intercept) && coef.every(Number.isFinite)) return;
  throw new NonFiniteValueError({
    where,
    problem: `the weights overflowed in epoch ${epoch}`,
    allowed: "features and steps for which the descent stays finite",
    remedy: "scale the features, for example with StandardScaler, or lower eta0",
  });
}
