import { createRandom, UnsupportedOperationError } from "../../core/index.ts";
import type { LabelsLike, MatrixLike, Tensor } from "../../core/index.ts";
import {
  checkLabelledXy,
  checkMode,
  checkNames,
  choice,
  classFactors,
  classWeightOption,
} from "../base/index.ts";
import type { ClassWeight, EstimatorSpec, LabelledData, PredictOptions } from "../base/index.ts";
import type { Link } from "../processing/index.ts";
import { pointLoss } from "../solvers/index.ts";
import type { ErrorLossName, MarginLossName, SgdState } from "../solvers/index.ts";
import { LinearClassifier } from "./classifier.ts";
import type { LinearFit, LinearSolution } from "./fit.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { FitOptions } from "./linear-model.ts";
import { binaryProblems } from "./one-vs-rest.ts";
import { checkLabelledPart, classesOfParts } from "./part-labels.ts";
import { readLinear } from "./persistence.ts";
import { checkSgdOptions, sgdOptions } from "./sgd-options.ts";
import type { SGDOptions } from "./sgd-options.ts";
import { calibratedRange, holdBack, sgdStarts, trainSgd, widenRange, withRange } from "./sgd-training.ts";
import type { Seen, SgdTask, SgdTraining } from "./sgd-training.ts";
import { formerSolution } from "./warm-start.ts";

/** Options of {@link SGDClassifier}. */
export interface SGDClassifierOptions extends SGDOptions {
  /**
   * `"hinge"` (default): a linear support vector machine; `"logLoss"`: logistic regression;
   * `"modifiedHuber"`, `"squaredHinge"`, `"perceptron"`, or a regressor's loss on targets -1 and 1.
   */
  loss: MarginLossName | ErrorLossName;
  /** Weights of classes. Default null: 1 each. */
  classWeight: ClassWeight;
}

/** Options of `partialFit` of a classifier. */
export interface PartialFitOptions extends FitOptions {
  /** All labels there will ever be; needed by the first call. */
  readonly classes?: LabelsLike | undefined;
}

const LOSSES = [
  "logLoss",
  "modifiedHuber",
  "squaredHinge",
  "perceptron",
  "squaredError",
  "huber",
  "epsilonInsensitive",
  "squaredEpsilonInsensitive",
] as const;

/**
 * Linear classifier trained by stochastic gradient descent, one row a step; more than two classes one
 * against the rest. The features should be scaled.
 *
 * Minimises mean(weight * loss) + alpha * penalty. Probabilities exist for the losses `"logLoss"` and
 * `"modifiedHuber"`.
 */
export class SGDClassifier extends LinearClassifier<SGDClassifierOptions> {
  static readonly spec: EstimatorSpec<SGDClassifierOptions> = {
    name: "SGDClassifier",
    options: {
      ...sgdOptions({ learningRate: "optimal", powerT: 0.5 }),
      loss: choice<SGDClassifierOptions["loss"]>("hinge", ...LOSSES),
      classWeight: classWeightOption,
    },
    // Weights scale steps: a row of weight 2 is not the row given twice.
    tags: { kind: "classifier", targets: "labels", multiclass: true, needsScaling: true, fhe: true },
  };

  /** Where the descents stand; absent in a loaded model, which continues from its coefficients. */
  #states: readonly SgdState[] | undefined;
  #range: Tensor | undefined;
  /** The loss of the fitted model, whatever happens to the options afterwards. */
  #loss: SGDClassifierOptions["loss"] | undefined;

  override get spec(): EstimatorSpec<SGDClassifierOptions> {
    return SGDClassifier.spec;
  }

  /** Number of the row a further `partialFit` would begin with, from 1. @throws NotFittedError */
  get t_(): number {
    return this.fitted("t_").steps ?? 1;
  }

