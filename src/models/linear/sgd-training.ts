import { createRandom, OutOfRangeError, Tensor } from "../../core/index.ts";
import type { Random, RunOptions } from "../../core/index.ts";
import { Checkpoints } from "../base/index.ts";
import { descendStochastically, sgdStart } from "../solvers/index.ts";
import type { PointLoss, SgdProblem, SgdScore, SgdState } from "../solvers/index.ts";
import type { LinearFit, LinearSolution } from "./fit.ts";
import type { LinearCoefficients } from "./quantize.ts";
import type { SGDOptions } from "./sgd-options.ts";

/** One descent: a regressor has one, a classifier one for each class that is told from the rest. */
export interface SgdTask {
  readonly y: Float64Array;
  readonly weight: Float64Array;
}

/** What all descents of a training share. */
export interface SgdTraining {
  /** Shape [n, d]. */
  readonly X: Tensor;
  readonly tasks: readonly SgdTask[];
  readonly loss: PointLoss;
  /** Where to start, one a task; left as they are. */
  readonly start: readonly SgdState[];
  /** Rows held back, and the score of a task's solution on them; none where nothing is held back. */
  readonly validation?:
    { readonly isHeld: Uint8Array; readonly score: (task: SgdTask) => SgdScore } | undefined;
  readonly run: RunOptions;
}

/** Coefficients, and where each descent could be continued. */
export interface SgdTrained {
  readonly solution: LinearSolution & LinearCoefficients;
  readonly states: readonly SgdState[];
}

/** What a model has seen of the data before a further part. */
export interface Seen {
  /** Lowest and highest value of each column, shape [2, d]. */
  readonly range?: Tensor | undefined;
  readonly featureNames?: readonly string[] | undefined;
}

/** Runs the descents one after another. @throws NonFiniteValueError, CancelledError */
export async function trainSgd(
  params: SGDOptions,
  training: SgdTraining,
  where: string,
): Promise<SgdTrained> {
  const { X, tasks, loss, start, validation, run } = training;
  const average = Number(params.average);
  const states = start.map(copyState);
  const random = createRandom(params.randomState);
  let [epochs, converged] = [0, true];
  for (const [k, task] of tasks.entries()) {
    const problem: SgdProblem = {
      ...{ ...params, ...task, ...penalties(params), X, loss, average },
      patience: params.nIterNoChange,
      // Another order in every continuation, the same order for every equal start.
      shuffle: params.shuffle ? random.fork(k).fork(states[k].t) : undefined,
      validation: validation && { isHeld: validation.isHeld, score: validation.score(task) },
    };
    const checkpoints = new Checkpoints(where, "fit: epochs", params.maxIter, run);
    const result = await descendStochastically(problem, states[k], checkpoints, where);
    epochs = Math.max(epochs, result.epochs);
    converged &&= result.converged;
  }
  // One count of rows for all, as if all had gone on as long as the longest.
  const t = start[0].t + epochs * X.length;
  for (const state of states) state.t = t;
  const isAveraged = average > 0 && average < t;
  const rows = states.map((state) => (isAveraged ? state.averageCoef : state.coef));
  return {
    states,
    solution: {
      coef: new Tensor(Float64Array.from(rows.flatMap((row) => Array.from(row))), [rows.length, X.shape[1]]),
      intercept: Float64Array.from(states, (state) =>
        isAveraged ? state.averageIntercept : state.intercept,
      ),
      iterations: epochs,
      converged,
      steps: t,
    },
  };
}

function penalties({ penalty, alpha, l1Ratio }: SGDOptions): { l1: number; l2: number } {
  if (penalty === null) return { l1: 0, l2: 0 };
  const share = penalty === "elasticnet" ? l1Ratio : penalty === "l1" ? 1 : 0;
  return { l1: alpha * share, l2: alpha * (1 - share) };
}

/** A start for each task: zeros, or a former solution, whose average begins with it. */
export function sgdStarts(
  tasks: number,
  features: number,
  former?: LinearCoefficients & { readonly steps?: number | undefined },
): SgdState[] {
  return Array.from({ length: tasks }, (_, k) => {
    if (!former) return sgdStart(features);
    const [coef, intercept] = [former.coef.row(k), former.intercept[k]];
    return copyState({
      ...{ coef, intercept, averageCoef: coef, averageIntercept: intercept },
      t: former.steps ?? 1,
    });
  });
}

function copyState(state: SgdState): SgdState {
  return { ...state, coef: state.coef.slice(), averageCoef: state.averageCoef.slice() };
}

/**
 * Marks rows to hold back: the wanted share of every group, at random.
 *
 * @throws OutOfRangeError when that leaves no row on one side, or none with a weight to score by.
 */
export function holdBack(
  groups: Int32Array,
  weight: Float64Array,
  fraction: number,
  random: Random,
  where: string,
): Uint8Array {
  const isHeld = new Uint8Array(groups.length);
  const rows = Array.from(random.permutation(groups.length));
  for (const group of new Set(groups)) {
    const members = rows.filter((i) => groups[i] === group);
    for (const i of members.slice(0, Math.round(fraction * members.length))) isHeld[i] = 1;
  }
  const held = isHeld.reduce((sum, flag) => sum + flag, 0);
  const isWeighted = weight.some((value, i) => isHeld[i] === 1 && value > 0);
  if (held > 0 && held < groups.length && isWeighted) return isHeld;
  throw new OutOfRangeError({
    where,
    problem: `validationFraction = ${fraction} of ${groups.length} rows holds back ${held}${
      held > 0 && !isWeighted ? ", all of weight 0" : ""
    }`,
    allowed: "at least one row with a weight above 0 to validate, and one to train",
    remedy: "change validationFraction, pass more rows, or set earlyStopping: false",
  });
}

/** Lowest and highest value of each column, of these rows and of those seen before: shape [2, d]. */
export function widenRange(X: Tensor, before?: Tensor): Tensor {
  const d = X.shape[1];
  const range = before?.copy() ?? X.take([0, 0]);
  for (let i = 0, at = 0; i < X.length; i++) {
    for (let j = 0; j < d; j++, at++) {
      range.data[j] = Math.min(range.data[j], X.data[at]);
      range.data[d + j] = Math.max(range.data[d + j], X.data[at]);
    }
  }
  return range;
}

/** The range a loaded model was calibrated on, shape [2, d]; none of one fitted elsewhere. */
export function calibratedRange({ quantized, coef }: LinearFit): Tensor | undefined {
  if (!quantized) return undefined;
  const { input } = quantized;
  const d = coef.shape[1];
  const ends = Float64Array.from({ length: 2 * d }, (_, at) => (at < d ? input.qmin : input.qmax));
  return input.dequantize(new Tensor(ends, [2, d]));
}

/** The rows with those of the range below: what quantizers are calibrated on. */
export function withRange(X: Tensor, range: Tensor): Tensor {
  const data = new Float64Array(X.size + range.size);
  data.set(X.data);
  data.set(range.data, X.size);
  return new Tensor(data, [X.length + 2, X.shape[1]]);
}
