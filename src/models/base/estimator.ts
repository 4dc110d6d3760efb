import { isFrameLike, NotFittedError, toFrame } from "../../core/index.ts";
import { columnNamesOf } from "../../core/index.ts";
import type { MatrixLike, Tensor } from "../../core/index.ts";
import { checkFeatureNames } from "./feature-names.ts";
import { checkFeatures } from "./inputs.ts";
import { checkOptions, withDefaults } from "./options.ts";
import type { OptionTable } from "./options.ts";

/** What an estimator declares about itself; the generated checks are chosen from it. */
export interface EstimatorTags {
  readonly kind: "classifier" | "regressor" | "transformer";
  /** Which targets `fit` accepts. */
  readonly targets: "labels" | "real" | "nonNegative" | "positive" | "none";
  /** Whether a classifier handles more than two classes. */
  readonly multiclass?: boolean;
  /** Whether `fit` takes `sampleWeight`, and a weight of 2 equals a row given twice. */
  readonly sampleWeight?: boolean;
  /** Whether features of very different sizes keep it from learning: the checks pass it scaled ones. */
  readonly needsScaling?: boolean;
  /** Whether `fit` of a transformer takes (X, y, options), as pipelines do, and not (X, options). */
  readonly fitsTargets?: boolean;
  /** Whether the model can be compiled and run on encrypted data. */
  readonly fhe?: boolean;
}

/** The constant facts about an estimator class. */
export interface EstimatorSpec<O> {
  /** Class name as it appears in messages and dumps; survives minifiers. */
  readonly name: string;
  readonly options: OptionTable<O>;
  readonly tags: EstimatorTags;
}

/**
 * What all estimators share: options kept as given, checked in `fit`, copied by `clone`.
 *
 * Constructors store options and do nothing else; attributes that end in `_` exist after `fit`.
 */
export abstract class BaseEstimator<O extends object> {
  #given: Partial<O>;
  #featureNames: readonly string[] | undefined;
  #hasWarned = false;

  constructor(options: Partial<O> = {}) {
    this.#given = { ...options };
  }

  /** Name, option table and tags of the class. */
  abstract get spec(): EstimatorSpec<O>;

  /** Whether `fit` has finished. */
  abstract get isFitted(): boolean;

  /** Names of the columns seen in fit; undefined where X had none, and before fit. */
  get featureNamesIn_(): readonly string[] | undefined {
    return this.#featureNames;
  }

  /** All options, defaults included: a copy. */
  getParams(): O {
    return withDefaults(this.spec.options, this.#given);
  }

  /**
   * Changes options; what was fitted stays as it is until the next `fit`.
   *
   * @throws UnknownOptionError, OptionValueError naming every wrong option; nothing is changed then.
   */
  setParams(options: Partial<O>): this {
    const changed = withDefaults(this.spec.options, { ...this.#given, ...options });
    this.#given = checkOptions(`${this.spec.name}.setParams`, this.spec.options, changed);
    return this;
  }

  /** An unfitted estimator with the same options. */
  clone(): this {
    const Estimator = this.constructor as new (options: Partial<O>) => this;
    return new Estimator(this.getParams());
  }

  toString(): string {
    return this.spec.name;
  }

  /** @throws UnknownOptionError, OptionValueError listing all wrong options at once. */
  protected checkedOptions(): O {
    return checkOptions(`${this.spec.name}.fit`, this.spec.options, this.getParams());
  }

  /** The name of a method in messages: `Ridge.predict`. */
  protected at(method: string): string {
    return `${this.spec.name}.${method}`;
  }

  /** Remembers the column names of a fit; undefined where X had none. */
  protected setFeatureNames(names: readonly string[] | undefined): void {
    this.#featureNames = names;
    this.#hasWarned = false;
  }

  /** Holds the column names of X against those of fit. @throws FeatureNameError */
  protected checkNamesOf(X: unknown, method: string): void {
    const warned = checkFeatureNames(columnNamesOf(X), this.#featureNames, this.at(method), !this.#hasWarned);
    this.#hasWarned ||= warned;
  }

  /**
   * X as a matrix with as many columns as in fit, names held against those of fit.
   *
   * @throws FeatureNameError, FeatureCountError, and the errors of toMatrix.
   */
  protected checkedFeatures(X: MatrixLike, features: number, method: string): Tensor {
    const table = isFrameLike(X) ? toFrame(X, `${this.at(method)}(X)`) : X;
    this.checkNamesOf(table, method);
    return checkFeatures(table, features, this.at(method));
  }

  /** The error of using what only `fit` makes. */
  protected notFitted(attribute: string): NotFittedError {
    return new NotFittedError({
      where: this.at(attribute),
      problem: "the model is not fitted",
      allowed: "a fitted model",
      remedy: "call await model.fit(X, y) first",
    });
  }
}
