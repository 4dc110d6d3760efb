import { Tensor } from "../../core/index.ts";
import type { Checkpoints } from "../base/index.ts";
import { centre, uncentre } from "./centre.ts";
import { factorise, solveFactored } from "./cholesky.ts";
import { conjugateGradient } from "./conjugate-gradient.ts";
import type { Preconditioner } from "./conjugate-gradient.ts";
import type { NewtonMethod } from "./newton.ts";
import { solveSymmetric } from "./symmetric.ts";

/** Minimise sum(weight * -log softmax(z)[code]) / sum(weight) + penalty / 2 * |W|^2. */
export interface MultinomialProblem {
  /** Shape [n, d]. */
  readonly X: Tensor;
  /** Class of each row, 0 .. classes - 1. */
  readonly codes: Int32Array;
  readonly classes: number;
  readonly weight: Float64Array;
  readonly penalty: number;
  readonly fitIntercept: boolean;
  readonly tol: number;
  readonly maxIter: number;
  /** Hessian solved exactly or by conjugate gradients; `auto` chooses by the number of parameters. */
  readonly method: NewtonMethod;
}

/** Coefficients centred over the classes: those of every feature sum to 0, and so do the intercepts. */
export interface MultinomialSolution {
  /** Shape [classes, d]. */
  readonly coef: Tensor;
  readonly intercept: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Beyond this many free parameters the Hessian costs more than some dozens of products with it. */
const LARGEST_EXACT = 240;

/**
 * Newton's method for the softmax loss (Boehning (1992), Multinomial logistic regression algorithm).
 * Adding a constant to all classes changes nothing, so the Hessian is singular in those directions; a
 * term that acts in them only makes it definite and leaves every step as it is.
 */
export async function minimizeMultinomial(
  problem: MultinomialProblem,
  checkpoints: Checkpoints,
): Promise<MultinomialSolution> {
  const state = new Softmax(problem);
  const isExact = problem.method === "auto" ? state.freedom <= LARGEST_EXACT : problem.method === "exact";
  let converged = false;
  let iterations = 0;
  for (; iterations < problem.maxIter; iterations++) {
    await checkpoints.reach(iterations);
    const polishing = converged;
    const { gradient, largest } = state.derivatives();
    converged = largest <= problem.tol;
    if (polishing) break;
    // Far from the minimum a rough direction does (Nocedal, Wright (2006), section 7.1).
    const accuracy = converged ? 1e-3 : Math.min(0.1, Math.sqrt(norm(gradient)));
    const direction = isExact
      ? await solveSymmetric(state.hessian(), gradient)
      : conjugateGradient((v) => state.times(v), gradient, state.preconditioner(), accuracy);
    if (state.search(direction, gradient)) continue;
    converged ||= dot(direction, gradient) <= 1e-13 * Math.abs(state.value);
    break;
  }
  converged ||= state.derivatives().largest <= problem.tol;
  await checkpoints.reach(problem.maxIter);
  return { ...state.unpack(), iterations, converged };
}

/** The objective at the current parameters: W row by row, each with its intercept last. */
class Softmax {
  readonly size: number;
  /** Parameters less those that only shift all classes. */
  readonly freedom: number;
  value: number;
  readonly #problem: MultinomialProblem;
  readonly #rows: number;
  /** Columns of the centred features and, with an intercept, one more of ones. */
  readonly #width: number;
  readonly #data: Float64Array;
  readonly #mean: Float64Array;
  readonly #weight: Float64Array;
  #params: Float64Array;
  /** Probabilities, shape [n, classes], of the current parameters. */
  #probabilities: Float64Array;

