import { OutOfRangeError, Tensor } from "../../core/index.ts";
import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { above, atLeast, Checkpoints, checkNames, checkXy, flag, integer, nBits } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { d2TweedieScore } from "../metrics/index.ts";
import type { Link } from "../processing/index.ts";
import { minimizeNewton, poissonLoss } from "../solvers/index.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";
import { readLinear } from "./persistence.ts";
import { LinearRegressor } from "./regressor.ts";

/** Options of {@link PoissonRegressor}. */
export interface PoissonRegressorOptions extends LinearModelOptions {
  /** L2 strength, 0 or more. Default 1. */
  alpha: number;
  /** Greatest partial derivative of the objective at the solution. Default 1e-4. */
  tol: number;
  /** Greatest number of Newton iterations. Default 100. */
  maxIter: number;
}

/**
 * Poisson regression with log link, for counts and frequencies.
 *
 * Minimises sum(weight * deviance / 2) / sum(weight) + alpha / 2 |w|^2 for means exp(Xw + b); `score` is
 * the share of the Poisson deviance explained (D2). The exponential is applied by the client.
 */
export class PoissonRegressor extends LinearRegressor<PoissonRegressorOptions> {
  static readonly spec: EstimatorSpec<PoissonRegressorOptions> = {
    name: "PoissonRegressor",
    options: {
      nBits: nBits(8),
      alpha: atLeast(0, 1),
      fitIntercept: flag(true),
      tol: above(0, 1e-4),
      maxIter: integer(100, 1),
    },
    tags: { kind: "regressor", targets: "nonNegative", sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<PoissonRegressorOptions> {
    return PoissonRegressor.spec;
  }

  override async fit(X: MatrixLike, y: VectorLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const { alpha, fitIntercept, maxIter, tol, nBits } = this.checkedOptions();
    checkNames(where, options, FIT_OPTIONS);
    const data = checkXy(X, y, options.sampleWeight, where);
    const mean = weightedMean(data.y, data.weight, where);
    const { coef, intercept, iterations, converged } = await minimizeNewton(
      {
        ...data,
        ...{ loss: poissonLoss, penalty: alpha, fitIntercept, tol, maxIter },
        startIntercept: Math.log(mean),
      },
      new Checkpoints(where, "fit: iterations", maxIter, options),
    );
    const solution = { coef: new Tensor(coef, [1, coef.length]), intercept: Float64Array.of(intercept) };
    return this.setSolution({ ...solution, iterations, converged }, data.X, nBits);
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): PoissonRegressor {
    const { params, fit } = readLinear(json, PoissonRegressor.spec);
    return new PoissonRegressor(params).setFit(fit);
  }

  protected override metric(
    y: VectorLike,
    predicted: VectorLike,
    options: { sampleWeight?: VectorLike | undefined },
  ): number {
    return d2TweedieScore(y, predicted, { ...options, power: 1 });
  }

  protected override link(): Link {
    return "exp";
  }
}

/** @throws OutOfRangeError for negative targets, or targets of 0 only. */
function weightedMean(y: Float64Array, weight: Float64Array, where: string): number {
  const negative = y.findIndex((value) => value < 0);
  let [sum, total] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    sum += weight[i] * y[i];
    total += weight[i];
  }
  if (negative < 0 && sum > 0) return sum / total;
  throw new OutOfRangeError({
    where: `${where}(y)`,
    problem: negative >= 0 ? `target ${y[negative]} of row ${negative}` : "all targets are 0",
    allowed: "targets of 0 or more, at least one above 0 with a weight above 0",
    remedy: "check the targets, or use LinearRegression for targets of both signs",
  });
}
