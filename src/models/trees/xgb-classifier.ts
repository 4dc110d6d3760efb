import { OptionValueError, Tensor, toMatrix } from "../../core/index.ts";
import type { LabelsLike, MatrixLike } from "../../core/index.ts";
import {
  checkFeatures,
  checkLabelledXy,
  checkLength,
  checkNames,
  Checkpoints,
  show,
  toLabels,
} from "../base/index.ts";
import type { EstimatorSpec, Labels, PredictOptions } from "../base/index.ts";
import { checkCombination, logisticLoss, softmaxLoss, xgbOptions } from "./boosting/index.ts";
import type { EvaluationRows, XGBOptions } from "./boosting/index.ts";
import { TreeEnsemble } from "./ensemble/index.ts";
import { isShare } from "./options.ts";
import { readTreeModel } from "./persistence.ts";
import { TreeClassifier } from "./tree-classifier.ts";
import { fitBoosted, XGB_FIT_OPTIONS } from "./xgb-fit.ts";
import type { XGBFitOptions } from "./xgb-fit.ts";

/**
 * Gradient-boosted classification trees on binned features, as XGBoost: logistic loss for two classes,
 * softmax with one tree a class and round for more.
 *
 * Defaults are Concrete ML's (20 rounds, depth 3), the rest XGBoost's.
 */
export class XGBClassifier extends TreeClassifier<XGBOptions, TreeEnsemble> {
  static readonly spec: EstimatorSpec<XGBOptions> = {
    name: "XGBClassifier",
    options: xgbOptions({
      default: null,
      allowed: "a share between 0 and 1, or null for that of the second class",
      accepts: (value) => value === null || isShare(value),
    }),
    tags: { kind: "classifier", targets: "labels", multiclass: true, sampleWeight: true, fhe: true },
  };

  #losses: readonly number[] = [];

  override get spec(): EstimatorSpec<XGBOptions> {
    return XGBClassifier.spec;
  }

  /** The fitted trees; tree t adds to class t modulo the number of classes. @throws NotFittedError */
  get trees_(): TreeEnsemble {
    return this.fitted("trees_").model;
  }

  /** Mean log loss on `evalSet` after each round of the last fit; empty without it. */
  get evalsResult_(): readonly number[] {
    return this.#losses;
  }

  /** Round of the last tree that was kept, from 0. @throws NotFittedError */
  get bestIteration_(): number {
    const { figures, model } = this.fitted("bestIteration_");
    return figures?.bestIteration ?? model.trees / model.outputs - 1;
  }

  override async fit(X: MatrixLike, y: LabelsLike, options: XGBFitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, XGB_FIT_OPTIONS);
    checkCombination(params, options.evalSet !== undefined, where);
    const weights = { sampleWeight: options.sampleWeight, classWeight: null };
    const { X: features, labels, weight } = checkLabelledXy(X, y, weights, where);
    const { classes, codes } = labels;
    const evaluation = options.evalSet && readEvaluation(options.evalSet, features, classes, where);
    const checkpoints = new Checkpoints(where, "fit: rounds", params.nEstimators, options);
    const objective = classes.length === 2 ? logisticLoss : softmaxLoss(classes.length);
    const data = { X: features, y: Float64Array.from(codes), weight, evaluation };
    const { fit, losses } = await fitBoosted(data, objective, params, checkpoints);
    this.#losses = losses;
    return this.setFit({ ...fit, classes });
  }

  /**
   * Sums of the trees: shape [n] for two classes (above 0: the second), [n, classes] for more.
   *
   * @throws The errors of predict.
   */
  async decisionFunction(X: MatrixLike, options: PredictOptions = {}): Promise<Tensor> {
    const decisions = await this.decisions(X, "decisionFunction", options);
    return decisions.shape[1] === 1 ? new Tensor(decisions.data, [decisions.length]) : decisions;
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): XGBClassifier {
    const read = (part: unknown): TreeEnsemble => TreeEnsemble.fromJSON(part);
    const { params, fit } = readTreeModel(json, XGBClassifier.spec, read);
    return new XGBClassifier(params).setFit(fit);
  }
}

function readEvaluation(
  [X, y]: readonly [MatrixLike, LabelsLike],
  training: Tensor,
  classes: Labels,
  where: string,
): EvaluationRows {
  const features = checkFeatures(toMatrix(X, `${where}(evalSet)`), training.shape[1], `${where}(evalSet)`);
  const labels = toLabels(y, `${where}(evalSet)`);
  checkLength(labels.length, features.length, `${where}(evalSet)`, "labels");
  const known = Array.from(classes as ArrayLike<unknown>);
  const codes = Float64Array.from(labels as ArrayLike<unknown>, (label) => known.indexOf(label));
  const odd = codes.indexOf(-1);
  if (odd < 0) return { X: features, y: codes };
  throw new OptionValueError({
    where,
    problem: `evalSet has the label ${show(labels[odd])}`,
    allowed: `the classes of y: ${known.map(show).join(", ")}`,
    remedy: "leave rows of other classes out of evalSet",
  });
}
