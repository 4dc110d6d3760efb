import type { Tensor } from "../../core/index.ts";
import type { Checkpoints } from "../base/index.ts";
import { addTransposedTimes, addWeightedGram } from "./dense.ts";
import { largest } from "./objective.ts";
import { descend, violation } from "./quadratic-l1.ts";

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

/** Sweeps between two chances to stop. */
const SWEEPS_A_ROUND = 10;

/** Coordinate descent on the Gram matrix of the columns, ended by an exact solve. */
export async function minimizeElasticNet(
  problem: ElasticNetProblem,
  checkpoints: Checkpoints,
): Promise<ElasticNetSolution> {
  const { l1, l2, maxIter, tol } = problem;
  const quadratic = { ...gram(problem), l1: new Float64Array(problem.X.shape[1]).fill(l1), l2 };
  const coef = new Float64Array(quadratic.c.length);
  let iterations = 0;
  let converged = false;
  while (iterations < maxIter && !converged) {
    await checkpoints.reach(iterations);
    const count = Math.min(SWEEPS_A_ROUND, maxIter - iterations);
    converged = descend(quadratic, coef, count);
    iterations += count;
  }
  await checkpoints.reach(maxIter);
  return {
    coef,
    iterations,
    converged: converged || violation(quadratic, coef) <= tol * largest(quadratic.c),
  };
}

function gram({ X, y }: ElasticNetProblem): { G: Float64Array; c: Float64Array } {
  const [rows, d] = X.shape;
  const G = new Float64Array(d * d);
  const all = Uint32Array.from({ length: rows }, (_, i) => i);
  addWeightedGram(X.data, d, new Float64Array(rows).fill(1), all, G);
  for (let j = 0; j < d; j++) for (let k = 0; k < j; k++) G[k * d + j] = G[j * d + k];
  return { G, c: addTransposedTimes(y, 1, X.data, d, new Float64Array(d)) };
}
