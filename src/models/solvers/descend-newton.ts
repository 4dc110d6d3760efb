import type { Checkpoints } from "../base/index.ts";
import { conjugateGradient } from "./conjugate-gradient.ts";
import type { Preconditioner } from "./conjugate-gradient.ts";
import { backtrack, inner, largest } from "./objective.ts";
import type { Descent, Objective } from "./objective.ts";
import { solveSymmetric } from "./symmetric.ts";

/** How Newton steps are solved: with the whole Hessian, by conjugate gradients, or as size suggests. */
export type NewtonMethod = "auto" | "exact" | "cg";

/** Multiply-adds up to which a Hessian costs no more than the products with it that it saves. */
const LARGEST_HESSIAN = 1e7;

/** Beyond this many free parameters its factorisation costs more. */
const LARGEST_EXACT = 240;

/** A preconditioner is made anew when the objective has fallen by more than this share of itself since. */
const FRESH = 0.3;

/** How exactly systems are solved: more products a step for fewer steps pay off no further than this. */
const ACCURACY = 0.2;

/** The same once the tolerance is met. */
const POLISH = 1e-2;

/**
 * Newton's method with backtracking (Boyd, Vandenberghe (2004), Convex Optimization, algorithm 9.5); large
 * systems are solved roughly, by conjugate gradients (Nocedal, Wright (2006), section 7.1). One iteration is
 * added after the tolerance is met: convergence is fast there, so it leaves little more than the rounding
 * error.
 *
 * @param tol - Greatest partial derivative at the end.
 */
export async function descendNewton(
  objective: Objective,
  { tol, maxIter, method }: { tol: number; maxIter: number; method: NewtonMethod },
  checkpoints: Checkpoints,
): Promise<Descent> {
  const isSmall = objective.freedom <= LARGEST_EXACT && objective.hessianCost <= LARGEST_HESSIAN;
  const isExact = method === "exact" || (method === "auto" && isSmall);
  let [converged, iterations] = [false, 0];
  let precondition: { solve: Preconditioner; value: number } | undefined;
  for (; iterations < maxIter; iterations++) {
    await checkpoints.reach(iterations);
    const polishing = converged;
    const gradient = objective.gradient();
    converged = largest(gradient) <= tol;
    if (polishing) break;
    let direction: Float64Array;
    if (isExact) direction = await solveSymmetric(objective.hessian(), gradient);
    else {
      const { value } = objective;
      if (!precondition || precondition.value - value > FRESH * Math.abs(value)) {
        precondition = { solve: objective.preconditioner(), value };
      }
      const accuracy = converged ? POLISH : ACCURACY;
      direction = conjugateGradient((v) => objective.times(v), gradient, precondition.solve, accuracy);
    }
    if (backtrack(objective, direction, gradient)) continue;
    // No descent left: the minimum as far as doubles can tell, if that little was expected.
    converged ||= inner(direction, gradient) <= 1e-13 * Math.abs(objective.value);
    break;
  }
  converged ||= largest(objective.gradient()) <= tol;
  await checkpoints.reach(maxIter);
  return { iterations, converged };
}