  override async fit(X: MatrixLike, y: LabelsLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, FIT_OPTIONS);
    checkSgdOptions(params, "hinge", where);
    const weights = { sampleWeight: options.sampleWeight, classWeight: null };
    const data = withClassWeight(checkLabelledXy(X, y, weights, where), params.classWeight, where);
    const former =
      params.warmStart && this.isFitted
        ? formerSolution(this.fitted("fit"), data.X.shape[1], data.labels.classes, where)
        : undefined;
    return this.#train(params, data, where, {
      run: options,
      start: sgdStarts(outputs(data), data.X.shape[1], former && { ...former, steps: undefined }),
      validation: params.earlyStopping ? makeValidation(params, data, where) : undefined,
    });
  }

  /**
   * Goes over the rows once, continuing from where the model stands: for data that comes in parts.
   * `maxIter`, `tol` and `earlyStopping` do not apply.
   *
   * @param options.classes - All labels there will ever be; needed by the first call.
   * @throws ConflictingOptionsError for `classWeight: "balanced"`, which needs all rows at once.
   * @throws OutOfRangeError for a label that is not one of the classes.
   * @throws The errors of `fit`.
   */
  async partialFit(X: MatrixLike, y: LabelsLike, options: PartialFitOptions = {}): Promise<this> {
    const where = this.at("partialFit");
    const { classes, ...run } = options;
    const params = { ...this.checkedOptions(), maxIter: 1, tol: null };
    checkNames(where, run, FIT_OPTIONS);
    checkSgdOptions(params, "hinge", where);
    const known = this.isFitted ? this.fitted("partialFit") : undefined;
    const part = {
      classes: classesOfParts(known?.classes, classes, where),
      classWeight: params.classWeight,
      sampleWeight: options.sampleWeight,
    };
    const data = checkLabelledPart(X, y, part, where);
    if (known) {
      formerSolution(known, data.X.shape[1], undefined, where);
      this.checkNamesOf(data.X, "partialFit");
    }
    const range = known && (this.#range ?? calibratedRange(known));
    return this.#train(
      params,
      data,
      where,
      { run, start: this.#states ?? sgdStarts(outputs(data), data.X.shape[1], known) },
      { range, featureNames: known?.featureNames },
    );
  }

  /**
   * Class probabilities, shape [n, classes], in the order of `classes_`: sigmoids of the decision values for
   * `"logLoss"`, (clip(z, -1, 1) + 1) / 2 for `"modifiedHuber"` (Zhang (2002)); of more than two classes
   * scaled to sum to 1.
   *
   * @throws UnsupportedOperationError for other losses.
   * @throws NotFittedError, NotCompiledError, UnknownFheModeError, FeatureCountError, CancelledError
   */
  async predictProba(X: MatrixLike, options: PredictOptions = {}): Promise<Tensor> {
    const outcome = this.outcome("predictProba");
    checkMode(options, this.at("predictProba"));
    if (outcome.link === "identity") {
      throw new UnsupportedOperationError({
        where: this.at("predictProba"),
        problem: `a model trained with loss = "${this.#loss!}"`,
        allowed: 'the losses "logLoss" and "modifiedHuber"',
        remedy: 'fit with loss: "logLoss", or use decisionFunction',
      });
    }
    return outcome.probabilities(await this.decisions(X, "predictProba", options));
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): SGDClassifier {
    const { params, fit } = readLinear(json, SGDClassifier.spec);
    return new SGDClassifier(params).setFit(fit);
  }

  protected override setFit(fit: LinearFit): this {
    this.#loss = this.getParams().loss;
    return super.setFit(fit);
  }

  protected override link({ coef }: LinearSolution): Link {
    if (this.#loss === "logLoss") return coef.length === 1 ? "sigmoid" : "ovrSigmoid";
    return this.#loss === "modifiedHuber" ? "clipped" : "identity";
  }

  async #train(
    params: SGDClassifierOptions,
    data: LabelledData,
    where: string,
    training: Pick<SgdTraining, "run" | "start" | "validation">,
    seen: Seen = {},
  ): Promise<this> {
    const tasks = binaryProblems(data).map(({ signs, weight }) => ({ y: signs, weight }));
    const loss = pointLoss(params.loss, params.epsilon);
    const { solution, states } = await trainSgd(params, { X: data.X, tasks, loss, ...training }, where);
    const wider = widenRange(data.X, seen.range);
    this.setSolution(
      { ...solution, classes: data.labels.classes, featureNames: seen.featureNames },
      data.X,
      params.nBits,
      seen.range ? withRange(data.X, wider) : data.X,
    );
    this.#states = states;
    this.#range = wider;
    return this;
  }
}

function outputs({ labels }: LabelledData): number {
  return labels.classes.length === 2 ? 1 : labels.classes.length;
}

/** Class weights by counts of rows, as scikit-learn's SGDClassifier: sample weights do not enter them. */
function withClassWeight(data: LabelledData, classWeight: ClassWeight, where: string): LabelledData {
  const { labels, sampleWeight } = data;
  const ones = sampleWeight.map(() => 1);
  const classFactor = classFactors(classWeight, labels, ones, where);
  const weight = sampleWeight.map((value, i) => value * classFactor[labels.codes[i]]);
  return { ...data, classFactor, weight };
}

/** Rows of all classes in their shares, scored by how many fall on the right side. */
function makeValidation(
  { validationFraction, randomState }: SGDClassifierOptions,
  { X, labels, sampleWeight }: LabelledData,
  where: string,
): SgdTraining["validation"] {
  const random = createRandom(randomState).fork("validation");
  const isHeld = holdBack(labels.codes, sampleWeight, validationFraction, random, where);
  const rows = Array.from(isHeld.keys()).filter((i) => isHeld[i] === 1);
  const score =
    ({ y }: SgdTask) =>
    (coef: Float64Array, intercept: number) => {
      let [right, total] = [0, 0];
      for (const i of rows) {
        const z = X.row(i).reduce((sum, value, j) => sum + value * coef[j], intercept);
        right += z > 0 === y[i] > 0 ? sampleWeight[i] : 0;
        total += sampleWeight[i];
      }
      return right / total;
    };
  return { isHeld, score };
}
