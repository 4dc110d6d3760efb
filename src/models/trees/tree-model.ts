import { isFrameLike, toFrame, UnsupportedOperationError } from "../../core/index.ts";
import type { MatrixLike, RunOptions, Tensor, VectorLike } from "../../core/index.ts";
import { BaseEstimator, checkMode } from "../base/index.ts";
import type { PredictOptions } from "../base/index.ts";
import type { Binner } from "./binning/index.ts";
import type { BinnedFunction, IntegerFunction } from "./ensemble/index.ts";
import { dumpTreeModel } from "./persistence.ts";
import type { TreeModelJson } from "./persistence.ts";
import { rowsWithGaps } from "./rows-with-gaps.ts";
import type { TreeModelOptions } from "./options.ts";
import type { TreeFit } from "./tree-fit.ts";

/** Options of `fit`. */
export interface TreeFitOptions extends RunOptions {
  /** Weight of each row, 0 or more. Default: 1 each. */
  readonly sampleWeight?: VectorLike | undefined;
}

export const TREE_FIT_OPTIONS: readonly string[] = ["sampleWeight", "signal", "onProgress"];

/** A model that sums functions of binned features, in the clear: real values or integers. */
export abstract class TreeModel<
  O extends TreeModelOptions,
  F extends BinnedFunction,
> extends BaseEstimator<O> {
  #fit: TreeFit<F> | undefined;
  #integers: IntegerFunction | undefined;

  override get isFitted(): boolean {
    return this.#fit !== undefined;
  }

  /** Number of features seen in fit. @throws NotFittedError */
  get nFeaturesIn_(): number {
    return this.fitted("nFeaturesIn_").binner.features;
  }

  /** Share of each feature in what the model's splits improved, adding up to 1. @throws NotFittedError */
  get featureImportances_(): Float64Array {
    return this.fitted("featureImportances_").importances.slice();
  }

  /** The public grid that turns features into bin numbers. @throws NotFittedError */
  get binner_(): Binner {
    return this.fitted("binner_").binner;
  }

  /** The fitted model as plain data, for `JSON.stringify` and `load`. @throws NotFittedError */
  dump(): TreeModelJson {
    return dumpTreeModel(this.spec.name, this.getParams(), this.fitted("dump"));
  }

  /** Makes a complete state the model's, for example a loaded one. */
  protected setFit(fit: TreeFit<F>): this {
    this.#fit = fit;
    this.#integers = undefined;
    this.setFeatureNames(fit.featureNames);
    return this;
  }

  /** @throws NotFittedError naming the method. */
  protected fitted(method: string): TreeFit<F> {
    if (this.#fit) return this.#fit;
    throw this.notFitted(method);
  }

  /** The model on integers. @throws NotFittedError */
  protected integerFunction(method: string): IntegerFunction {
    const { model, opLeaves } = this.fitted(method);
    this.#integers ??= model.quantize(opLeaves);
    return this.#integers;
  }

  /** Real values, shape [n, outputs], computed where `options.fhe` says. */
  protected decisions(X: MatrixLike, method: string, options: PredictOptions): Promise<Tensor> {
    return Promise.resolve(this.#decisionsInClear(X, method, options));
  }

  /** X as a matrix of the features of fit, NaN where values are missing and the model knows where those go. */
  #checkedRows(X: MatrixLike, binner: Binner, method: string): Tensor {
    if (!binner.missing) return this.checkedFeatures(X, binner.features, method);
    const table = isFrameLike(X) ? toFrame(X, `${this.at(method)}(X)`) : X;
    this.checkNamesOf(table, method);
    return rowsWithGaps(table, binner.missing, this.at(method));
  }

  #decisionsInClear(X: MatrixLike, method: string, options: PredictOptions): Tensor {
    const { binner, model } = this.fitted(method);
    const where = this.at(method);
    const mode = checkMode(options, where);
    if (mode === "simulate" || mode === "execute") {
      throw new UnsupportedOperationError({
        where,
        problem: `fhe = "${mode}" on a tree model`,
        allowed: '"float" or "disable": tree models are not compiled to encrypted circuits yet',
        remedy: 'pass fhe: "disable" for the integers in the clear',
      });
    }
    const bins = binner.transform(this.#checkedRows(X, binner, method));
    if (mode === "float") return model.decisions(bins);
    const twin = this.integerFunction(method);
    return twin.integers(bins).map((value) => value * twin.scale);
  }
}
