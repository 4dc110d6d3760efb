import { Tensor } from "../../core/index.ts";
import { choice } from "../base/index.ts";
import type { EstimatorSpec, Labels } from "../base/index.ts";
import { bool, categoryList, list, text } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";
import { encodeCategories, learnCategories, readCategories } from "./categories.ts";
import type { CategoryRows, CategoryTable } from "./categories.ts";
import { TableTransformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** Options of {@link OneHotEncoder}. */
export interface OneHotEncoderOptions {
  /** Leave out the first category of every column (`first`), of columns with two (`ifBinary`), or none (null, default). */
  drop: "first" | "ifBinary" | null;
  /** Unknown categories at transform: an error (default), or zeros in all columns. */
  handleUnknown: "error" | "ignore";
}

interface State extends TransformerState {
  readonly categories: readonly Labels[];
  /** Whether the first category of a column is left out. */
  readonly dropped: readonly boolean[];
  readonly handleUnknown: OneHotEncoderOptions["handleUnknown"];
}

/** A column of 0 and 1 for every category of every column. */
export class OneHotEncoder extends TableTransformer<
  OneHotEncoderOptions,
  State,
  CategoryRows,
  CategoryTable
> {
  static readonly spec: EstimatorSpec<OneHotEncoderOptions> = {
    name: "OneHotEncoder",
    options: {
      drop: choice<OneHotEncoderOptions["drop"]>(null, "first", "ifBinary"),
      handleUnknown: choice<OneHotEncoderOptions["handleUnknown"]>("error", "ignore"),
    },
    tags: { kind: "transformer", targets: "none" },
  };

  override get spec(): EstimatorSpec<OneHotEncoderOptions> {
    return OneHotEncoder.spec;
  }

  /** Categories of each column, ascending. @throws NotFittedError */
  get categories_(): Labels[] {
    return this.state("categories_").categories.map((values) => values.slice() as Labels);
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return {
      categories: list(categoryList),
      dropped: list(bool),
      handleUnknown: text<State["handleUnknown"]>("error", "ignore"),
    };
  }

  protected override isConsistent({ features, categories, dropped }: State): boolean {
    return categories.length === features && dropped.length === features;
  }

  protected override read(X: CategoryRows, where: string): CategoryTable {
    return readCategories(X, where);
  }

  protected override width({ rows }: CategoryTable): number {
    return rows[0].length;
  }

  protected override learn({ rows }: CategoryTable, { drop, handleUnknown }: OneHotEncoderOptions): State {
    const categories = learnCategories(rows);
    const dropped = categories.map(
      (values) => drop === "first" || (drop === "ifBinary" && values.length === 2),
    );
    return { features: rows[0].length, categories, dropped, handleUnknown };
  }

  /** Zeros and ones, shape [n, columns]. */
  protected override apply(table: CategoryTable, state: State, where: string): Tensor {
    const { categories, dropped, handleUnknown } = state;
    const codes = encodeCategories(table, categories, handleUnknown === "ignore", where);
    const starts = [0];
    categories.forEach((values, j) => starts.push(starts[j] + values.length - (dropped[j] ? 1 : 0)));
    const width = starts[categories.length];
    const out = Tensor.zeros([codes.length, width]);
    codes.data.forEach((code, at) => {
      const j = at % categories.length;
      const place = dropped[j] ? code - 1 : code;
      if (place >= 0) out.data[Math.floor(at / categories.length) * width + starts[j] + place] = 1;
    });
    return out;
  }

  /** One name a category: `city_Bern`. */
  protected override namesOut(inputs: readonly string[], { categories, dropped }: State): string[] {
    return categories.flatMap((values, j) =>
      Array.from(values as ArrayLike<unknown>, (category) => `${inputs[j]}_${String(category)}`).slice(
        dropped[j] ? 1 : 0,
      ),
    );
  }
}
