import { Tensor } from "../../core/index.ts";
import { splitConstant } from "./constant-feature.ts";
import type { LinearSolution } from "./fit.ts";
import type { LabelledData } from "../base/index.ts";

/** Weights of one two-class problem: those of the features, then that of the constant feature if there is one. */
export interface BinarySolution {
  readonly coef: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** One two-class problem. */
export interface BinaryProblem {
  /** 1 for rows of the positive class and -1 for others. */
  readonly signs: Float64Array;
  /** One weight a row, that of the classes in it. */
  readonly weight: Float64Array;
  /** Position of the positive class. */
  readonly positive: number;
}

/**
 * The two-class problem, or for more classes one of each class against the rest. There the weight of a class
 * counts where the class is the positive one; in the rest every row has its own weight only, as in liblinear
 * and scikit-learn.
 */
export function binaryProblems({ labels, weight, sampleWeight, classFactor }: LabelledData): BinaryProblem[] {
  const { classes, codes } = labels;
  const signs = (positive: number): Float64Array =>
    Float64Array.from(codes, (code) => (code === positive ? 1 : -1));
  if (classes.length === 2) return [{ signs: signs(1), weight, positive: 1 }];
  return Array.from(classFactor, (factor, positive) => ({
    signs: signs(positive),
    weight: sampleWeight.map((value, i) => (codes[i] === positive ? value * factor : value)),
    positive,
  }));
}

/** Solves every {@link BinaryProblem} of the data and puts the solutions together. */
export async function solveOneVsRest(
  data: LabelledData,
  solve: (problem: BinaryProblem) => Promise<BinarySolution>,
): Promise<LinearSolution> {
  const features = data.X.shape[1];
  const problems = binaryProblems(data);
  const coef = Tensor.zeros([problems.length, features]);
  const intercept = new Float64Array(problems.length);
  let [iterations, converged] = [0, true];
  for (const [k, problem] of problems.entries()) {
    const one = await solve(problem);
    const parts = splitConstant(one.coef, features);
    coef.row(k).set(parts.coef);
    intercept[k] = parts.intercept;
    iterations = Math.max(iterations, one.iterations);
    converged &&= one.converged;
  }
  return { coef, intercept, iterations, converged, classes: data.labels.classes };
}
