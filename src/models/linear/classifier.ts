import { Tensor } from "../../core/index.ts";
import type { LabelsLike, MatrixLike } from "../../core/index.ts";
import { checkNames, SCORE_OPTIONS } from "../base/index.ts";
import type { Labels, PredictOptions, ScoreOptions } from "../base/index.ts";
import { accuracyScore } from "../metrics/index.ts";
import { LinearModel } from "./linear-model.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";

/** What linear classifiers share. */
export abstract class LinearClassifier<O extends LinearModelOptions> extends LinearModel<O> {
  /** Labels in ascending order: number, string or boolean as in training. @throws NotFittedError */
  get classes_(): Labels {
    return this.fitted("classes_").classes!.slice();
  }

  /** Shape [1, d] for two classes, [classes, d] for more. @throws NotFittedError */
  get coef_(): Tensor {
    return this.fitted("coef_").coef.copy();
  }

  /** Length 1 for two classes, the number of classes for more. @throws NotFittedError */
  get intercept_(): Float64Array {
    return this.fitted("intercept_").intercept.slice();
  }

  /**
   * Trains on features X of shape [n, d] and labels y of length n (numbers, strings or booleans).
   *
   * @throws UnknownOptionError, OptionValueError naming every wrong option.
   * @throws ShapeError, EmptyInputError, NonFiniteValueError, ClassCountError for data it cannot use.
   * @throws CancelledError when `signal` is aborted; the model is then as before.
   */
  abstract fit(X: MatrixLike, y: LabelsLike, options?: FitOptions): Promise<this>;

  /**
   * Decision values: shape [n] for two classes (above 0: the second), [n, classes] for more.
   *
   * @throws NotFittedError, NotCompiledError, UnknownFheModeError, FeatureCountError, CancelledError
   */
  async decisionFunction(X: MatrixLike, options: PredictOptions = {}): Promise<Tensor> {
    const decisions = await this.decisions(X, "decisionFunction", options);
    return decisions.shape[1] === 1 ? new Tensor(decisions.data, [decisions.length]) : decisions;
  }

  /** Predicted labels, one a row. @throws The errors of decisionFunction. */
  async predict(X: MatrixLike, options: PredictOptions = {}): Promise<Labels> {
    return this.outcome("predict").predictions(await this.decisions(X, "predict", options));
  }

  /** Share of labels predicted right, 0 to 1. @throws The errors of predict. */
  async score(X: MatrixLike, y: LabelsLike, options: ScoreOptions = {}): Promise<number> {
    checkNames(this.at("score"), options, SCORE_OPTIONS);
    const { sampleWeight, ...rest } = options;
    return accuracyScore(y, await this.predict(X, rest), { sampleWeight });
  }
}
