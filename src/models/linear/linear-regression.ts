import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { Checkpoints, checkNames, checkXy, flag, nBits } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { leastSquares } from "../solvers/index.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";
import { readLinear } from "./persistence.ts";
import { LinearRegressor } from "./regressor.ts";
import { weightedSquares } from "./weighted-squares.ts";

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
    const squares = weightedSquares(data, fitIntercept);
    const { coef } = await leastSquares(squares.X, squares.y);
    await checkpoints.reach(1);
    return this.setSolution(squares.solution(coef, 1, true), data.X, nBits);
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): LinearRegression {
    const { params, fit } = readLinear(json, LinearRegression.spec);
    return new LinearRegression(params).setFit(fit);
  }
}
