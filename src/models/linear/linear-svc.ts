import { ConflictingOptionsError } from "../../core/index.ts";
import type { LabelsLike, MatrixLike, Tensor } from "../../core/index.ts";
import {
  above,
  checkLabelledXy,
  checkNames,
  Checkpoints,
  choice,
  classWeightOption,
  flag,
  integer,
  nBits,
} from "../base/index.ts";
import type { ClassWeight, EstimatorSpec } from "../base/index.ts";
import type { Link } from "../processing/index.ts";
import type { BoxQp } from "../solvers/index.ts";
import { minimizeBoxQp, minimizeNewton, minimizeSparse, squaredHingeLoss } from "../solvers/index.ts";
import { LinearClassifier } from "./classifier.ts";
import { withConstant } from "./constant-feature.ts";
import { FIT_OPTIONS } from "./linear-model.ts";
import type { FitOptions, LinearModelOptions } from "./linear-model.ts";
import { solveOneVsRest } from "./one-vs-rest.ts";
import type { BinarySolution } from "./one-vs-rest.ts";
import { readLinear } from "./persistence.ts";

/** Options of {@link LinearSVC}. */
export interface LinearSVCOptions extends LinearModelOptions {
  /** `"l2"` (default) or `"l1"`, which makes coefficients exactly 0. */
  penalty: "l2" | "l1";
  /** `"squaredHinge"` (default) or `"hinge"`. */
  loss: "squaredHinge" | "hinge";
  /** Inverse strength of the penalty, above 0. Default 1. */
  C: number;
  /** Weights of classes. Default null: 1 each. */
  classWeight: ClassWeight;
  /** How far optimality may be missed. Default 1e-4. */
  tol: number;
  /** Greatest number of iterations. Default 1000. */
  maxIter: number;
}

/**
 * Linear support vector classifier; more than two classes one against the rest.
 *
 * Minimises |(w, b)|^2 / 2 + C sum(weight * loss), or with the L1 norm of (w, b) for `penalty: "l1"`. The
 * intercept b is penalised too, as in liblinear and scikit-learn.
 */
export class LinearSVC extends LinearClassifier<LinearSVCOptions> {
  static readonly spec: EstimatorSpec<LinearSVCOptions> = {
    name: "LinearSVC",
    options: {
      nBits: nBits(8),
      penalty: choice<"l2" | "l1">("l2", "l1"),
      loss: choice<"squaredHinge" | "hinge">("squaredHinge", "hinge"),
      C: above(0, 1),
      fitIntercept: flag(true),
      classWeight: classWeightOption,
      tol: above(0, 1e-4),
      maxIter: integer(1000, 1),
    },
    tags: { kind: "classifier", targets: "labels", multiclass: true, sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<LinearSVCOptions> {
    return LinearSVC.spec;
  }

  override async fit(X: MatrixLike, y: LabelsLike, options: FitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, FIT_OPTIONS);
    checkPenalty(params, where);
    const weights = { sampleWeight: options.sampleWeight, classWeight: params.classWeight };
    const data = checkLabelledXy(X, y, weights, where);
    const widened = withConstant(data.X, params.fitIntercept);
    const solution = await solveOneVsRest(data, ({ signs, weight }) =>
      solveBinary(
        widened,
        signs,
        weight,
        params,
        new Checkpoints(where, "fit: iterations", params.maxIter, options),
      ),
    );
    return this.setSolution(solution, data.X, params.nBits);
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): LinearSVC {
    const { params, fit } = readLinear(json, LinearSVC.spec);
    return new LinearSVC(params).setFit(fit);
  }

  protected override link(): Link {
    return "identity";
  }
}

async function solveBinary(
  X: Tensor,
  signs: Float64Array,
  weight: Float64Array,
  { penalty, loss, C, tol, maxIter }: LinearSVCOptions,
  checkpoints: Checkpoints,
): Promise<BinarySolution> {
  if (loss === "hinge") return minimizeBoxQp(hingeDual(X, signs, weight, C, { tol, maxIter }), checkpoints);
  const strength = 1 / (C * weight.reduce((sum, value) => sum + value, 0));
  const smooth = { X, y: signs, weight, loss: squaredHingeLoss, tol: tol * strength, maxIter };
  if (penalty === "l1")
    return minimizeSparse({ ...smooth, l1: strength, penalty: 0, fitIntercept: false }, checkpoints);
  return minimizeNewton({ ...smooth, penalty: strength, fitIntercept: false }, checkpoints);
}

/** The dual variable of a row with weight w is 0 to C w; rows without weight have none. */
function hingeDual(
  X: Tensor,
  signs: Float64Array,
  weight: Float64Array,
  C: number,
  limits: { tol: number; maxIter: number },
): BoxQp {
  const rows = Array.from(weight.keys()).filter((i) => weight[i] > 0);
  const columns = X.shape[1];
  const A = X.take(rows).map((value, at) => value * signs[rows[Math.floor(at / columns)]]);
  const target = new Float64Array(rows.length).fill(1);
  return { A, target, upper: Float64Array.from(rows, (i) => C * weight[i]), ...limits };
}

function checkPenalty({ penalty, loss }: LinearSVCOptions, where: string): void {
  if (penalty !== "l1" || loss !== "hinge") return;
  throw new ConflictingOptionsError({
    where,
    problem: 'penalty = "l1" with loss = "hinge"',
    allowed: 'penalty "l1" with loss "squaredHinge", penalty "l2" with either',
    remedy: 'use loss: "squaredHinge" or penalty: "l2"',
  });
}
