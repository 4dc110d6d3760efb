import { Tensor } from "../../core/index.ts";
import type { TrainingData } from "../base/index.ts";
import { centre, uncentre } from "../solvers/index.ts";
import type { LinearSolution } from "./fit.ts";

/** A least-squares problem whose rows carry the square roots of their weights, centred if wanted. */
export interface WeightedSquares {
  /** Shape [n, d]. */
  readonly X: Tensor;
  readonly y: Float64Array;
  /** The solution in the original coordinates. */
  readonly solution: (coef: Float64Array, iterations: number, converged: boolean) => LinearSolution;
}

/** Turns weights and intercept into data: sum w (y - Xw - b)^2 becomes |y' - X'w|^2. */
export function weightedSquares({ X, y, weight }: TrainingData, fitIntercept: boolean): WeightedSquares {
  const features = centre(X, weight, fitIntercept);
  const target = centre(new Tensor(y, [y.length, 1]), weight, fitIntercept);
  return {
    X: scaleRows(features.X, weight),
    y: scaleRows(target.X, weight).data,
    solution: (coef, iterations, converged) => ({
      coef: new Tensor(coef, [1, coef.length]),
      intercept: Float64Array.of(fitIntercept ? uncentre(target.mean[0], coef, features.mean) : 0),
      iterations,
      converged,
    }),
  };
}

function scaleRows(X: Tensor, weight: Float64Array): Tensor {
  const columns = X.shape[1];
  const roots = weight.map(Math.sqrt);
  return X.map((value, i) => value * roots[Math.floor(i / columns)]);
}
