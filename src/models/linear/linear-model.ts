import type { Circuit, CompileOptions } from "../../backends/index.ts";
import { columnNamesOf, ConflictingOptionsError, NotCompiledError, Tensor } from "../../core/index.ts";
import type { MatrixLike, RunOptions, VectorLike } from "../../core/index.ts";
import { checkFeatures, checkFitted, checkOptions, warn } from "../base/index.ts";
import type { NBits } from "../base/index.ts";
import { FheModel } from "../fhe/index.ts";
import type { QuantizedTwin } from "../fhe/index.ts";
import { ClientProcessing, Outcome } from "../processing/index.ts";
import type { Link } from "../processing/index.ts";
import { readCoefficients } from "./coefficients.ts";
import type { GivenCoefficients } from "./coefficients.ts";
import type { CalibratedFit, LinearFit, LinearSolution } from "./fit.ts";
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

/** What a model fitted elsewhere can be given along with its numbers. */
export interface CalibrationOptions {
  /** Rows like those to come, shape [n, d]: they set the ranges of the inputs. Without them `compile` does. */
  readonly X?: MatrixLike | undefined;
}

/** A model whose decision values are linear in the features. */
export abstract class LinearModel<O extends LinearModelOptions> extends FheModel<O> {
  #fit: LinearFit | undefined;
  #twin: QuantizedTwin | undefined;
  /** Whether the rows of `compile` set the ranges of the inputs: those of a fit did not. */
  #calibratesAtCompile = false;

  /**
   * A fitted model from numbers fitted elsewhere, for example scikit-learn's attributes of the same names.
   *
   * Unless `options.X` is given, `compile` learns the ranges of the inputs from its rows; until then only
   * `fhe: "float"` predicts. `nIter_` is 0.
   *
   * @param options - Options of the model, such as `nBits`, and `X`.
   * @throws UnknownOptionError, OptionValueError, ConflictingOptionsError for names and options.
   * @throws InvalidInputError, ShapeError, NonFiniteValueError for numbers that are no such model.
   * @throws FeatureCountError, EmptyInputError for an X that does not belong to the numbers.
   */
  static fromCoefficients<O extends LinearModelOptions, M extends LinearModel<O>>(
    this: new (options?: Partial<O>) => M,
    given: GivenCoefficients,
    options: Partial<O> & CalibrationOptions = {},
  ): M {
    const { X, ...params } = options;
    const model = new this(params as unknown as Partial<O>);
    const where = model.at("fromCoefficients");
    const { nBits } = checkOptions(where, model.spec.options, model.getParams());
    const solution = readCoefficients(given, model.spec.tags.kind === "classifier", where);
    const rows = X === undefined ? undefined : checkFeatures(X, solution.coef.shape[1], where);
    const featureNames = solution.featureNames ?? (rows && columnNamesOf(rows));
    const quantized = rows && quantizeLinear(solution, rows, nBits);
    model.setFit({ ...solution, featureNames, quantized });
    checkLink(given.link, model.link(solution), where);
    return model;
  }

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

  /**
   * The fitted model as plain data, for `JSON.stringify` and `load`.
   *
   * @throws NotFittedError; NotCompiledError for a model fitted elsewhere that has seen no rows yet.
   */
  dump(): LinearModelJson {
    return dumpLinear(this.spec.name, this.getParams(), this.#calibrated("dump"));
  }

  override async compile(X: MatrixLike, options: CompileOptions = {}): Promise<Circuit> {
    const fit = this.fitted("compile");
    if (this.#calibratesAtCompile) {
      const where = this.at("compile");
      const rows = checkFeatures(X, fit.coef.shape[1], where);
      const { nBits } = checkOptions(where, this.spec.options, this.getParams());
      this.setFit({ ...fit, quantized: quantizeLinear(fit, rows, nBits) });
      this.#calibratesAtCompile = true;
    }
    return super.compile(X, options);
  }

  /**
   * Quantizes a solution and makes it the model's state.
   *
   * @param calibration - Rows that show the ranges of the inputs, where those of X alone do not.
   */
  protected setSolution(solution: LinearSolution, X: Tensor, nBits: NBits, calibration: Tensor = X): this {
    checkFitted([...solution.coef.data, ...solution.intercept], this.at("fit"));
    if (!solution.converged) {
      warn(
        this.at("fit"),
        `tol was not met after ${solution.iterations} iterations`,
        "raise maxIter, scale the features, or strengthen the penalty",
      );
    }
    return this.setFit({
      ...solution,
      featureNames: columnNamesOf(X) ?? solution.featureNames,
      quantized: quantizeLinear(solution, calibration, nBits),
    });
  }

  /** Makes a complete state the model's, for example a loaded one. */
  protected setFit(fit: LinearFit): this {
    this.#fit = fit;
    this.#calibratesAtCompile = fit.quantized === undefined;
    this.#twin = undefined;
    this.setFeatureNames(fit.featureNames);
    this.resetCircuit();
    return this;
  }

  /** @throws NotFittedError naming the method. */
  protected fitted(method: string): LinearFit {
    if (this.#fit) return this.#fit;
    throw this.notFitted(method);
  }

  #calibrated(method: string): CalibratedFit {
    const { quantized, ...solution } = this.fitted(method);
    if (quantized) return { ...solution, quantized };
    throw new NotCompiledError({
      where: this.at(method),
      problem: "the model was fitted elsewhere, and the ranges of its inputs are not known yet",
      allowed: "a model that has seen rows like those to come",
      remedy: 'call await model.compile(X) first, or pass X when importing; fhe: "float" needs neither',
    });
  }

  protected override outcome(method: string): Outcome {
    const fit = this.fitted(method);
    return new Outcome({ link: this.link(fit), classes: fit.classes });
  }

  protected override twin(method: string): QuantizedTwin {
    if (this.#twin) return this.#twin;
    const { quantized, ...fit } = this.#calibrated(method);
    this.#twin = {
      graph: traceLinear(quantized, this.at("decision")),
      processing: new ClientProcessing({
        input: quantized.input,
        outputScale: quantized.scale,
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

/** @throws ConflictingOptionsError where numbers were fitted for another link than the model has. */
function checkLink(given: Link | undefined, own: Link, where: string): void {
  if (given === undefined || given === own) return;
  throw new ConflictingOptionsError({
    where,
    problem: `numbers fitted for the link "${given}" in a model whose link is "${own}"`,
    allowed: `a model with the link "${given}", or numbers for "${own}"`,
    remedy: "import them as another model, or set its options (loss, link, penalty) as in training",
  });
}
