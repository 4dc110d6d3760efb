import { isFrameLike, ShapeError, toFrame, toTensorWithGaps } from "../../core/index.ts";
import type { Cell, Frame, MatrixLike, NumericArray, Tensor } from "../../core/index.ts";

/** Rows in any form that some transformer takes: numbers, also with gaps, or categories. */
export type TableLike = MatrixLike | readonly (readonly Cell[])[];

/** What rows of type X are after rows were picked: tables stay tables, numbers become a tensor. */
export type RowsOf<X> = X extends
  Tensor | readonly (readonly number[] | NumericArray)[] | { readonly data: unknown; readonly shape: unknown }
  ? Tensor
  : X extends readonly (readonly unknown[])[]
    ? Tensor | Cell[][]
    : X extends
          | Frame
          | readonly object[]
          | { readonly schema: object }
          | Readonly<Record<string, readonly unknown[] | ArrayBufferView>>
      ? Frame
      : Tensor | Frame | Cell[][];

/** Rows that can be counted and picked, whatever is in them. */
export interface Rows {
  readonly length: number;
  readonly width: number;
  /** The rows in a form that estimators take. */
  readonly all: Tensor | Frame | Cell[][];
  /** The rows listed, in that order. */
  readonly take: (indices: ArrayLike<number>) => Tensor | Frame | Cell[][];
}

/**
 * Reads rows without asking what is in the cells: gaps and categories are for the estimators to judge.
 *
 * @throws ShapeError for ragged rows and other ranks than 2; the errors of toFrame; InvalidInputError for
 *   what is no table.
 */
export function readRows(X: TableLike, where: string): Rows {
  if (isFrameLike(X)) {
    const frame = toFrame(X, where);
    return { length: frame.length, width: frame.names.length, all: frame, take: (rows) => frame.take(rows) };
  }
  if (isCellRows(X)) return readCells(X, where);
  const tensor = toTensorWithGaps(X, where);
  if (tensor.rank !== 2) {
    throw new ShapeError({
      where,
      problem: `an array of ${tensor.rank} axes, shape [${tensor.shape.join(", ")}]`,
      allowed: "a matrix: rows of features, shape [rows, features]",
      remedy: tensor.rank === 1 ? "wrap a single row in an array: [row]" : "reshape it to [rows, features]",
    });
  }
  return {
    length: tensor.length,
    width: tensor.shape[1],
    all: tensor,
    take: (indices) => tensor.take(indices),
  };
}

function readCells(rows: Cell[][], where: string): Rows {
  const width = rows[0].length;
  const odd = rows.findIndex((row) => row.length !== width);
  if (odd >= 0) {
    throw new ShapeError({
      where,
      problem: `row ${odd} has ${rows[odd].length} values, row 0 has ${width}`,
      allowed: "rows of one length",
      remedy: "fill in or drop the missing cells",
    });
  }
  const take = (indices: ArrayLike<number>): Cell[][] => Array.from(indices, (i) => rows[i]);
  return { length: rows.length, width, all: rows, take };
}

/** Rows as arrays with a cell that is no number: gaps as null, or categories. */
function isCellRows(X: unknown): X is Cell[][] {
  return (
    Array.isArray(X) &&
    X.length > 0 &&
    X.every((row) => Array.isArray(row) || ArrayBuffer.isView(row)) &&
    X.some((row) => Array.isArray(row) && row.some((cell) => typeof cell !== "number"))
  );
}
