import { Tensor } from "../../core/index.ts";
import { centre, uncentre } from "./centre.ts";
import { factorise, solveFactored } from "./cholesky.ts";
import type { Preconditioner } from "./conjugate-gradient.ts";
import { addTransposedTimes, addWeightedGram, timesTransposed } from "./dense.ts";
import type { Objective } from "./objective.ts";
import { withOnes } from "./ones.ts";

/** sum(weight * -log softmax(z)[code]) / sum(weight) + penalty / 2 * |W|^2 of one predictor a class. */
export interface SoftmaxProblem {
  /** Shape [n, d]. */
  readonly X: Tensor;
  /** Class of each row, 0 .. classes - 1. */
  readonly codes: Int32Array;
  readonly classes: number;
  readonly weight: Float64Array;
  /** L2 strength, 0 or more; the intercepts are not penalised. */
  readonly penalty: number;
  readonly fitIntercept: boolean;
  /** Where to start. Default zeros. */
  readonly start?: { readonly coef: Tensor; readonly intercept: Float64Array } | undefined;
  /** Whether an L1 penalty is added elsewhere, so that shifting all classes does change something. */
  readonly isSparse?: boolean | undefined;
}

/** Rows whose share in a block is below this cost a preconditioner nothing when they are left out. */
const NEGLIGIBLE = 1e-3;

/**
 * {@link SoftmaxProblem} at a current point: W row by row, each with its intercept last. Adding a constant
 * to all classes changes nothing, so the Hessian is singular in those directions where nothing is penalised;
 * a term that acts in them only makes it definite and leaves every step as it is.
 */
export class SoftmaxObjective implements Objective {
  readonly size: number;
  readonly freedom: number;
  readonly hessianCost: number;
  params: Float64Array;
  value: number;
  readonly #problem: SoftmaxProblem;
  readonly #rows: number;
  /** Columns of the centred features and, with an intercept, one more of ones. */
  readonly #width: number;
  readonly #data: Float64Array;
  readonly #mean: Float64Array;
  /** Weights that sum to 1. */
  readonly #weight: Float64Array;
  /** Probabilities, shape [n, classes], of the current point. */
  #probabilities: Float64Array;
  #trial: { params: Float64Array; probabilities: Float64Array; value: number };
  /** Room for one number a row and class. */
  readonly #scratch: Float64Array;

