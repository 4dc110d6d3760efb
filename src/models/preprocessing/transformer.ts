import {
  columnNamesOf,
  FeatureCountError,
  InvalidInputError,
  isFrameLike,
  toFrame,
  toMatrix,
} from "../../core/index.ts";
import type { MatrixLike, Tensor } from "../../core/index.ts";
import {
  BaseEstimator,
  corruptedModel,
  modelJson,
  readFeatureNames,
  readModelJson,
  readParams,
} from "../base/index.ts";
import type { ModelJson } from "../base/index.ts";
import { count, record } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";

/** What every fitted transformer knows. */
export interface TransformerState {
  /** Number of features seen in fit. */
  readonly features: number;
}

/**
 * What transformers share: a state that `fit` learns from a table of type `T`, read from what callers pass,
 * of type `In`; names of columns; `dump` and `load`.
 */
export abstract class TableTransformer<
  O extends object,
  S extends TransformerState,
  In,
  T,
> extends BaseEstimator<O> {
  #state: S | undefined;

  /**
   * Reads what `dump` wrote, as an object or JSON text; runs no code of it.
   *
   * @throws CorruptedDataError for anything `dump` could not have written.
   */
  static load<O extends object, S extends TransformerState, C extends TableTransformer<O, S, never, unknown>>(
    this: new (options?: Partial<O>) => C & TableTransformer<O, S, never, unknown>,
    json: unknown,
  ): C {
    const { spec } = new this();
    const { params, fitted } = readModelJson(json, spec.name);
    const loaded = new this(readParams<O>(params, spec));
    const state = record({ features: count, ...loaded.codec } as StateCodec<S>).read(fitted);
    if (!state || state.features < 1 || !loaded.isConsistent(state)) {
      throw corruptedModel(spec.name, "a fitted part that is missing or damaged");
    }
    return loaded.setState(state, readFeatureNames(fitted.featureNames, state.features, spec.name));
  }

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
   * @throws UnknownOptionError, OptionValueError, ShapeError, EmptyInputError, NonFiniteValueError,
   *   InvalidInputError
   */
  fit(X: In): this {
    const options = this.checkedOptions();
    const where = `${this.at("fit")}(X)`;
    const source = namedSource(X, where);
    const table = this.read(source, where);
    return this.setState(this.learn(table, options), columnNamesOf(source));
  }

  /**
   * Transformed rows.
   *
   * @throws NotFittedError, FeatureCountError, FeatureNameError, and the errors of fit about X.
   */
  transform(X: In): Tensor {
    const state = this.state("transform");
    const where = `${this.at("transform")}(X)`;
    const source = namedSource(X, where);
    this.checkNamesOf(source, "transform");
    const table = this.read(source, where);
    this.#checkWidth(this.width(table), state.features, where);
    return this.apply(table, state, where);
  }

  /** `fit`, then `transform` of the same rows. */
  fitTransform(X: In): Tensor {
    return this.fit(X).transform(X);
  }

  /**
   * Names of the columns that `transform` makes.
   *
   * @param inputs - Names of the columns that go in. Default: those of fit, or x0, x1, ...
   * @throws NotFittedError; FeatureCountError for another number of names; InvalidInputError for other names
   *   than those of fit.
   */
  getFeatureNamesOut(inputs?: readonly string[]): string[] {
    const state = this.state("getFeatureNamesOut");
    const where = this.at("getFeatureNamesOut");
    const seen = this.featureNamesIn_;
    if (inputs) this.#checkWidth(inputs.length, state.features, `${where}(inputs)`);
    if (inputs && seen && inputs.some((name, j) => name !== seen[j])) {
      throw new InvalidInputError({
        where: `${where}(inputs)`,
        problem: `the names ${inputs.join(", ")}`,
        allowed: `the names of fit: ${seen.join(", ")}`,
        remedy: "leave the names out",
      });
    }
    return this.namesOut(inputs ?? seen ?? Array.from({ length: state.features }, (_, j) => `x${j}`), state);
  }

  /** The fitted transformer as plain data, for `JSON.stringify` and `load`. @throws NotFittedError */
  dump(): ModelJson {
    const state = this.state("dump");
    const written = record({ features: count, ...this.codec } as StateCodec<S>).write(state);
    const names = this.featureNamesIn_;
    return modelJson(this.spec.name, this.getParams(), {
      ...(written as Record<string, unknown>),
      ...(names ? { featureNames: names } : {}),
    });
  }

  /** How the parts of the state but `features` are written and read. */
  protected abstract get codec(): StateCodec<Omit<S, "features">>;

  protected abstract read(X: In, where: string): T;

  /** Number of columns of a table. */
  protected abstract width(table: T): number;

  protected abstract learn(table: T, options: O): S;

  protected abstract apply(table: T, state: S, where: string): Tensor;

  /** Whether the sizes in a state that was read belong together. */
  protected isConsistent(state: S): boolean {
    return state.features > 0;
  }

  /** Names of the columns made; those of the inputs unless overridden. */
  protected namesOut(inputs: readonly string[], state: S): string[] {
    return inputs.slice(0, state.features);
  }

  protected setState(state: S, names?: readonly string[]): this {
    this.#state = state;
    this.setFeatureNames(names);
    return this;
  }

  /** @throws NotFittedError naming the method. */
  protected state(method: string): S {
    if (this.#state) return this.#state;
    throw this.notFitted(method);
  }

  #checkWidth(width: number, features: number, where: string): void {
    if (width === features) return;
    throw new FeatureCountError({
      where,
      problem: `${width} features`,
      allowed: `${features} features, as in fit`,
      remedy: "pass the columns the transformer was fitted on, in the same order",
    });
  }
}

/** A transformer of numeric features: learns from a matrix, then maps matrices row by row. */
export abstract class Transformer<O extends object, S extends TransformerState> extends TableTransformer<
  O,
  S,
  MatrixLike,
  Tensor
> {
  protected override read(X: MatrixLike, where: string): Tensor {
    return toMatrix(X, where);
  }

  protected override width(X: Tensor): number {
    return X.shape[1];
  }
}

/** Tables are read once; everything else is left to the transformer. */
function namedSource<In>(X: In, where: string): In {
  return isFrameLike(X) ? (toFrame(X, where) as In) : X;
}
