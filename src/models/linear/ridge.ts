import { Tensor } from "../../core/index.ts";
import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { atLeast, Checkpoints, checkNames, checkXy, flag, nBits } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { leastSquares } from "../solvers/index.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";
import { readLinear } from "./persistence.ts";
import { LinearRegressor } from "./regressor.ts";
import { weightedSquares } from "./weighted-squares.ts";

/** Options of {@link Ridge}. */
export interface RidgeOptions extends LinearModelOptions {
  /** L2 strength, 0 or more. Default 1. */
  alpha: number;
}

/** Least squares with an L2 penalty: minimises sum weight (y - Xw - b)^2 + alpha |w|^2. */
export class Ridge extends LinearRegressor<RidgeOptions> {
  static readonly spec: EstimatorSpec<RidgeOptions> = {
    name: "Ridge",
    options: { nBits: nBits(8), alpha: atLeast(0, 1), fitIntercept: flag(true) },
    tags: { kind: "regressor", targets: "real", sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<RidgeOptions> {
    return Ridge.spec;
  }

  override async fit(X: MatrixLike, y: VectorLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const { alpha, fitIntercept, nBits } = this.checkedOptions();
    checkNames(where, options, FIT_OPTIONS);
    const data = checkXy(X, y, options.sampleWeight, where);
    const checkpoints = new Checkpoints(where, "fit: least squares", 1, options);
    await checkpoints.reach(0);
    const squares = weightedSquares(data, fitIntercept);
    const { coef } = await leastSquares(...withPenalty(squares.X, squares.y, alpha));
    await checkpoints.reach(1);
    return this.setSolution(squares.solution(coef, 1, true), data.X, nBits);
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): Ridge {
    const { params, fit } = readLinear(json, Ridge.spec);
    return new Ridge(params).setFit(fit);
  }
}

/** The penalty as d more rows, sqrt(alpha) I with target 0: no squared condition number. */
function withPenalty(X: Tensor, y: Float64Array, alpha: number): [Tensor, Float64Array] {
  const [rows, columns] = X.shape;
  if (alpha === 0) return [X, y];
  const data = new Float64Array((rows + columns) * columns);
  data.set(X.data);
  for (let j = 0; j < columns; j++) data[(rows + j) * columns + j] = Math.sqrt(alpha);
  const target = new Float64Array(rows + columns);
  target.set(y);
  return [new Tensor(data, [rows + columns, columns]), target];
}
