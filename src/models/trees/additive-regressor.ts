import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { Checkpoints, checkNames, checkXy } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { additiveSteps, fitAdditive } from "./additive-fit.ts";
import { additiveOptions, AdditiveTables, RunningSquares } from "./additive/index.ts";
import type { AdditiveOptions, AdditiveTerm, LossData, RunningLoss } from "./additive/index.ts";
import { squaredError } from "./boosting/index.ts";
import { readTreeModel } from "./persistence.ts";
import { TREE_FIT_OPTIONS } from "./tree-model.ts";
import type { TreeFitOptions } from "./tree-model.ts";
import { TreeRegressor } from "./tree-regressor.ts";
import { checkTargets } from "./check-targets.ts";

/**
 * A sum of step functions of single features, and of tables of pairs with `interactions`, boosted in turn by
 * small steps with squared error and averaged over bags: the main effects of an explainable boosting machine.
 */
export class AdditiveRegressor extends TreeRegressor<AdditiveOptions, AdditiveTables> {
  static readonly spec: EstimatorSpec<AdditiveOptions> = {
    name: "AdditiveRegressor",
    options: additiveOptions,
    // Which rows a bag leaves out is drawn a row, not by weight: sampleWeight is taken, not declared.
    tags: { kind: "regressor", targets: "real", fhe: true },
  };

  override get spec(): EstimatorSpec<AdditiveOptions> {
    return AdditiveRegressor.spec;
  }

  /** The functions: one of each feature that varies, then those of pairs. @throws NotFittedError */
  get terms_(): readonly AdditiveTerm[] {
    return this.fitted("terms_").model.parts.terms;
  }

  /** Prediction for the average row. @throws NotFittedError */
  get intercept_(): number {
    return this.fitted("intercept_").model.parts.base[0];
  }

  override async fit(X: MatrixLike, y: VectorLike, options: TreeFitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, TREE_FIT_OPTIONS);
    const data = checkXy(X, y, options.sampleWeight, where);
    checkTargets(data.y, where);
    const checkpoints = new Checkpoints(where, "fit: bags", additiveSteps(params), options);
    const lossOf = (given: LossData): RunningLoss => new RunningSquares(given);
    return this.setFit(await fitAdditive(data, squaredError, lossOf, params, checkpoints));
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): AdditiveRegressor {
    const read = (part: unknown): AdditiveTables => AdditiveTables.fromJSON(part);
    const { params, fit } = readTreeModel(json, AdditiveRegressor.spec, read);
    return new AdditiveRegressor(params).setFit(fit);
  }
}
