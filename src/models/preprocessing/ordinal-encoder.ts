import type { Tensor } from "../../core/index.ts";
import type { EstimatorSpec, Labels } from "../base/index.ts";
import { categoryList, list } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";
import { encodeCategories, learnCategories, readCategories } from "./categories.ts";
import type { CategoryRows, CategoryTable } from "./categories.ts";
import { TableTransformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** {@link OrdinalEncoder} has no options. */
export type OrdinalEncoderOptions = Readonly<Record<string, never>>;

interface State extends TransformerState {
  readonly categories: readonly Labels[];
}

/** Replaces each category by its position among the sorted categories of its column. */
export class OrdinalEncoder extends TableTransformer<
  OrdinalEncoderOptions,
  State,
  CategoryRows,
  CategoryTable
> {
  static readonly spec: EstimatorSpec<OrdinalEncoderOptions> = {
    name: "OrdinalEncoder",
    options: {},
    tags: { kind: "transformer", targets: "none" },
  };

  override get spec(): EstimatorSpec<OrdinalEncoderOptions> {
    return OrdinalEncoder.spec;
  }

  /** Categories of each column, ascending. @throws NotFittedError */
  get categories_(): Labels[] {
    return this.state("categories_").categories.map((values) => values.slice() as Labels);
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return { categories: list(categoryList) };
  }

  protected override isConsistent({ features, categories }: State): boolean {
    return categories.length === features;
  }

  protected override read(X: CategoryRows, where: string): CategoryTable {
    return readCategories(X, where);
  }

  protected override width({ rows }: CategoryTable): number {
    return rows[0].length;
  }

  protected override learn({ rows }: CategoryTable): State {
    return { features: rows[0].length, categories: learnCategories(rows) };
  }

  /** Positions, shape [n, d]. */
  protected override apply(table: CategoryTable, { categories }: State, where: string): Tensor {
    return encodeCategories(table, categories, false, where);
  }
}
