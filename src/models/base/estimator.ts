import { NotFittedError } from "../../core/index.ts";
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
  /** Whether the model can be compiled and run on encrypted data. */
  readonly fhe?: boolean;
}

  /** Whether features of very different sizes keep it from learning: the checks pass it scaled ones. */
  readonly needsScaling?: boolean;
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

  constructor(options: Partial<O> = {}) {
    this.#given = { ...options };
  }

  /** Name, option table and tags of the class. */
  abstract get spec(): EstimatorSpec<O>;

  /** Whether `fit` has finished. */
  abstract get isFitted(): boolean;

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
