import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { checkNames, SCORE_OPTIONS } from "../base/index.ts";
import type { PredictOptions, ScoreOptions } from "../base/index.ts";
import { r2Score } from "../metrics/index.ts";
import type { BinnedFunction } from "./ensemble/index.ts";
import type { TreeModelOptions } from "./options.ts";
import { TreeModel } from "./tree-model.ts";
import type { TreeFitOptions } from "./tree-model.ts";

/** What regressors on binned features share. */
export abstract class TreeRegressor<O extends TreeModelOptions, F extends BinnedFunction> extends TreeModel<
  O,
  F
> {
  /**
   * Trains on features X of shape [n, d] and targets y of length n.
   *
   * @throws UnknownOptionError, OptionValueError, ConflictingOptionsError naming every wrong option.
   * @throws ShapeError, EmptyInputError, NonFiniteValueError, OutOfRangeError for data it cannot use.
   * @throws CancelledError when `signal` is aborted; the model is then as before.
   */
  abstract fit(X: MatrixLike, y: VectorLike, options?: TreeFitOptions): Promise<this>;

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
    return r2Score(y, await this.predict(X, rest), { sampleWeight });
  }
}
