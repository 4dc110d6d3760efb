import type { Tensor } from "../../core/index.ts";
import { centre, uncentre } from "./centre.ts";
import { factorise, solveFactored } from "./cholesky.ts";
import { byDiagonal } from "./conjugate-gradient.ts";
import type { Preconditioner } from "./conjugate-gradient.ts";
import { addTransposedTimes, addWeightedGram, timesTransposed } from "./dense.ts";
import type { RowLoss } from "./losses.ts";
import type { Objective } from "./objective.ts";
import { withOnes } from "./ones.ts";

/** sum(weight * loss) / sum(weight) + penalty / 2 |w|^2 of one linear predictor. */
export interface RowProblem {
  /** Shape [n, d]. */
  readonly X: Tensor;
  readonly y: Float64Array;
  readonly weight: Float64Array;
  readonly loss: RowLoss;
  /** L2 strength, 0 or more; the intercept is not penalised. */
  readonly penalty: number;
  readonly fitIntercept: boolean;
  /** Where coefficients start. Default zeros. */
  readonly startCoef?: Float64Array | undefined;
  /** Where the intercept starts. Default 0. */
  readonly startIntercept?: number | undefined;
}

/** Beyond this many parameters a preconditioner is diagonal. */
const LARGEST_FACTOR = 500;

/** Rows a parameter that a preconditioner is made of: enough to be within some tens of percent. */
const ROWS_A_PARAMETER = 20;

/** {@link RowProblem} at a current point: coefficients of the centred features, then the intercept. */
export class RowObjective implements Objective {
  readonly size: number;
  readonly freedom: number;
  readonly hessianCost: number;
  params: Float64Array;
  value: number;
  readonly #problem: RowProblem;
  /** Centred features and, with an intercept, a column of ones. */
  readonly #data: Float64Array;
  readonly #mean: Float64Array;
  /** Weights that sum to 1. */
  readonly #weight: Float64Array;
  #z: Float64Array;
  #trial: { params: Float64Array; z: Float64Array; value: number };
  readonly #slope: Float64Array;
  readonly #curvature: Float64Array;

  constructor(problem: RowProblem) {
    this.#problem = problem;
    const [rows, columns] = problem.X.shape;
    const total = problem.weight.reduce((sum, weight) => sum + weight, 0);
    this.#weight = problem.weight.map((weight) => weight / total);
    const { X, mean } = centre(problem.X, this.#weight, problem.fitIntercept);
    this.#mean = mean;
    this.#data = problem.fitIntercept ? withOnes(X) : X.data;
    this.size = columns + (problem.fitIntercept ? 1 : 0);
    this.freedom = this.size;
    this.hessianCost = (rows * this.size * (this.size + 1)) / 2;
    this.params = new Float64Array(this.size);
    if (problem.startCoef) this.params.set(problem.startCoef);
    if (problem.fitIntercept) {
      const start = problem.startIntercept ?? 0;
      this.params[columns] = problem.startCoef ? uncentre(start, problem.startCoef, mean.map(negate)) : start;
    }
    this.#slope = new Float64Array(rows);
    this.#curvature = new Float64Array(rows);
    this.#z = new Float64Array(rows);
    this.#trial = { params: this.params, z: new Float64Array(rows), value: 0 };
    this.value = this.evaluate(this.params);
    this.accept();
  }

  evaluate(params: Float64Array): number {
    const { z } = this.#trial;
    const { loss, y } = this.#problem;
    timesTransposed(this.#data, this.size, params, 1, z);
    let square = 0;
    for (let j = 0; j < this.#mean.length; j++) square += params[j] * params[j];
    const value = loss.evaluate(z, y, this.#weight) + (this.#problem.penalty / 2) * square;
    this.#trial = { params, z, value };
    return value;
  }

  accept(): void {
    const { params, z, value } = this.#trial;
    this.#trial = { params, z: this.#z, value };
    this.#z = z;
    this.params = params;
    this.value = value;
  }

  gradient(): Float64Array {
    const { loss, y } = this.#problem;
    loss.evaluate(this.#z, y, this.#weight, this.#slope, this.#curvature);
    return this.#addPenalty(this.#project(this.#slope), this.params);
  }

  hessian(): Float64Array {
    const H = new Float64Array(this.size * this.size);
    const all = Uint32Array.from({ length: this.#slope.length }, (_, i) => i);
    addWeightedGram(this.#data, this.size, this.#curvature, all, H);
    return this.#addRidge(H);
  }

  times(v: Float64Array): Float64Array {
    const image = timesTransposed(this.#data, this.size, v, 1, new Float64Array(this.#slope.length));
    for (let i = 0; i < image.length; i++) image[i] *= this.#curvature[i];
    return this.#addPenalty(this.#project(image), v);
  }

  /** The factorised Hessian of some rows; for very many parameters, or where that is singular, its diagonal. */
  preconditioner(): Preconditioner {
    const rows = this.#slope.length;
    const stride = Math.max(1, Math.floor(rows / (ROWS_A_PARAMETER * this.size)));
    const some = Uint32Array.from({ length: Math.floor(rows / stride) }, (_, i) => i * stride);
    if (this.size <= LARGEST_FACTOR) {
      const H = new Float64Array(this.size * this.size);
      const scaled = this.#curvature.map((h) => h * stride);
      addWeightedGram(this.#data, this.size, scaled, some, H);
      const factor = factorise(this.#addRidge(H), this.size);
      if (factor) {
        return (r, out) => {
          solveFactored(factor, r, out);
        };
      }
    }
    return byDiagonal(this.#diagonal());
  }

  /** Coefficients and intercept of the features as they were given. */
  unpack(params: Float64Array = this.params): { coef: Float64Array; intercept: number } {
    const columns = this.#mean.length;
    const coef = params.slice(0, columns);
    return { coef, intercept: this.#problem.fitIntercept ? uncentre(params[columns], coef, this.#mean) : 0 };
  }

  /** X^T r. */
  #project(r: Float64Array): Float64Array {
    return addTransposedTimes(r, 1, this.#data, this.size, new Float64Array(this.size));
  }

  #addPenalty(out: Float64Array, v: Float64Array): Float64Array {
    for (let j = 0; j < this.#mean.length; j++) out[j] += this.#problem.penalty * v[j];
    return out;
  }

  #addRidge(H: Float64Array): Float64Array {
    for (let j = 0; j < this.#mean.length; j++) H[j * this.size + j] += this.#problem.penalty;
    return H;
  }

  /** Diagonal of the Hessian, kept above 0. */
  #diagonal(): Float64Array {
    const out = new Float64Array(this.size);
    for (let i = 0, at = 0; i < this.#curvature.length; i++) {
      for (let j = 0; j < this.size; j++) out[j] += this.#curvature[i] * this.#data[at++] ** 2;
    }
    for (let j = 0; j < this.#mean.length; j++) out[j] += this.#problem.penalty;
    const most = out.reduce((a, b) => Math.max(a, b), 0);
    return out.map((value) => Math.max(value, 1e-12 * most, Number.MIN_VALUE));
  }
}

const negate = (value: number): number => -value;
