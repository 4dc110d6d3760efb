import {
  EmptyInputError,
  FeatureCountError,
  InvalidInputError,
  ShapeError,
  Tensor,
} from "../../core/index.ts";
import type { MatrixLike } from "../../core/index.ts";
import { toMatrix } from "../../core/index.ts";
import { show, uniqueLabels } from "../base/index.ts";
import type { Labels } from "../base/index.ts";

/** A category: text, a number, or true and false. */
export type Category = string | number | boolean;

/** Rows of categories; each column holds one kind. */
export type CategoryRows = readonly (readonly Category[])[] | MatrixLike;

/** Rows of categories, checked: as many columns in every row, one kind a column. */
export function readCategories(X: CategoryRows, where: string): Category[][] {
  if (!Array.isArray(X)) return toMatrix(X as MatrixLike, where).toArray() as number[][];
  const rows = X as unknown[];
  if (rows.length === 0 || (Array.isArray(rows[0]) && rows[0].length === 0)) {
    throw new EmptyInputError({
      where,
      problem: "no rows or no columns",
      allowed: "at least one row and one column",
      remedy: "check how the data was loaded or filtered",
    });
  }
  const width = (rows[0] as unknown[]).length;
  return rows.map((row, i) => {
    if (!isList(row) || row.length !== width) {
      throw new ShapeError({
        where,
        problem: `row ${i} ${isList(row) ? `has ${row.length} values, row 0 has ${width}` : "is no list"}`,
        allowed: "rows of one length",
        remedy: "wrap single values in an array, and fill in missing cells",
      });
    }
    return Array.from(row, (cell, j) => checkCell(cell, (rows[0] as unknown[])[j], i, j, where));
  });
}

function isList(row: unknown): row is ArrayLike<unknown> {
  return Array.isArray(row) || ArrayBuffer.isView(row);
}

function checkCell(cell: unknown, first: unknown, i: number, j: number, where: string): Category {
  const isCategory = typeof cell === "string" || typeof cell === "boolean" || Number.isFinite(cell);
  if (isCategory && typeof cell === typeof first) return cell as Category;
  throw new InvalidInputError({
    where,
    problem: `${show(cell)} at row ${i}, column ${j}`,
    allowed: "categories of one kind a column: text, finite numbers, or true and false",
    remedy: "fill in missing categories, and convert a column to one kind",
  });
}

/** The distinct categories of each column, ascending. */
export function learnCategories(rows: readonly Category[][]): Labels[] {
  return rows[0].map((first, j) => {
    const column = rows.map((row) => row[j]);
    return uniqueLabels(
      typeof first === "number" ? Float64Array.from(column as number[]) : (column as string[]),
    );
  });
}

/**
 * Positions of the categories of rows, -1 for unknown ones.
 *
 * @throws FeatureCountError for another number of columns; InvalidInputError for unknown categories unless allowed.
 */
export function encodeCategories(
  rows: readonly Category[][],
  categories: readonly Labels[],
  allowUnknown: boolean,
  where: string,
): Tensor {
  const width = categories.length;
  if (rows[0].length !== width) {
    throw new FeatureCountError({
      where,
      problem: `${rows[0].length} columns`,
      allowed: `${width} columns, as in fit`,
      remedy: "pass the columns the encoder was fitted on, in the same order",
    });
  }
  const lists = categories.map((column) => Array.from(column as ArrayLike<Category>));
  const positions = lists.map((list) => new Map(list.map((category, k) => [category, k])));
  const codes = Tensor.zeros([rows.length, width]);
  rows.forEach((row, i) => {
    row.forEach((category, j) => {
      const code = positions[j].get(category) ?? -1;
      if (code < 0 && !allowUnknown) {
        throw new InvalidInputError({
          where,
          problem: `unknown category ${String(category)} at row ${i}, column ${j}`,
          allowed: `the categories of fit: ${lists[j].join(", ")}`,
          remedy:
            'add rows of that category to the training data, or set handleUnknown: "ignore" on OneHotEncoder',
        });
      }
      codes.data[i * width + j] = code;
    });
  });
  return codes;
}