  constructor(problem: MultinomialProblem) {
    this.#problem = problem;
    const total = problem.weight.reduce((sum, weight) => sum + weight, 0);
    this.#weight = problem.weight.map((weight) => weight / total);
    const { X, mean } = centre(problem.X, this.#weight, problem.fitIntercept);
    this.#mean = mean;
    const [rows, columns] = X.shape;
    this.#rows = rows;
    this.#width = columns + (problem.fitIntercept ? 1 : 0);
    this.#data = problem.fitIntercept ? withOnes(X) : X.data;
    this.size = problem.classes * this.#width;
    this.freedom = this.size - this.#width;
    this.#params = new Float64Array(this.size);
    this.#probabilities = new Float64Array(rows * problem.classes);
    this.value = this.#evaluate(this.#params, this.#probabilities);
  }

  derivatives(): { gradient: Float64Array; largest: number } {
    const { classes, codes } = this.#problem;
    const width = this.#width;
    const gradient = new Float64Array(this.size);
    for (let i = 0; i < this.#rows; i++) {
      for (let a = 0; a < classes; a++) {
        const slope = this.#weight[i] * (this.#probabilities[i * classes + a] - (codes[i] === a ? 1 : 0));
        for (let j = 0, to = a * width, from = i * width; j < width; j++)
          gradient[to++] += slope * this.#data[from++];
      }
    }
    this.#addPenalty(gradient, this.#params);
    return { gradient, largest: gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0) };
  }

