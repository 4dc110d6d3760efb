import { createRandom } from "../../core/index.ts";
import type { MatrixLike, Tensor, VectorLike } from "../../core/index.ts";
import { checkNames, checkXy, choice } from "../base/index.ts";
import type { EstimatorSpec, TrainingData } from "../base/index.ts";
import { r2Score } from "../metrics/index.ts";
import { pointLoss } from "../solvers/index.ts";
import type { ErrorLossName, SgdState } from "../solvers/index.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { FitOptions } from "./linear-model.ts";
import { readLinear } from "./persistence.ts";
import { LinearRegressor } from "./regressor.ts";
import { checkSgdOptions, sgdOptions } from "./sgd-options.ts";
import type { SGDOptions } from "./sgd-options.ts";
import { calibratedRange, holdBack, sgdStarts, trainSgd, widenRange, withRange } from "./sgd-training.ts";
import type { Seen, SgdTask, SgdTraining } from "./sgd-training.ts";
import { formerSolution } from "./warm-start.ts";

/** Options of {@link SGDRegressor}. */
export interface SGDRegressorOptions extends SGDOptions {
  /** `"squaredError"` (default), `"huber"`, `"epsilonInsensitive"` or `"squaredEpsilonInsensitive"`. */
  loss: ErrorLossName;
}

/**
 * Linear regression trained by stochastic gradient descent, one row a step; for data too large for the
 * other solvers, or that comes in parts. The features should be scaled.
 *
 * Minimises mean(weight * loss) + alpha * penalty; `"squaredError"` is (z - y)^2 / 2.
 */
export class SGDRegressor extends LinearRegressor<SGDRegressorOptions> {
  static readonly spec: EstimatorSpec<SGDRegressorOptions> = {
    name: "SGDRegressor",
    options: {
      ...sgdOptions({ learningRate: "invscaling", powerT: 0.25 }),
      loss: choice<ErrorLossName>("squaredError", "huber", "epsilonInsensitive", "squaredEpsilonInsensitive"),
    },
    // Weights scale steps: a row of weight 2 is not the row given twice.
    tags: { kind: "regressor", targets: "real", needsScaling: true, fhe: true },
  };

  /** Where the descent stands; absent in a loaded model, which continues from its coefficients. */
  #states: readonly SgdState[] | undefined;
  #range: Tensor | undefined;

  override get spec(): EstimatorSpec<SGDRegressorOptions> {
    return SGDRegressor.spec;
  }

  /** Number of the row a further `partialFit` would begin with, from 1. @throws NotFittedError */
  get t_(): number {
    return this.fitted("t_").steps ?? 1;
  }

  override async fit(X: MatrixLike, y: VectorLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, FIT_OPTIONS);
    checkSgdOptions(params, "epsilonInsensitive", where);
    const data = checkXy(X, y, options.sampleWeight, where);
    const features = data.X.shape[1];
    const former =
      params.warmStart && this.isFitted
        ? formerSolution(this.fitted("fit"), features, undefined, where)
        : undefined;
    return this.#train(params, data, where, {
      run: options,
      start: sgdStarts(1, features, former && { ...former, steps: undefined }),
      validation: params.earlyStopping ? makeValidation(params, data, where) : undefined,
    });
  }

  /**
   * Goes over the rows once, continuing from where the model stands: for data that comes in parts.
   * `maxIter`, `tol` and `earlyStopping` do not apply.
   *
   * @throws The errors of `fit`.
   */
  async partialFit(X: MatrixLike, y: VectorLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("partialFit");
    const params = { ...this.checkedOptions(), maxIter: 1, tol: null };
    checkNames(where, options, FIT_OPTIONS);
    checkSgdOptions(params, "epsilonInsensitive", where);
    const data = checkXy(X, y, options.sampleWeight, where);
    const features = data.X.shape[1];
    const known = this.isFitted ? this.fitted("partialFit") : undefined;
    if (known) {
      formerSolution(known, features, undefined, where);
      this.checkNamesOf(data.X, "partialFit");
    }
    const start = this.#states ?? sgdStarts(1, features, known);
    const range = known && (this.#range ?? calibratedRange(known));
    return this.#train(
      params,
      data,
      where,
      { run: options, start },
      { range, featureNames: known?.featureNames },
    );
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): SGDRegressor {
    const { params, fit } = readLinear(json, SGDRegressor.spec);
    return new SGDRegressor(params).setFit(fit);
  }

  async #train(
    params: SGDRegressorOptions,
    { X, y, weight }: TrainingData,
    where: string,
    training: Pick<SgdTraining, "run" | "start" | "validation">,
    seen: Seen = {},
  ): Promise<this> {
    const loss = pointLoss(params.loss, params.epsilon);
    const { solution, states } = await trainSgd(
      params,
      { X, tasks: [{ y, weight }], loss, ...training },
      where,
    );
    const wider = widenRange(X, seen.range);
    const calibration = seen.range ? withRange(X, wider) : X;
    this.setSolution({ ...solution, featureNames: seen.featureNames }, X, params.nBits, calibration);
    this.#states = states;
    this.#range = wider;
    return this;
  }
}

/** Rows at random, scored by R2. */
function makeValidation(
  { validationFraction, randomState }: SGDRegressorOptions,
  { X, weight }: TrainingData,
  where: string,
): SgdTraining["validation"] {
  const random = createRandom(randomState).fork("validation");
  const isHeld = holdBack(new Int32Array(X.length), weight, validationFraction, random, where);
  const rows = Array.from(isHeld.keys()).filter((i) => isHeld[i] === 1);
  const held = X.take(rows);
  const score = ({ y }: SgdTask) => {
    const target = Float64Array.from(rows, (i) => y[i]);
    const sampleWeight = Float64Array.from(rows, (i) => weight[i]);
    return (coef: Float64Array, intercept: number) => {
      const predicted = Float64Array.from(held, (row) =>
        row.reduce((sum, value, j) => sum + value * coef[j], intercept),
      );
      return r2Score(target, predicted, { sampleWeight });
    };
  };
  return { isHeld, score };
}
