import type { Checkpoints } from "../base/index.ts";
import { backtrack, inner, largest } from "./objective.ts";
import type { Descent, Objective } from "./objective.ts";

/** Steps that are remembered. */
const MEMORY = 10;

interface Step {
  /** Change of the point, and of the gradient. */
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** 1 / (s . y), above 0. */
  readonly rho: number;
}

/**
 * L-BFGS: directions from the last steps instead of a Hessian (Nocedal, Wright (2006), algorithm 7.4).
 *
 * @param tol - Greatest partial derivative at the end.
 */
export async function descendLbfgs(
  objective: Objective,
  { tol, maxIter }: { tol: number; maxIter: number },
  checkpoints: Checkpoints,
): Promise<Descent> {
  const steps: Step[] = [];
  let gradient = objective.gradient();
  let iterations = 0;
  for (; iterations < maxIter && largest(gradient) > tol; iterations++) {
    await checkpoints.reach(iterations);
    const before = objective.params;
    const direction = twoLoops(steps, gradient);
    // A first step of length 1: nothing is known of the curvature yet.
    if (steps.length === 0) scaleInPlace(direction, 1 / Math.max(1, Math.sqrt(inner(gradient, gradient))));
    if (!backtrack(objective, direction, gradient)) {
      if (steps.length === 0) break;
      // What is remembered misleads: start anew from the gradient.
      steps.length = 0;
      continue;
    }
    const next = objective.gradient();
    const s = objective.params.map((value, j) => value - before[j]);
    const y = next.map((value, j) => value - gradient[j]);
    const product = inner(s, y);
    if (product > Number.EPSILON * inner(y, y)) steps.push({ s, y, rho: 1 / product });
    if (steps.length > MEMORY) steps.shift();
    gradient = next;
  }
  await checkpoints.reach(maxIter);
  return { iterations, converged: largest(gradient) <= tol };
}

/** The remembered inverse Hessian times the gradient. */
function twoLoops(steps: readonly Step[], gradient: Float64Array): Float64Array {
  const q = gradient.slice();
  const shares = new Float64Array(steps.length);
  for (let k = steps.length - 1; k >= 0; k--) {
    const { s, y, rho } = steps[k];
    shares[k] = rho * inner(s, q);
    for (let j = 0; j < q.length; j++) q[j] -= shares[k] * y[j];
  }
  const last = steps.at(-1);
  if (last) scaleInPlace(q, 1 / (last.rho * inner(last.y, last.y)));
  for (const [k, { s, y, rho }] of steps.entries()) {
    const share = shares[k] - rho * inner(y, q);
    for (let j = 0; j < q.length; j++) q[j] += share * s[j];
  }
  return q;
}

function scaleInPlace(values: Float64Array, factor: number): void {
  for (let j = 0; j < values.length; j++) values[j] *= factor;
}
