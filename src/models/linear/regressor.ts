import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { checkNames, SCORE_OPTIONS } from "../base/index.ts";
import type { PredictOptions, ScoreOptions } from "../base/index.ts";
import { r2Score } from "../metrics/index.ts";
import { LinearModel } from "./linear-model.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";
import type { Link } from "../processing/index.ts";

/** What linear models of one real target share. */
export abstract class LinearRegressor<O extends LinearModelOptions> extends LinearModel<O> {
  /** Coefficients, length d. @throws NotFittedError */
  get coef_(): Float64Array {
    return this.fitted("coef_").coef.data.slice();
  }

  /** The constant term, 0 without an intercept. @throws NotFittedError */
  get intercept_(): number {
    return this.fitted("intercept_").intercept[0];
  }

  /**
   * Trains on features X of shape [n, d] and targets y of length n.
   *
   * @throws UnknownOptionError, OptionValueError naming every wrong option.
   * @throws ShapeError, EmptyInputError, NonFiniteValueError, OutOfRangeError for data it cannot use.
   * @throws CancelledError when `signal` is aborted; the model is then as before.
   */
  abstract fit(X: MatrixLike, y: VectorLike, options?: FitOptions): Promise<this>;

  /**
   * Predicted targets, one a row.
   *
   * @throws NotFittedError, NotCompiledError, UnknownFheModeError, FeatureCountError, CancelledError
   */
  async predict(X: MatrixLike, options: PredictOptions = {}): Promise<Float64Array> {
    const decisions = await this.decisions(X, "predict", options);
    return this.outcome("predict").predictions(decisions) as Float64Array;
  }

  /** R2 of the predictions: 1 is perfect, 0 the mean. @throws The errors of predict. */
  async score(X: MatrixLike, y: VectorLike, options: ScoreOptions = {}): Promise<number> {
    checkNames(this.at("score"), options, SCORE_OPTIONS);
    const { sampleWeight, ...rest } = options;
    return this.metric(y, await this.predict(X, rest), { sampleWeight });
  }

  /** The metric of `score`. */
  protected metric(
    y: VectorLike,
    predicted: VectorLike,
    options: { sampleWeight?: VectorLike | undefined },
  ): number {
    return r2Score(y, predicted, options);
  }

  protected override link(): Link {
    return "identity";
  }
}