  constructor(problem: SoftmaxProblem) {
    this.#problem = problem;
    const { classes, fitIntercept, start } = problem;
    const total = problem.weight.reduce((sum, weight) => sum + weight, 0);
    this.#weight = problem.weight.map((weight) => weight / total);
    const { X, mean } = centre(problem.X, this.#weight, fitIntercept);
    this.#mean = mean;
    const [rows, columns] = X.shape;
    this.#rows = rows;
    this.#width = columns + (fitIntercept ? 1 : 0);
    this.#data = fitIntercept ? withOnes(X) : X.data;
    this.size = classes * this.#width;
    this.freedom = this.size - this.#width;
    this.hessianCost = (rows * classes * (classes - 1) * this.#width * (this.#width + 1)) / 4;
    this.params = new Float64Array(this.size);
    for (let a = 0; start && a < classes; a++) {
      const coef = start.coef.row(a);
      this.params.set(coef, a * this.#width);
      if (fitIntercept) {
        const shifted = mean.map((value) => -value);
        this.params[(a + 1) * this.#width - 1] = uncentre(start.intercept[a], coef, shifted);
      }
    }
    this.#scratch = new Float64Array(rows * classes);
    this.#probabilities = new Float64Array(rows * classes);
    this.#trial = { params: this.params, probabilities: new Float64Array(rows * classes), value: 0 };
    this.value = this.evaluate(this.params);
    this.accept();
  }

  evaluate(params: Float64Array): number {
    const { classes, codes } = this.#problem;
    const { probabilities: p } = this.#trial;
    const weight = this.#weight;
    timesTransposed(this.#data, this.#width, params, classes, p);
    let value = 0;
    for (let i = 0, from = 0; i < weight.length; i++, from += classes) {
      let most = p[from];
      for (let a = 1; a < classes; a++) if (p[from + a] > most) most = p[from + a];
      const own = p[from + codes[i]] - most;
      let total = 0;
      for (let a = 0; a < classes; a++) total += p[from + a] = Math.exp(p[from + a] - most);
      for (let a = 0; a < classes; a++) p[from + a] /= total;
      value += weight[i] * (Math.log(total) - own);
    }
    let square = 0;
    for (let index = 0; index < this.size; index++) {
      square += this.#strength(index % this.#width) * params[index] ** 2;
    }
    value += square / 2;
    this.#trial = { params, probabilities: p, value };
    return value;
  }

  accept(): void {
    const { params, probabilities, value } = this.#trial;
    this.#trial = { params, probabilities: this.#probabilities, value };
    this.#probabilities = probabilities;
    this.params = params;
    this.value = value;
  }

  gradient(): Float64Array {
    const { classes, codes } = this.#problem;
    const [p, r, weight] = [this.#probabilities, this.#scratch, this.#weight];
    for (let i = 0, from = 0; i < weight.length; i++, from += classes) {
      for (let a = 0; a < classes; a++) r[from + a] = weight[i] * p[from + a];
      r[from + codes[i]] -= weight[i];
    }
    return this.#addPenalty(this.#project(r), this.params);
  }

  /** The sum over rows of w p_a (x.v_a - sum_b p_b x.v_b) x, plus the penalty. */
  times(v: Float64Array): Float64Array {
    const { classes } = this.#problem;
    const [p, u, weight] = [this.#probabilities, this.#scratch, this.#weight];
    timesTransposed(this.#data, this.#width, v, classes, u);
    for (let i = 0, from = 0; i < weight.length; i++, from += classes) {
      let mean = 0;
      for (let a = 0; a < classes; a++) mean += p[from + a] * u[from + a];
      for (let a = 0; a < classes; a++) u[from + a] = weight[i] * p[from + a] * (u[from + a] - mean);
    }
    return this.#addPenalty(this.#project(u), v);
  }

  /**
   * The Hessian's blocks on its diagonal, one a class, solved exactly: classes are coupled weakly, features
   * strongly.
   */
  preconditioner(): Preconditioner {
    const { classes } = this.#problem;
    const width = this.#width;
    const factors = Array.from({ length: classes }, (_, a) => factorise(this.#diagonalBlock(a), width));
    return (r, out) => {
      for (let a = 0; a < classes; a++) {
        const [from, to] = [a * width, (a + 1) * width];
        const factor = factors[a];
        if (factor) solveFactored(factor, r.subarray(from, to), out.subarray(from, to));
        else out.set(r.subarray(from, to), from);
      }
    };
  }

  /** About block (a, a), lower triangle: the sum over rows of w p_a (1 - p_a) x x^T. */
  #diagonalBlock(a: number): Float64Array {
    const { classes } = this.#problem;
    const width = this.#width;
    const share = this.#weight.map((_, i) => {
      const p = this.#probabilities[i * classes + a];
      return p * (1 - p);
    });
    const some = Uint32Array.from(share.keys()).filter((i) => share[i] > NEGLIGIBLE);
    for (const i of some) share[i] *= this.#weight[i];
    const H = new Float64Array(width * width);
    addWeightedGram(this.#data, width, share, some, H);
    for (let j = 0; j < width; j++) H[j * width + j] += this.#strength(j);
    return H;
  }

  /**
   * Block (a, b) is minus the sum of w p_a p_b x x^T, symmetric itself, and the blocks of a row sum to 0:
   * only those below the diagonal are summed.
   */
  hessian(): Float64Array {
    const { classes } = this.#problem;
    const [width, size] = [this.#width, this.size];
    const H = new Float64Array(size * size);
    const all = Uint32Array.from(this.#weight.keys());
    const share = new Float64Array(this.#rows);
    for (let a = 1; a < classes; a++) {
      for (let b = 0; b < a; b++) {
        for (let i = 0, at = 0; i < share.length; i++, at += classes) {
          share[i] = -this.#weight[i] * this.#probabilities[at + a] * this.#probabilities[at + b];
        }
        addWeightedGram(this.#data, width, share, all, H, size, a * width * size + b * width);
      }
    }
    this.#completeBlocks(H);
    for (let index = 0; index < size; index++) H[index * size + index] += this.#strength(index % width);
    this.#fillNullDirections(H);
    return H;
  }

  /** Coefficients and intercepts of the features as they were given, centred over the classes where nothing else fixes them. */
  unpack(): { coef: Tensor; intercept: Float64Array } {
    const { classes, fitIntercept, isSparse, X } = this.#problem;
    const columns = X.shape[1];
    const width = this.#width;
    const coef = Tensor.zeros([classes, columns]);
    const intercept = new Float64Array(classes);
    for (let a = 0; a < classes; a++) coef.row(a).set(this.params.subarray(a * width, a * width + columns));
    if (!isSparse) centreColumns(coef.data, columns);
    for (let a = 0; fitIntercept && a < classes; a++) {
      intercept[a] = uncentre(this.params[(a + 1) * width - 1], coef.row(a), this.#mean);
    }
    centreColumns(intercept, 1);
    return { coef, intercept };
  }

  /** R^T X. */
  #project(r: Float64Array): Float64Array {
    const out = new Float64Array(this.size);
    return addTransposedTimes(r, this.#problem.classes, this.#data, this.#width, out);
  }

  /** Mirrors the blocks below the diagonal, and fills those on it with minus the sum of their row. */
  #completeBlocks(H: Float64Array): void {
    const { classes } = this.#problem;
    const [width, size] = [this.#width, this.size];
    for (let a = 1; a < classes; a++) {
      for (let b = 0; b < a; b++) {
        for (let j = 0; j < width; j++) {
          for (let k = 0; k <= j; k++) {
            const value = H[(a * width + j) * size + b * width + k];
            H[(a * width + k) * size + b * width + j] = value;
            H[(a * width + j) * size + a * width + k] -= value;
            H[(b * width + j) * size + b * width + k] -= value;
          }
        }
      }
    }
  }

  #addPenalty(out: Float64Array, v: Float64Array): Float64Array {
    for (let index = 0; index < this.size; index++) {
      out[index] += this.#strength(index % this.#width) * v[index];
    }
    return out;
  }

  /** L2 strength of a column; the intercept is free. */
  #strength(column: number): number {
    return column < this.#mean.length ? this.#problem.penalty : 0;
  }

  /** Adds c 1 1^T over the classes for unpenalised columns, c the mean diagonal entry there. */
  #fillNullDirections(H: Float64Array): void {
    const { classes, isSparse } = this.#problem;
    const [width, size] = [this.#width, this.size];
    for (let j = isSparse ? this.#mean.length : 0; j < width; j++) {
      if (this.#strength(j) > 0) continue;
      let mean = 0;
      for (let a = 0; a < classes; a++) mean += H[(a * width + j) * (size + 1)] / classes;
      for (let a = 0; a < classes; a++) {
        for (let b = 0; b <= a; b++) H[(a * width + j) * size + b * width + j] += mean;
      }
    }
  }
}

/** Takes the mean off every column of a row-major matrix. */
function centreColumns(data: Float64Array, columns: number): void {
  const rows = data.length / columns;
  for (let j = 0; j < columns; j++) {
    let mean = 0;
    for (let at = j; at < data.length; at += columns) mean += data[at] / rows;
    for (let at = j; at < data.length; at += columns) data[at] -= mean;
  }
}
