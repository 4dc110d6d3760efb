import type { Tensor } from "../../core/index.ts";
import { BaseEstimator } from "../base/index.ts";
import type { EstimatorSpec, Labels } from "../base/index.ts";
import { encodeCategories, learnCategories, readCategories } from "./categories.ts";
import type { CategoryRows } from "./categories.ts";

/** {@link OrdinalEncoder} has no options. */
export type OrdinalEncoderOptions = Readonly<Record<string, never>>;

/** Replaces each category by its position among the sorted categories of its column. */
export class OrdinalEncoder extends BaseEstimator<OrdinalEncoderOptions> {
  static readonly spec: EstimatorSpec<OrdinalEncoderOptions> = {
    name: "OrdinalEncoder",
    options: {},
    tags: { kind: "transformer", targets: "none" },
  };

  #categories: readonly Labels[] | undefined;

  override get spec(): EstimatorSpec<OrdinalEncoderOptions> {
    return OrdinalEncoder.spec;
  }

  override get isFitted(): boolean {
    return this.#categories !== undefined;
  }

  /** Categories of each column, ascending. @throws NotFittedError */
  get categories_(): Labels[] {
    return this.#fitted("categories_").map((list) => list.slice() as Labels);
  }

  /** Learns the categories of rows. @throws ShapeError, EmptyInputError, InvalidInputError */
  fit(X: CategoryRows): this {
    this.checkedOptions();
    this.#categories = learnCategories(readCategories(X, `${this.at("fit")}(X)`));
    return this;
  }

  /** Positions, shape [n, d]. @throws NotFittedError, FeatureCountError, InvalidInputError for unknown categories */
  transform(X: CategoryRows): Tensor {
    const categories = this.#fitted("transform");
    const where = `${this.at("transform")}(X)`;
    return encodeCategories(readCategories(X, where), categories, false, where);
  }

  /** `fit`, then `transform` of the same rows. */
  fitTransform(X: CategoryRows): Tensor {
    return this.fit(X).transform(X);
  }

  #fitted(method: string): readonly Labels[] {
    if (this.#categories) return this.#categories;
    throw this.notFitted(method);
  }
}
