import type { LabelsLike, MatrixLike, Tensor } from "../../core/index.ts";
import { checkNames, SCORE_OPTIONS } from "../base/index.ts";
import type { Labels, PredictOptions, ScoreOptions } from "../base/index.ts";
import { accuracyScore } from "../metrics/index.ts";
import type { BinnedFunction } from "./ensemble/index.ts";
import type { TreeModelOptions } from "./options.ts";
import { TreeModel } from "./tree-model.ts";
import type { TreeFitOptions } from "./tree-model.ts";

/** What classifiers on binned features share. */
export abstract class TreeClassifier<O extends TreeModelOptions, F extends BinnedFunction> extends TreeModel<
  O,
  F
> {
  /** Labels in ascending order: number, string or boolean as in training. @throws NotFittedError */
  get classes_(): Labels {
    return this.fitted("classes_").classes!.slice();
  }

  /**
   * Trains on features X of shape [n, d] and labels y of length n (numbers, strings or booleans).
   *
   * @throws UnknownOptionError, OptionValueError, ConflictingOptionsError naming every wrong option.
   * @throws ShapeError, EmptyInputError, NonFiniteValueError, ClassCountError for data it cannot use.
   * @throws CancelledError when `signal` is aborted; the model is then as before.
   */
  abstract fit(X: MatrixLike, y: LabelsLike, options?: TreeFitOptions): Promise<this>;

  /**
   * Predicted labels, one a row: the likeliest class, the first of equals.
   *
   * @throws NotFittedError, NotCompiledError, UnknownFheModeError, FeatureCountError, CancelledError
   */
  async predict(X: MatrixLike, options: PredictOptions = {}): Promise<Labels> {
    const decisions = await this.decisions(X, "predict", options);
    return this.outcome("predict").predictions(decisions);
  }

  /** Class probabilities, shape [n, classes], in the order of `classes_`. @throws The errors of predict. */
  async predictProba(X: MatrixLike, options: PredictOptions = {}): Promise<Tensor> {
    const decisions = await this.decisions(X, "predictProba", options);
    return this.outcome("predictProba").probabilities(decisions);
  }

  /** Share of labels predicted right, 0 to 1. @throws The errors of predict. */
  async score(X: MatrixLike, y: LabelsLike, options: ScoreOptions = {}): Promise<number> {
    checkNames(this.at("score"), options, SCORE_OPTIONS);
    const { sampleWeight, ...rest } = options;
    return accuracyScore(y, await this.predict(X, rest), { sampleWeight });
  }
}
