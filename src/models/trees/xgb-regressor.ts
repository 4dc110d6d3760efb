import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { Checkpoints, checkFeatures, checkNames, checkXy } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { checkCombination, squaredError, xgbOptions } from "./boosting/index.ts";
import type { EvaluationRows, XGBOptions } from "./boosting/index.ts";
import { TreeEnsemble } from "./ensemble/index.ts";
import { readTreeModel } from "./persistence.ts";
import { TreeRegressor } from "./tree-regressor.ts";
import { fitBoosted, XGB_FIT_OPTIONS } from "./xgb-fit.ts";
import type { XGBFitOptions } from "./xgb-fit.ts";
import { checkTargets } from "./check-targets.ts";

/**
 * Gradient-boosted regression trees on binned features, as XGBoost with squared error.
 *
 * Defaults are Concrete ML's (20 rounds, depth 3), the rest XGBoost's.
 */
export class XGBRegressor extends TreeRegressor<XGBOptions, TreeEnsemble> {
  static readonly spec: EstimatorSpec<XGBOptions> = {
    name: "XGBRegressor",
    options: xgbOptions({
      default: null,
      allowed: "a finite number, or null for the mean of the targets",
      accepts: (value) => value === null || Number.isFinite(value),
    }),
    tags: { kind: "regressor", targets: "real", sampleWeight: true, fhe: true },
  };

  #losses: readonly number[] = [];

  override get spec(): EstimatorSpec<XGBOptions> {
    return XGBRegressor.spec;
  }

  /** The fitted trees. @throws NotFittedError */
  get trees_(): TreeEnsemble {
    return this.fitted("trees_").model;
  }

  /** Root mean squared error on `evalSet` after each round of the last fit; empty without it. */
  get evalsResult_(): readonly number[] {
    return this.#losses;
  }

  /** Round of the last tree that was kept, from 0. @throws NotFittedError */
  get bestIteration_(): number {
    const { figures, model } = this.fitted("bestIteration_");
    return figures?.bestIteration ?? model.trees - 1;
  }

  override async fit(X: MatrixLike, y: VectorLike, options: XGBFitOptions<VectorLike> = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, XGB_FIT_OPTIONS);
    checkCombination(params, options.evalSet !== undefined, where);
    const { X: features, y: targets, weight } = checkXy(X, y, options.sampleWeight, where);
    checkTargets(targets, where);
    const evaluation = options.evalSet && readEvaluation(options.evalSet, features.shape[1], where);
    const checkpoints = new Checkpoints(where, "fit: rounds", params.nEstimators, options);
    const data = { X: features, y: targets, weight, evaluation };
    const { fit, losses } = await fitBoosted(data, squaredError, params, checkpoints);
    this.#losses = losses;
    return this.setFit(fit);
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): XGBRegressor {
    const read = (part: unknown): TreeEnsemble => TreeEnsemble.fromJSON(part);
    const { params, fit } = readTreeModel(json, XGBRegressor.spec, read);
    return new XGBRegressor(params).setFit(fit);
  }
}

function readEvaluation(
  [X, y]: readonly [MatrixLike, VectorLike],
  features: number,
  where: string,
): EvaluationRows {
  const rows = checkXy(X, y, undefined, `${where}(evalSet)`);
  return { X: checkFeatures(rows.X, features, `${where}(evalSet)`), y: rows.y };
}
