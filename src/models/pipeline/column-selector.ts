import type { Frame } from "../../core/index.ts";
import { OptionValueError } from "../../core/index.ts";
import { checkNames, show } from "../base/index.ts";

/** Options of {@link columnSelector}. */
export interface ColumnSelectorOptions {
  /** Columns of numbers, or of text. Default: both. */
  readonly kind?: "number" | "text" | undefined;
  /** What names must match. Default: anything. */
  readonly pattern?: RegExp | undefined;
}

/**
 * Picks columns by what they hold and how they are called: give it to a ColumnTransformer as columns.
 *
 * @throws UnknownOptionError, OptionValueError
 */
export function columnSelector(options: ColumnSelectorOptions): (table: Frame) => string[] {
  checkNames("columnSelector", options, ["kind", "pattern"]);
  const { kind, pattern } = options;
  if (
    ![undefined, "number", "text"].includes(kind) ||
    !(pattern === undefined || pattern instanceof RegExp)
  ) {
    throw new OptionValueError({
      where: "columnSelector",
      problem: `kind = ${show(kind)}, pattern = ${String(pattern)}`,
      allowed: 'kind: "number" or "text"; pattern: a regular expression',
      remedy: "correct the options",
    });
  }
  return (table) =>
    table.names.filter((name) => {
      const isNumber = table.column(name) instanceof Float64Array;
      return (
        (kind === undefined || isNumber === (kind === "number")) && (!pattern || name.search(pattern) >= 0)
      );
    });
}