  /** Hessian times v: sum over rows of w p_a (x.v_a - sum_b p_b x.v_b) x, plus the penalty. */
  times(v: Float64Array): Float64Array {
    const { classes } = this.#problem;
    const width = this.#width;
    const [data, probabilities] = [this.#data, this.#probabilities];
    const out = new Float64Array(this.size);
    const u = new Float64Array(classes);
    for (let i = 0; i < this.#rows; i++) {
      let mean = 0;
      for (let a = 0; a < classes; a++) {
        let sum = 0;
        for (let j = 0, at = a * width, from = i * width; j < width; j++) sum += v[at++] * data[from++];
        u[a] = sum;
        mean += probabilities[i * classes + a] * sum;
      }
      for (let a = 0; a < classes; a++) {
        const r = this.#weight[i] * probabilities[i * classes + a] * (u[a] - mean);
        for (let j = 0, at = a * width, from = i * width; j < width; j++) out[at++] += r * data[from++];
      }
    }
    this.#addPenalty(out, v);
    return out;
  }

  /**
   * The Hessian's blocks on its diagonal, one a class, solved exactly: classes are coupled weakly, features
   * strongly.
   */
  preconditioner(): Preconditioner {
    const { classes } = this.#problem;
    const width = this.#width;
    const factors = Array.from({ length: classes }, (_, a) => factorise(this.#block(a), width));
    return (r, out) => {
      for (let a = 0; a < classes; a++) {
        const [from, to] = [a * width, (a + 1) * width];
        const factor = factors[a];
        if (factor) solveFactored(factor, r.subarray(from, to), out.subarray(from, to));
        else out.set(r.subarray(from, to), from);
      }
    };
  }

  /** Block (a, a) of the Hessian, lower triangle: sum over rows of w p_a (1 - p_a) x x^T. */
  #block(a: number): Float64Array {
    const { classes } = this.#problem;
    const width = this.#width;
    const H = new Float64Array(width * width);
    for (let i = 0; i < this.#rows; i++) {
      const p = this.#probabilities[i * classes + a];
      const h = this.#weight[i] * p * (1 - p);
      // Rows that are decided hardly count: leaving them out costs a preconditioner nothing.
      if (h > 1e-9 * this.#weight[i]) this.#addOuter(H, width, 0, h, i);
    }
    for (let j = 0; j < width; j++) H[j * width + j] += this.#strength(j);
    return H;
  }

  /** Adds h x x^T of row i to the lower triangle of the block that starts at `start`. */
  #addOuter(H: Float64Array, stride: number, start: number, h: number, i: number): void {
    const width = this.#width;
    const first = i * width;
    for (let j = 0; j < width; j++) {
      const scaled = h * this.#data[first + j];
      if (scaled === 0) continue;
      for (let k = first, at = start + j * stride; k <= first + j; k++) H[at++] += scaled * this.#data[k];
    }
  }

  /**
   * The whole Hessian, lower triangle, with the term that makes it definite. Block (a, b) is minus the sum
   * of w p_a p_b x x^T, symmetric itself, and the blocks of a row sum to 0: only those below the diagonal
   * are summed.
   */
  hessian(): Float64Array {
    const { classes } = this.#problem;
    const [width, size] = [this.#width, this.size];
    const H = new Float64Array(size * size);
    for (let i = 0; i < this.#rows; i++) {
      for (let a = 1; a < classes; a++) {
        const h = -this.#weight[i] * this.#probabilities[i * classes + a];
        for (let b = 0; b < a; b++) {
          this.#addOuter(H, size, a * width * size + b * width, h * this.#probabilities[i * classes + b], i);
        }
      }
    }
    this.#completeBlocks(H);
    for (let index = 0; index < size; index++) H[index * size + index] += this.#strength(index % width);
    this.#fillNullDirections(H);
    return H;
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

  /** Halves the step against `direction` until the objective falls; false when it does not. */
  search(direction: Float64Array, gradient: Float64Array): boolean {
    const expected = dot(direction, gradient);
    if (!(expected > 0)) return false;
    const noise = 8 * Number.EPSILON * Math.abs(this.value);
    const probabilities = new Float64Array(this.#probabilities.length);
    for (let step = 1; step > 1e-12; step /= 2) {
      const params = this.#params.map((value, index) => value - step * direction[index]);
      const value = this.#evaluate(params, probabilities);
      if (!(value <= this.value - 1e-4 * step * expected + noise)) continue;
      this.#params = params;
      this.#probabilities = probabilities;
      this.value = value;
      return true;
    }
    return false;
  }

  unpack(): { coef: Tensor; intercept: Float64Array } {
    const { classes, fitIntercept, X } = this.#problem;
    const columns = X.shape[1];
    const params = this.#params.slice();
    for (let j = 0; j < this.#width; j++) {
      let mean = 0;
      for (let a = 0; a < classes; a++) mean += params[a * this.#width + j] / classes;
      for (let a = 0; a < classes; a++) params[a * this.#width + j] -= mean;
    }
    const coef = Tensor.zeros([classes, columns]);
    const intercept = new Float64Array(classes);
    for (let a = 0; a < classes; a++) {
      const row = params.subarray(a * this.#width, a * this.#width + columns);
      coef.row(a).set(row);
      if (fitIntercept) intercept[a] = uncentre(params[a * this.#width + columns], row, this.#mean);
    }
    return { coef, intercept };
  }

  #evaluate(params: Float64Array, probabilities: Float64Array): number {
    const { classes, codes } = this.#problem;
    const width = this.#width;
    const z = new Float64Array(classes);
    let sum = 0;
    for (let i = 0; i < this.#rows; i++) {
      let most = -Infinity;
      for (let a = 0; a < classes; a++) {
        let value = 0;
        for (let j = 0, at = a * width, from = i * width; j < width; j++)
          value += params[at++] * this.#data[from++];
        z[a] = value;
        if (value > most) most = value;
      }
      let total = 0;
      for (let a = 0; a < classes; a++) total += probabilities[i * classes + a] = Math.exp(z[a] - most);
      for (let a = 0; a < classes; a++) probabilities[i * classes + a] /= total;
      sum += this.#weight[i] * (most + Math.log(total) - z[codes[i]]);
    }
    let square = 0;
    for (let index = 0; index < this.size; index++)
      square += this.#strength(index % width) * params[index] ** 2;
    return sum + square / 2;
  }

  #addPenalty(out: Float64Array, v: Float64Array): void {
    for (let index = 0; index < this.size; index++)
      out[index] += this.#strength(index % this.#width) * v[index];
  }

  /** L2 strength of a column; the intercept is free. */
  #strength(column: number): number {
    return column < this.#problem.X.shape[1] ? this.#problem.penalty : 0;
  }

  /** Adds c 1 1^T over the classes for unpenalised columns, c the mean diagonal entry there. */
  #fillNullDirections(H: Float64Array): void {
    const { classes } = this.#problem;
    const [width, size] = [this.#width, this.size];
    for (let j = 0; j < width; j++) {
      if (this.#strength(j) > 0) continue;
      let mean = 0;
      for (let a = 0; a < classes; a++) mean += H[(a * width + j) * (size + 1)] / classes;
      for (let a = 0; a < classes; a++) {
        for (let b = 0; b <= a; b++) H[(a * width + j) * size + b * width + j] += mean;
      }
    }
  }
}

function withOnes(X: Tensor): Float64Array {
  const [rows, columns] = X.shape;
  const data = new Float64Array(rows * (columns + 1)).fill(1);
  for (let i = 0; i < rows; i++) data.set(X.row(i), i * (columns + 1));
  return data;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
