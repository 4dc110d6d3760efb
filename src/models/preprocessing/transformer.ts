import type { MatrixLike, Tensor } from "../../core/index.ts";
import { toMatrix } from "../../core/index.ts";
import { BaseEstimator, checkFeatures } from "../base/index.ts";

/** What every fitted transformer knows. */
export interface TransformerState {
  /** Number of features seen in fit. */
  readonly features: number;
}

/** A transformer of numeric features: learns from a matrix, then maps matrices row by row. */
export abstract class Transformer<O extends object, S extends TransformerState> extends BaseEstimator<O> {
  #state: S | undefined;

  override get isFitted(): boolean {
    return this.#state !== undefined;
  }

  /** Number of features seen in fit. @throws NotFittedError */
  get nFeaturesIn_(): number {
    return this.state("nFeaturesIn_").features;
  }

  /**
   * Learns from X, shape [n, d].
   *
   * @throws UnknownOptionError, OptionValueError, ShapeError, EmptyInputError, NonFiniteValueError
   */
  fit(X: MatrixLike): this {
    const options = this.checkedOptions();
    return this.setState(this.learn(toMatrix(X, `${this.at("fit")}(X)`), options));
  }

  /** Transformed rows. @throws NotFittedError, FeatureCountError */
  transform(X: MatrixLike): Tensor {
    const state = this.state("transform");
    return this.apply(checkFeatures(X, state.features, this.at("transform")), state);
  }

  /** `fit`, then `transform` of the same rows. */
  fitTransform(X: MatrixLike): Tensor {
    return this.fit(X).transform(X);
  }

  protected abstract learn(X: Tensor, options: O): S;

  protected abstract apply(X: Tensor, state: S): Tensor;

  protected setState(state: S): this {
    this.#state = state;
    return this;
  }

  /** @throws NotFittedError naming the method. */
  protected state(method: string): S {
    if (this.#state) return this.#state;
    throw this.notFitted(method);
  }
}
