import { isFrameLike, toFrame } from "../../core/index.ts";
import type { MatrixLike, RunOptions, Tensor, VectorLike } from "../../core/index.ts";
import type { Graph } from "../../graph/index.ts";
import { FheModel } from "../fhe/index.ts";
import type { QuantizedTwin } from "../fhe/index.ts";
import { ClientProcessing, Outcome } from "../processing/index.ts";
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

/** A model that sums functions of binned features. */
export abstract class TreeModel<O extends TreeModelOptions, F extends BinnedFunction> extends FheModel<O> {
  #fit: TreeFit<F> | undefined;
  #integers: IntegerFunction | undefined;
  #twin: QuantizedTwin | undefined;

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
    this.#twin = undefined;
    this.resetCircuit();
    this.setFeatureNames(fit.featureNames);
    return this;
  }

  /** @throws NotFittedError naming the method. */
  protected fitted(method: string): TreeFit<F> {
    if (this.#fit) return this.#fit;
    throw this.notFitted(method);
  }

  protected override outcome(method: string): Outcome {
    const { model, classes } = this.fitted(method);
    return new Outcome({ link: model.link, classes });
  }

  protected override twin(method: string): QuantizedTwin {
    const { binner, model, classes } = this.fitted(method);
    if (this.#twin) return this.#twin;
    const integers = this.#integerFunction(method);
    const name = this.at("decision");
    const outputScale = new Float64Array(model.outputs).fill(integers.scale);
    let graph: Graph | undefined;
    this.#twin = {
      // The clear needs no graph, and large ensembles take a while to trace.
      get graph() {
        return (graph ??= integers.graph(Math.max(...binner.bins), name));
      },
      processing: new ClientProcessing({ input: binner, outputScale, link: model.link, classes }),
    };
    return this.#twin;
  }

  protected override floatDecisions(X: Tensor): Tensor {
    const { binner, model } = this.fitted("predict");
    return model.decisions(binner.transform(X));
  }

  /** What the graph computes, by walking the trees instead of the graph. */
  protected override clearIntegers(X: Tensor, method: string): Tensor {
    return this.#integerFunction(method).integers(this.fitted(method).binner.transform(X));
  }

  /** X as a matrix of the features of fit, NaN where values are missing and the model knows where those go. */
  protected override checkedRows(X: MatrixLike, method: string): Tensor {
    const { binner } = this.fitted(method);
    if (!binner.missing) return super.checkedRows(X, method);
    const table = isFrameLike(X) ? toFrame(X, `${this.at(method)}(X)`) : X;
    this.checkNamesOf(table, method);
    return rowsWithGaps(table, binner.missing, this.at(method));
  }

  #integerFunction(method: string): IntegerFunction {
    const { model, opLeaves } = this.fitted(method);
    this.#integers ??= model.quantize(opLeaves);
    return this.#integers;
  }
}
