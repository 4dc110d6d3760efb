import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { above, atLeast, Checkpoints, checkNames, checkXy, flag, integer, nBits } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { minimizeElasticNet } from "../solvers/index.ts";
import { l1RatioOption } from "./l1-ratio.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";
import { readLinear } from "./persistence.ts";
import { LinearRegressor } from "./regressor.ts";
import { weightedSquares } from "./weighted-squares.ts";

/** Options of {@link Lasso}. */
export interface LassoOptions extends LinearModelOptions {
  /** Strength of the penalty, 0 or more. Default 1. */
  alpha: number;
  /** How far optimality may be missed, as a share of the greatest correlation. Default 1e-4. */
  tol: number;
  /** Greatest number of sweeps over the coefficients. Default 1000. */
  maxIter: number;
}

/** Options of {@link ElasticNet}. */
export interface ElasticNetOptions extends LassoOptions {
  /** Share of the L1 penalty, 0 to 1. Default 0.5. */
  l1Ratio: number;
}

const lassoOptions = {
  nBits: nBits(8),
  alpha: atLeast(0, 1),
  fitIntercept: flag(true),
  tol: above(0, 1e-4),
  maxIter: integer(1000, 1),
};

/** What Lasso and ElasticNet share. */
abstract class SparseRegressor<O extends LassoOptions> extends LinearRegressor<O> {
  /** Share of the L1 penalty. */
  protected abstract l1Ratio(options: O): number;

  override async fit(X: MatrixLike, y: VectorLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    const { alpha, fitIntercept, nBits, tol, maxIter } = params;
    checkNames(where, options, FIT_OPTIONS);
    const data = checkXy(X, y, options.sampleWeight, where);
    const total = data.weight.reduce((sum, weight) => sum + weight, 0);
    const weight = data.weight.map((value) => value / total);
    const squares = weightedSquares({ ...data, weight }, fitIntercept);
    const ratio = this.l1Ratio(params);
    const { coef, iterations, converged } = await minimizeElasticNet(
      { X: squares.X, y: squares.y, l1: alpha * ratio, l2: alpha * (1 - ratio), tol, maxIter },
      new Checkpoints(where, "fit: sweeps", maxIter, options),
    );
    return this.setSolution(squares.solution(coef, iterations, converged), data.X, nBits);
  }
}

/**
 * Least squares with an L1 penalty, which makes coefficients exactly 0: minimises
 * sum weight (y - Xw - b)^2 / (2 sum weight) + alpha |w|_1.
 */
export class Lasso extends SparseRegressor<LassoOptions> {
  static readonly spec: EstimatorSpec<LassoOptions> = {
    name: "Lasso",
    options: lassoOptions,
    tags: { kind: "regressor", targets: "real", sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<LassoOptions> {
    return Lasso.spec;
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): Lasso {
    const { params, fit } = readLinear(json, Lasso.spec);
    return new Lasso(params).setFit(fit);
  }

  protected override l1Ratio(): number {
    return 1;
  }
}

/**
 * Least squares with both penalties: minimises sum weight (y - Xw - b)^2 / (2 sum weight)
 * + alpha l1Ratio |w|_1 + alpha (1 - l1Ratio) / 2 |w|^2.
 */
export class ElasticNet extends SparseRegressor<ElasticNetOptions> {
  static readonly spec: EstimatorSpec<ElasticNetOptions> = {
    name: "ElasticNet",
    options: { ...lassoOptions, l1Ratio: l1RatioOption(0.5) },
    tags: { kind: "regressor", targets: "real", sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<ElasticNetOptions> {
    return ElasticNet.spec;
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): ElasticNet {
    const { params, fit } = readLinear(json, ElasticNet.spec);
    return new ElasticNet(params).setFit(fit);
  }

  protected override l1Ratio(options: ElasticNetOptions): number {
    return options.l1Ratio;
  }
}
