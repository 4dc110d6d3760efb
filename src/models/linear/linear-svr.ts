import { Tensor } from "../../core/index.ts";
import type { MatrixLike, VectorLike } from "../../core/index.ts";
import {
  above,
  atLeast,
  Checkpoints,
  checkNames,
  checkXy,
  choice,
  flag,
  integer,
  nBits,
} from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { minimizeBoxQp, minimizeNewton, squaredEpsilonLoss } from "../solvers/index.ts";
import { splitConstant, withConstant } from "./constant-feature.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";
import type { BinarySolution } from "./one-vs-rest.ts";
import { readLinear } from "./persistence.ts";
import { LinearRegressor } from "./regressor.ts";

/** Options of {@link LinearSVR}. */
export interface LinearSVROptions extends LinearModelOptions {
  /** Errors up to this cost nothing. Default 0. */
  epsilon: number;
  /** `"epsilonInsensitive"` (default) or `"squaredEpsilonInsensitive"`. */
  loss: "epsilonInsensitive" | "squaredEpsilonInsensitive";
  /** Inverse strength of the penalty, above 0. Default 1. */
  C: number;
  /** How far optimality may be missed. Default 1e-4. */
  tol: number;
  /** Greatest number of iterations. Default 1000. */
  maxIter: number;
}

/**
 * Linear support vector regression: minimises |(w, b)|^2 / 2 + C sum(weight * loss(Xw + b - y)), the loss
 * being max(0, |error| - epsilon) or its square. The intercept is penalised too, as in liblinear.
 */
export class LinearSVR extends LinearRegressor<LinearSVROptions> {
  static readonly spec: EstimatorSpec<LinearSVROptions> = {
    name: "LinearSVR",
    options: {
      nBits: nBits(8),
      epsilon: atLeast(0, 0),
      loss: choice<LinearSVROptions["loss"]>("epsilonInsensitive", "squaredEpsilonInsensitive"),
      C: above(0, 1),
      fitIntercept: flag(true),
      tol: above(0, 1e-4),
      maxIter: integer(1000, 1),
    },
    tags: { kind: "regressor", targets: "real", sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<LinearSVROptions> {
    return LinearSVR.spec;
  }

  override async fit(X: MatrixLike, y: VectorLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, FIT_OPTIONS);
    const data = checkXy(X, y, options.sampleWeight, where);
    const features = data.X.shape[1];
    const { coef, iterations, converged } = await solve(
      withConstant(data.X, params.fitIntercept),
      data.y,
      data.weight,
      params,
      new Checkpoints(where, "fit: iterations", params.maxIter, options),
    );
    const parts = splitConstant(coef, features);
    const solution = {
      coef: new Tensor(parts.coef, [1, features]),
      intercept: Float64Array.of(parts.intercept),
    };
    return this.setSolution({ ...solution, iterations, converged }, data.X, params.nBits);
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): LinearSVR {
    const { params, fit } = readLinear(json, LinearSVR.spec);
    return new LinearSVR(params).setFit(fit);
  }
}

async function solve(
  X: Tensor,
  y: Float64Array,
  weight: Float64Array,
  { epsilon, loss, C, tol, maxIter }: LinearSVROptions,
  checkpoints: Checkpoints,
): Promise<BinarySolution> {
  if (loss === "epsilonInsensitive") {
    // Two dual variables a row, for errors above and below: each 0 to C w.
    const rows = Array.from(weight.keys()).filter((i) => weight[i] > 0);
    const kept = X.take(rows);
    const A = new Tensor(Float64Array.from([...kept.data, ...kept.data.map((value) => -value)]), [
      2 * rows.length,
      X.shape[1],
    ]);
    const target = Float64Array.from([
      ...rows.map((i) => y[i] - epsilon),
      ...rows.map((i) => -y[i] - epsilon),
    ]);
    const upper = Float64Array.from([...rows, ...rows], (i) => C * weight[i]);
    return minimizeBoxQp({ A, target, upper, tol, maxIter }, checkpoints);
  }
  const strength = 1 / (C * weight.reduce((sum, value) => sum + value, 0));
  return minimizeNewton(
    {
      X,
      y,
      weight,
      loss: squaredEpsilonLoss(epsilon),
      penalty: strength,
      fitIntercept: false,
      tol: tol * strength,
      maxIter,
    },
    checkpoints,
  );
}
