import { Tensor } from "../../core/index.ts";
import type { RunOptions, VectorLike } from "../../core/index.ts";
import { checkFitted, warn } from "../base/index.ts";
import type { NBits } from "../base/index.ts";
import { FheModel } from "../fhe/index.ts";
import type { QuantizedTwin } from "../fhe/index.ts";
import { ClientProcessing } from "../processing/index.ts";
import type { Link } from "../processing/index.ts";
import type { LinearFit, LinearSolution } from "./fit.ts";
import { dumpLinear } from "./persistence.ts";
import type { LinearModelJson } from "./persistence.ts";
import { quantizeLinear, traceLinear } from "./quantize.ts";

/** Options of every linear model. */
export interface LinearModelOptions {
  /** Bits of quantized inputs and weights. Default 8 for both. */
  nBits: NBits;
  /** Whether to fit an intercept. Default true. */
  fitIntercept: boolean;
}

/** Options of `fit`. */
export interface FitOptions extends RunOptions {
  /** Weight of each row, 0 or more; a weight of 2 equals the row given twice. Default: 1 each. */
  readonly sampleWeight?: VectorLike | undefined;
}

export const FIT_OPTIONS: readonly string[] = ["sampleWeight", "signal", "onProgress"];

/** A model whose decision values are linear in the features. */
export abstract class LinearModel<O extends LinearModelOptions> extends FheModel<O> {
  #fit: LinearFit | undefined;
  #twin: QuantizedTwin | undefined;

  /** What turns decision values into predictions or probabilities, on the client. */
  protected abstract link(fit: LinearSolution): Link;

  override get isFitted(): boolean {
    return this.#fit !== undefined;
  }

  get nFeaturesIn_(): number {
    return this.fitted("nFeaturesIn_").coef.shape[1];
  }

  /** Iterations of the solver. @throws NotFittedError */
  get nIter_(): number {
    return this.fitted("nIter_").iterations;
  }

  /** Whether the solver met its tolerance. @throws NotFittedError */
  get converged_(): boolean {
    return this.fitted("converged_").converged;
  }

  /** The fitted model as plain data, for `JSON.stringify` and `load`. @throws NotFittedError */
  dump(): LinearModelJson {
    return dumpLinear(this.spec.name, this.getParams(), this.fitted("dump"));
  }

  /** Quantizes a solution and makes it the model's state. */
  protected setSolution(solution: LinearSolution, X: Tensor, nBits: NBits): this {
    checkFitted([...solution.coef.data, ...solution.intercept], this.at("fit"));
    if (!solution.converged) {
      warn(
        this.at("fit"),
        `tol was not met after ${solution.iterations} iterations`,
        "raise maxIter, scale the features, or strengthen the penalty",
      );
    }
    return this.setFit({ ...solution, quantized: quantizeLinear(solution, X, nBits) });
  }

  /** Makes a complete state the model's, for example a loaded one. */
  protected setFit(fit: LinearFit): this {
    this.#fit = fit;
    this.#twin = undefined;
    this.resetCircuit();
    return this;
  }

  /** @throws NotFittedError naming the method. */
  protected fitted(method: string): LinearFit {
    if (this.#fit) return this.#fit;
    throw this.notFitted(method);
  }

  protected override twin(method: string): QuantizedTwin {
    const fit = this.fitted(method);
    this.#twin ??= {
      graph: traceLinear(fit.quantized, this.at("decision")),
      processing: new ClientProcessing({
        input: fit.quantized.input,
        outputScale: fit.quantized.scale,
        link: this.link(fit),
        classes: fit.classes,
      }),
    };
    return this.#twin;
  }

  protected override floatDecisions(X: Tensor): Tensor {
    const { coef, intercept } = this.fitted("predict");
    const [outputs, features] = coef.shape;
    const decisions = Tensor.zeros([X.length, outputs]);
    for (let i = 0, at = 0; i < X.length; i++) {
      for (let k = 0; k < outputs; k++) {
        let sum = intercept[k];
        for (let j = 0; j < features; j++) sum += X.data[i * features + j] * coef.data[k * features + j];
        decisions.data[at++] = sum;
      }
    }
    return decisions;
  }
}
