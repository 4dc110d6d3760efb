import { Tensor } from "../../core/index.ts";
import type { LabelsLike, MatrixLike } from "../../core/index.ts";
import { above, Checkpoints, checkNames, choice, flag, integer, nBits } from "../base/index.ts";
import type { EncodedLabels, EstimatorSpec, PredictOptions } from "../base/index.ts";
import type { Link } from "../processing/index.ts";
import { logisticLoss, minimizeMultinomial, minimizeNewton, minimizeSparse } from "../solvers/index.ts";
import type { NewtonMethod } from "../solvers/index.ts";
import { classWeightOption } from "./class-weight.ts";
import type { ClassWeight } from "./class-weight.ts";
import { LinearClassifier } from "./classifier.ts";
import { withConstant } from "./constant-feature.ts";
import { checkLabelledXy } from "./labelled-data.ts";
import type { LabelledData } from "./labelled-data.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { LinearSolution } from "./fit.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";
import { solveOneVsRest } from "./one-vs-rest.ts";
import { readLinear } from "./persistence.ts";

/** Options of {@link LogisticRegression}. */
export interface LogisticRegressionOptions extends LinearModelOptions {
  /** `"l2"` (default), `"l1"`, which makes coefficients exactly 0, or null for no penalty. */
  penalty: "l2" | "l1" | null;
  /** Inverse strength of the penalty, above 0; Infinity for no penalty. Default 1. */
  C: number;
  /** Weights of classes. Default null: 1 each. */
  classWeight: ClassWeight;
  /** `"newton-cholesky"` (exact Hessian), `"newton-cg"` (conjugate gradients) or `"auto"` (default): one optimum. */
  solver: "auto" | "newton-cholesky" | "newton-cg";
  /** Greatest partial derivative of the mean objective at the solution. Default 1e-4. */
  tol: number;
  /** Greatest number of Newton iterations. Default 100. */
  maxIter: number;
}

const METHODS: Record<LogisticRegressionOptions["solver"], NewtonMethod> = {
  auto: "auto",
  "newton-cholesky": "exact",
  "newton-cg": "cg",
};

/**
 * Logistic regression: binary, or multinomial for more than two classes.
 *
 * Minimises C sum(weight * loss) + |w|^2 / 2, intercepts not penalised; the loss is log(1 + e^z) - t z for
 * two classes, -log softmax(z)[t] for more, whose coefficients then sum to 0 over the classes. Sigmoid and
 * softmax are applied by the client.
 *
 * `penalty: "l1"` minimises C sum(weight * loss) + |(w, b)|_1 as liblinear does: the intercept is penalised
 * too, more than two classes are fitted one against the rest, and their sigmoids are scaled to sum to 1.
 */
export class LogisticRegression extends LinearClassifier<LogisticRegressionOptions> {
  static readonly spec: EstimatorSpec<LogisticRegressionOptions> = {
    name: "LogisticRegression",
    options: {
      nBits: nBits(8),
      penalty: choice<"l2" | "l1" | null>("l2", "l1", null),
      C: above(0, 1, { meaning: "no penalty" }),
      fitIntercept: flag(true),
      classWeight: classWeightOption,
      solver: choice<"auto" | "newton-cholesky" | "newton-cg">("auto", "newton-cholesky", "newton-cg"),
      tol: above(0, 1e-4),
      maxIter: integer(100, 1),
    },
    tags: { kind: "classifier", targets: "labels", multiclass: true, sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<LogisticRegressionOptions> {
    return LogisticRegression.spec;
  }

  override async fit(X: MatrixLike, y: LabelsLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, FIT_OPTIONS);
    const weights = { sampleWeight: options.sampleWeight, classWeight: params.classWeight };
    const data = checkLabelledXy(X, y, weights, where);
    const { X: features, labels: encoded, weight } = data;
    const checkpoints = new Checkpoints(where, "fit: iterations", params.maxIter, options);
    const isBinary = encoded.classes.length === 2;
    const solve = isBinary ? solveBinary : solveMultinomial;
    return this.setSolution(
      await (params.penalty === "l1"
        ? solveSparse(data, params, checkpoints)
        : solve(features, encoded, weight, params, checkpoints)),
      features,
      params.nBits,
    );
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

/** L2 strength beside the mean loss: the objective divided by C sum(weight). */
function strength({ penalty, C }: LogisticRegressionOptions, weight: Float64Array): number {
  if (penalty === null || C === Infinity) return 0;
  return 1 / (C * weight.reduce((sum, value) => sum + value, 0));
}

async function solveBinary(
  X: Tensor,
  { classes, codes }: EncodedLabels,
  weight: Float64Array,
  params: LogisticRegressionOptions,
  checkpoints: Checkpoints,
): Promise<LinearSolution> {
  const { fitIntercept, maxIter, tol, solver } = params;
  const { coef, intercept, iterations, converged } = await minimizeNewton(
    {
      ...{ X, weight, fitIntercept, maxIter, tol, loss: logisticLoss },
      y: Float64Array.from(codes),
      penalty: strength(params, weight),
      method: METHODS[solver],
    },
    checkpoints,
  );
  return {
    ...{ iterations, converged, classes },
    coef: new Tensor(coef, [1, coef.length]),
    intercept: Float64Array.of(intercept),
  };
}

async function solveSparse(
  labelled: LabelledData,
  params: LogisticRegressionOptions,
  checkpoints: Checkpoints,
): Promise<LinearSolution> {
  const { fitIntercept, maxIter, tol } = params;
  const X = withConstant(labelled.X, fitIntercept);
  const solution = await solveOneVsRest(labelled, ({ signs, weight }) =>
    minimizeSparse(
      {
        ...{
          X,
          weight,
          loss: logisticLoss,
          penalty: 0,
          fitIntercept: false,
          l1: strength(params, weight),
          tol,
          maxIter,
        },
        y: signs.map((sign) => (sign > 0 ? 1 : 0)),
      },
      checkpoints,
    ),
  );
  return { ...solution, oneVsRest: labelled.labels.classes.length > 2 };
}

async function solveMultinomial(
  X: Tensor,
  { classes, codes }: EncodedLabels,
  weight: Float64Array,
  params: LogisticRegressionOptions,
  checkpoints: Checkpoints,
): Promise<LinearSolution> {
  const { fitIntercept, maxIter, tol, solver } = params;
  const solution = await minimizeMultinomial(
    {
      ...{ X, codes, weight, fitIntercept, maxIter, tol },
      classes: classes.length,
      penalty: strength(params, weight),
      method: METHODS[solver],
    },
    checkpoints,
  );
  return { ...solution, classes };
}
