import { OptionValueError } from "../../core/index.ts";
import { ColumnTransformer } from "./column-transformer.ts";
import type { ColumnPart, ColumnStep, ColumnTransformerOptions } from "./column-parts.ts";
import type { Columns } from "./columns.ts";
import { stepNames } from "./make-pipeline.ts";

/** What to do with which columns; a name may come first. */
export type MadeColumns = readonly [part: ColumnPart, columns: Columns] | ColumnStep;

/**
 * A ColumnTransformer whose parts are named after their classes where they have no name of their own.
 *
 * The last argument may be its options: `columnTransformer([scaler, ["age"]], { remainder: "passthrough" })`.
 *
 * @throws OptionValueError for an item that is no list of two or three.
 */
export function makeColumnTransformer(
  ...items: readonly MadeColumns[] | readonly [...MadeColumns[], ColumnTransformerOptions]
): ColumnTransformer {
  const last = items.at(-1);
  const hasOptions = last !== undefined && !Array.isArray(last);
  const steps = (hasOptions ? items.slice(0, -1) : items) as readonly MadeColumns[];
  const odd = steps.findIndex((item) => !Array.isArray(item) || item.length < 2 || item.length > 3);
  if (odd >= 0) {
    throw new OptionValueError({
      where: "columnTransformer",
      problem: `item ${odd} is no list of two or three`,
      allowed: "[transformer, columns] or [name, transformer, columns]; options last",
      remedy: "pass for example [new StandardScaler(), ['age']]",
    });
  }
  const names = stepNames(steps.map((item) => (item.length === 3 ? null : item[0])));
  return new ColumnTransformer(
    steps.map((item, k): ColumnStep => (item.length === 3 ? item : [names[k], item[0], item[1]])),
    hasOptions ? (last as ColumnTransformerOptions) : {},
  );
}
