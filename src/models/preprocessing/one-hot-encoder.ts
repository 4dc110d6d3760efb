import { Tensor } from "../../core/index.ts";
import { BaseEstimator, choice } from "../base/index.ts";
import type { EstimatorSpec, Labels } from "../base/index.ts";
import { encodeCategories, learnCategories, readCategories } from "./categories.ts";
import type { CategoryRows } from "./categories.ts";

/** Options of {@link OneHotEncoder}. */
export interface OneHotEncoderOptions {
  /** Leave out the first category of every column (`first`), of columns with two (`ifBinary`), or none (null, default). */
  drop: "first" | "ifBinary" | null;
  /** Unknown categories at transform: an error (default), or zeros in all columns. */
  handleUnknown: "error" | "ignore";
}

interface State {
  readonly categories: readonly Labels[];
  /** Whether the first category of a column is left out. */
  readonly dropped: readonly boolean[];
  readonly handleUnknown: OneHotEncoderOptions["handleUnknown"];
}

/** A column of 0 and 1 for every category of every column. */
export class OneHotEncoder extends BaseEstimator<OneHotEncoderOptions> {
  static readonly spec: EstimatorSpec<OneHotEncoderOptions> = {
    name: "OneHotEncoder",
    options: {
      drop: choice<OneHotEncoderOptions["drop"]>(null, "first", "ifBinary"),
      handleUnknown: choice<OneHotEncoderOptions["handleUnknown"]>("error", "ignore"),
    },
    tags: { kind: "transformer", targets: "none" },
  };

  #state: State | undefined;

  override get spec(): EstimatorSpec<OneHotEncoderOptions> {
    return OneHotEncoder.spec;
  }

  override get isFitted(): boolean {
    return this.#state !== undefined;
  }

  /** Categories of each column, ascending. @throws NotFittedError */
  get categories_(): Labels[] {
    return this.#fitted("categories_").categories.map((list) => list.slice() as Labels);
  }

  /** Learns the categories of rows. @throws ShapeError, EmptyInputError, InvalidInputError */
  fit(X: CategoryRows): this {
    const { drop, handleUnknown } = this.checkedOptions();
    const categories = learnCategories(readCategories(X, `${this.at("fit")}(X)`));
    const dropped = categories.map((list) => drop === "first" || (drop === "ifBinary" && list.length === 2));
    this.#state = { categories, dropped, handleUnknown };
    return this;
  }

  /** Zeros and ones, shape [n, columns]. @throws NotFittedError, FeatureCountError, InvalidInputError */
  transform(X: CategoryRows): Tensor {
    const { categories, dropped, handleUnknown } = this.#fitted("transform");
    const where = `${this.at("transform")}(X)`;
    const codes = encodeCategories(readCategories(X, where), categories, handleUnknown === "ignore", where);
    const starts = [0];
    categories.forEach((list, j) => starts.push(starts[j] + list.length - (dropped[j] ? 1 : 0)));
    const width = starts[categories.length];
    const out = Tensor.zeros([codes.length, width]);
    codes.data.forEach((code, at) => {
      const j = at % categories.length;
      const place = dropped[j] ? code - 1 : code;
      if (place >= 0) out.data[Math.floor(at / categories.length) * width + starts[j] + place] = 1;
    });
    return out;
  }

  /** `fit`, then `transform` of the same rows. */
  fitTransform(X: CategoryRows): Tensor {
    return this.fit(X).transform(X);
  }

  /** Names of the columns made, `x0_blue` without names of the inputs. @throws NotFittedError */
  getFeatureNamesOut(inputs?: readonly string[]): string[] {
    const { categories, dropped } = this.#fitted("getFeatureNamesOut");
    return categories.flatMap((list, j) =>
      Array.from(
        list as ArrayLike<unknown>,
        (category) => `${inputs?.[j] ?? `x${j}`}_${String(category)}`,
      ).slice(dropped[j] ? 1 : 0),
    );
  }

  #fitted(method: string): State {
    if (this.#state) return this.#state;
    throw this.notFitted(method);
  }
}
