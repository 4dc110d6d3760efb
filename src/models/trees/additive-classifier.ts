import { Tensor } from "../../core/index.ts";
import type { LabelsLike, MatrixLike } from "../../core/index.ts";
import { checkLabelledXy, checkNames, Checkpoints } from "../base/index.ts";
import type { EstimatorSpec, PredictOptions } from "../base/index.ts";
import { additiveSteps, fitAdditive } from "./additive-fit.ts";
import { additiveOptions, AdditiveTables, RunningLogistic, RunningSoftmax } from "./additive/index.ts";
import type { AdditiveOptions, AdditiveTerm, LossData, RunningLoss } from "./additive/index.ts";
import { logisticLoss, softmaxLoss } from "./boosting/index.ts";
import { readTreeModel } from "./persistence.ts";
import { TreeClassifier } from "./tree-classifier.ts";
import { TREE_FIT_OPTIONS } from "./tree-model.ts";
import type { TreeFitOptions } from "./tree-model.ts";

/**
 * A sum of step functions of single features, and of tables of pairs with `interactions`, boosted in turn by
 * small steps and averaged over bags: the main effects of an explainable boosting machine.
 *
 * Log odds add up: logistic loss for two classes, softmax for more.
 */
export class AdditiveClassifier extends TreeClassifier<AdditiveOptions, AdditiveTables> {
  static readonly spec: EstimatorSpec<AdditiveOptions> = {
    name: "AdditiveClassifier",
    options: additiveOptions,
    // Which rows a bag leaves out is drawn a row, not by weight: sampleWeight is taken, not declared.
    tags: { kind: "classifier", targets: "labels", multiclass: true, fhe: true },
  };

  override get spec(): EstimatorSpec<AdditiveOptions> {
    return AdditiveClassifier.spec;
  }

  /** The functions: one of each feature that varies, then those of pairs. @throws NotFittedError */
  get terms_(): readonly AdditiveTerm[] {
    return this.fitted("terms_").model.parts.terms;
  }

  /** Sums of the average row, one an output. @throws NotFittedError */
  get intercept_(): Float64Array {
    return this.fitted("intercept_").model.parts.base.slice();
  }

  override async fit(X: MatrixLike, y: LabelsLike, options: TreeFitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, TREE_FIT_OPTIONS);
    const weights = { sampleWeight: options.sampleWeight, classWeight: null };
    const { X: features, labels, weight } = checkLabelledXy(X, y, weights, where);
    const checkpoints = new Checkpoints(where, "fit: bags", additiveSteps(params), options);
    const { classes, codes } = labels;
    const isBinary = classes.length === 2;
    const lossOf = (data: LossData): RunningLoss =>
      isBinary ? new RunningLogistic(data) : new RunningSoftmax(data);
    const objective = isBinary ? logisticLoss : softmaxLoss(classes.length);
    const data = { X: features, y: Float64Array.from(codes), weight };
    return this.setFit({ ...(await fitAdditive(data, objective, lossOf, params, checkpoints)), classes });
  }

  /**
   * Sums of the functions: shape [n] for two classes (above 0: the second), [n, classes] for more.
   *
   * @throws The errors of predict.
   */
  async decisionFunction(X: MatrixLike, options: PredictOptions = {}): Promise<Tensor> {
    const decisions = await this.decisions(X, "decisionFunction", options);
    return decisions.shape[1] === 1 ? new Tensor(decisions.data, [decisions.length]) : decisions;
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): AdditiveClassifier {
    const read = (part: unknown): AdditiveTables => AdditiveTables.fromJSON(part);
    const { params, fit } = readTreeModel(json, AdditiveClassifier.spec, read);
    return new AdditiveClassifier(params).setFit(fit);
  }
}
