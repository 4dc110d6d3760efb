import type { LabelsLike, MatrixLike, Tensor } from "../../core/index.ts";
import { checkLabelledXy, checkNames, Checkpoints } from "../base/index.ts";
import type { EstimatorSpec, PredictOptions } from "../base/index.ts";
import type { Link } from "../processing/index.ts";
import { LinearClassifier } from "./classifier.ts";
import type { LinearSolution } from "./fit.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { FitOptions } from "./linear-model.ts";
import { checkLogisticOptions, logisticOptions } from "./logistic-options.ts";
import type { LogisticRegressionOptions } from "./logistic-options.ts";
import { solveLogistic } from "./logistic-solve.ts";
import { readLinear } from "./persistence.ts";
import { formerSolution } from "./warm-start.ts";

/**
 * Logistic regression: binary, or for more than two classes multinomial or one against the rest.
 *
 * Minimises C sum(weight * loss) + penalty, intercepts not penalised; the loss is log(1 + e^z) - t z for
 * two classes, -log softmax(z)[t] for more. The penalty is |w|^2 / 2, |w|_1, or their mean by `l1Ratio`.
 * Multinomial coefficients without L1 penalty sum to 0 over the classes. Sigmoid and softmax are applied by
 * the client; one-vs-rest sigmoids are scaled to sum to 1.
 *
 * `solver: "liblinear"`, and `penalty: "l1"` unless another solver is named, minimise what liblinear does:
 * the intercept is penalised too, more than two classes are fitted one against the rest.
 */
export class LogisticRegression extends LinearClassifier<LogisticRegressionOptions> {
  static readonly spec: EstimatorSpec<LogisticRegressionOptions> = {
    name: "LogisticRegression",
    options: logisticOptions,
    tags: { kind: "classifier", targets: "labels", multiclass: true, sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<LogisticRegressionOptions> {
    return LogisticRegression.spec;
  }

  override async fit(X: MatrixLike, y: LabelsLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, FIT_OPTIONS);
    checkLogisticOptions(params, where);
    const weights = { sampleWeight: options.sampleWeight, classWeight: params.classWeight };
    const data = checkLabelledXy(X, y, weights, where);
    const start =
      params.warmStart && this.isFitted
        ? formerSolution(this.fitted("fit"), data.X.shape[1], data.labels.classes, where)
        : undefined;
    const checkpoints = new Checkpoints(where, "fit: iterations", params.maxIter, options);
    return this.setSolution(await solveLogistic(data, params, start, checkpoints), data.X, params.nBits);
  }

  /**
   * Class probabilities, shape [n, classes], in the order of `classes_`.
   *
   * @throws NotFittedError, NotCompiledError, UnknownFheModeError, FeatureCountError, CancelledError
   */
  async predictProba(X: MatrixLike, options: PredictOptions = {}): Promise<Tensor> {
    const decisions = await this.decisions(X, "predictProba", options);
    return this.outcome("predictProba").probabilities(decisions);
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): LogisticRegression {
    const { params, fit } = readLinear(json, LogisticRegression.spec);
    return new LogisticRegression(params).setFit(fit);
  }

  protected override link({ coef, oneVsRest }: LinearSolution): Link {
    if (coef.length === 1) return "sigmoid";
    return oneVsRest ? "ovrSigmoid" : "softmax";
  }
}
