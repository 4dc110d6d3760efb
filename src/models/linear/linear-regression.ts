import { Tensor } from "../../core/index.ts";
import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { Checkpoints, checkNames, checkXy, flag, nBits } from "../base/index.ts";
import type { EstimatorSpec, TrainingData } from "../base/index.ts";
import { centre, leastSquares, uncentre } from "../solvers/index.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { LinearSolution } from "./fit.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";
import { readLinear } from "./persistence.ts";
import { LinearRegressor } from "./regressor.ts";

/** Options of {@link LinearRegression}. */
export type LinearRegressionOptions = LinearModelOptions;

/**
 * Ordinary least squares: minimises the weighted sum of (y - Xw - b)^2.
 *
 * Where columns are collinear, of all minimisers the one of least norm is taken, as scikit-learn does.
 */
export class LinearRegression extends LinearRegressor<LinearRegressionOptions> {
  static readonly spec: EstimatorSpec<LinearRegressionOptions> = {
    name: "LinearRegression",
    options: { nBits: nBits(8), fitIntercept: flag(true) },
    tags: { kind: "regressor", targets: "real", sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<LinearRegressionOptions> {
    return LinearRegression.spec;
  }

  override async fit(X: MatrixLike, y: VectorLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const { fitIntercept, nBits } = this.checkedOptions();
    checkNames(where, options, FIT_OPTIONS);
    const data = checkXy(X, y, options.sampleWeight, where);
    const checkpoints = new Checkpoints(where, "fit: least squares", 1, options);
    await checkpoints.reach(0);
    const solution = await solve(data, fitIntercept);
    await checkpoints.reach(1);
    return this.setSolution(solution, data.X, nBits);
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): LinearRegression {
    const { params, fit } = readLinear(json, LinearRegression.spec);
    return new LinearRegression(params).setFit(fit);
  }
}

async function solve({ X, y, weight }: TrainingData, fitIntercept: boolean): Promise<LinearSolution> {
  const { X: features, mean } = centre(X, weight, fitIntercept);
  const target = centre(new Tensor(y, [y.length, 1]), weight, fitIntercept);
  const { coef } = await leastSquares(scaleRows(features, weight), scaleRows(target.X, weight).data);
  return {
    coef: new Tensor(coef, [1, coef.length]),
    intercept: Float64Array.of(fitIntercept ? uncentre(target.mean[0], coef, mean) : 0),
    iterations: 1,
    converged: true,
  };
}

/** Rows times the square root of their weight: their squares then count with the weight. */
function scaleRows(X: Tensor, weight: Float64Array): Tensor {
  const columns = X.shape[1];
  return X.map((value, i) => value * Math.sqrt(weight[Math.floor(i / columns)]));
}
