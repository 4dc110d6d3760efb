import type { Preconditioner } from "./conjugate-gradient.ts";

/** A smooth function at a current point, for the solvers that need no more than this. Mostly convex. */
export interface Objective {
  /** Number of parameters. */
  readonly size: number;
  /** Parameters less those that only shift along directions in which nothing changes. */
  readonly freedom: number;
  /** The current point; not to be changed. */
  readonly params: Float64Array;
  readonly value: number;
  /** The value elsewhere; the point is kept for `accept`. */
  evaluate(params: Float64Array): number;
  /** Makes the point evaluated last the current one. */
  accept(): void;
  /** At the current point. Comes before the methods below, which use what it computes. */
  gradient(): Float64Array;
  /** The Hessian, row-major, lower triangle; made definite in directions in which nothing changes. */
  hessian(): Float64Array;
  /** Multiply-adds the Hessian takes. */
  readonly hessianCost: number;
  /** The Hessian times v. */
  times(v: Float64Array): Float64Array;
  /** An approximate inverse of the Hessian. */
  preconditioner(): Preconditioner;
}

/** Where a descent ended. */
export interface Descent {
  readonly iterations: number;
  /** Whether the tolerance was met. */
  readonly converged: boolean;
}

/** Two lists' inner product. */
export function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The greatest magnitude. */
export function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}

/**
 * Moves against `direction` by the first of the steps 1, 1/2, 1/4, ... that lets the objective fall as it
 * should (Armijo's rule); false when none does.
 */
export function backtrack(objective: Objective, direction: Float64Array, gradient: Float64Array): boolean {
  const expected = inner(direction, gradient);
  if (!(expected > 0)) return false;
  const { params, value } = objective;
  const noise = 8 * Number.EPSILON * Math.abs(value);
  for (let step = 1; step > 1e-12; step /= 2) {
    const reached = objective.evaluate(params.map((p, j) => p - step * direction[j]));
    if (!(reached <= value - 1e-4 * step * expected + noise)) continue;
    objective.accept();
    return true;
  }
  return false;
}
