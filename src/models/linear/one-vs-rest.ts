import { Tensor } from "../../core/index.ts";
import type { EncodedLabels } from "../base/index.ts";
import { splitConstant } from "./constant-feature.ts";
import type { LinearSolution } from "./fit.ts";

/** Weights of one two-class problem: those of the features, then that of the constant feature if there is one. */
export interface BinarySolution {
  readonly coef: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Solves the two-class problem, or for more classes one of each class against the rest.
 *
 * @param solve - Gets 1 for rows of the positive class and -1 for others.
 */
export async function solveOneVsRest(
  { classes, codes }: EncodedLabels,
  features: number,
  solve: (signs: Float64Array) => Promise<BinarySolution>,
): Promise<LinearSolution> {
  const positives = classes.length === 2 ? [1] : Array.from(classes as ArrayLike<unknown>, (_, code) => code);
  const coef = Tensor.zeros([positives.length, features]);
  const intercept = new Float64Array(positives.length);
  let [iterations, converged] = [0, true];
  for (const [k, positive] of positives.entries()) {
    const one = await solve(Float64Array.from(codes, (code) => (code === positive ? 1 : -1)));
    const parts = splitConstant(one.coef, features);
    coef.row(k).set(parts.coef);
    intercept[k] = parts.intercept;
    iterations = Math.max(iterations, one.iterations);
    converged &&= one.converged;
  }
  return { coef, intercept, iterations, converged, classes };
}
