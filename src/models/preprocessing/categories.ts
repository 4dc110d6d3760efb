import { EmptyInputError, InvalidInputError, isFrameLike, ShapeError, Tensor } from "../../core/index.ts";
import type { Frame, MatrixLike } from "../../core/index.ts";
import { toFrame, toMatrix } from "../../core/index.ts";
import { show, uniqueLabels } from "../base/index.ts";
import type { Labels } from "../base/index.ts";

/** A category: text, a number, or true and false. */
export type Category = string | number | boolean;

/** Rows of categories; each column holds one kind. */
export type CategoryRows = readonly (readonly Category[])[] | MatrixLike;

/** Rows of categories, checked. */
export interface CategoryTable {
  /** As many columns in every row; one kind a column. */
  readonly rows: readonly Category[][];
  /** A column as messages name it. */
  readonly nameOf: (j: number) => string;
}

/** Rows of categories, checked: as many columns in every row, one kind a column. */
export function readCategories(X: CategoryRows, where: string): CategoryTable {
  if (isFrameLike(X)) {
    const frame = toFrame(X, where);
    return tableOf(rowsOfFrame(frame), where, (j) => frame.names[j]);
  }
  if (!Array.isArray(X)) return tableOf(toMatrix(X as MatrixLike, where).toArray() as number[][], where);
  return tableOf(X, where);
}

/** A column of labels as a table. */
export function columnTable(labels: Labels): CategoryTable {
  const rows = Array.from(labels as ArrayLike<Category>, (label) => [label]);
  return { rows, nameOf: String };
}

function rowsOfFrame(frame: Frame): unknown[][] {
  const columns = frame.names.map((name) => frame.column(name));
  return Array.from({ length: frame.length }, (_, i) => columns.map((column) => column[i]));
}

function tableOf(
  X: readonly unknown[],
  where: string,
  nameOf: (j: number) => string = String,
): CategoryTable {
  const rows = X;
  if (rows.length === 0 || (Array.isArray(rows[0]) && rows[0].length === 0)) {
    throw new EmptyInputError({
      where,
      problem: "no rows or no columns",
      allowed: "at least one row and one column",
      remedy: "check how the data was loaded or filtered",
    });
  }
  const width = (rows[0] as unknown[]).length;
  // A missing first cell does not tell the kind of its column.
  const kinds = Array.from({ length: width }, (_, j) => rows.find((row) => isList(row) && isThere(row[j])));
  const checked = rows.map((row, i) => {
    if (!isList(row) || row.length !== width) {
      throw new ShapeError({
        where,
        problem: `row ${i} ${isList(row) ? `has ${row.length} values, row 0 has ${width}` : "is no list"}`,
        allowed: "rows of one length",
        remedy: "wrap single values in an array, and fill in missing cells",
      });
    }
    return Array.from(row, (cell, j) =>
      checkCell(cell, (kinds[j] as ArrayLike<unknown> | undefined)?.[j], i, nameOf(j), where),
    );
  });
  return { rows: checked, nameOf };
}

function isThere(cell: unknown): boolean {
  return cell !== null && cell !== undefined && !Number.isNaN(cell);
}

function isList(row: unknown): row is ArrayLike<unknown> {
  return Array.isArray(row) || ArrayBuffer.isView(row);
}

function checkCell(cell: unknown, first: unknown, i: number, j: string, where: string): Category {
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
 * @throws InvalidInputError for unknown categories unless allowed.
 */
export function encodeCategories(
  { rows, nameOf }: CategoryTable,
  categories: readonly Labels[],
  allowUnknown: boolean,
  where: string,
): Tensor {
  const width = categories.length;
  const lists = categories.map((column) => Array.from(column as ArrayLike<Category>));
  const positions = lists.map((list) => new Map(list.map((category, k) => [category, k])));
  const codes = Tensor.zeros([rows.length, width]);
  rows.forEach((row, i) => {
    row.forEach((category, j) => {
      const code = positions[j].get(category) ?? -1;
      if (code < 0 && !allowUnknown) {
        throw new InvalidInputError({
          where,
          problem: `unknown category ${String(category)} at row ${i}, column ${nameOf(j)}`,
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
