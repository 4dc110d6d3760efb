import { frameToMatrix, isFrameLike, Tensor, toFrame, toMatrix } from "../../core/index.ts";
import type { MatrixLike } from "../../core/index.ts";

/** A matrix that may lack values: NaN, null or undefined. */
export type MatrixWithGaps = MatrixLike | readonly (readonly (number | null | undefined)[])[];

/** Values with 0 in the gaps, and where the gaps are. */
export interface Gapped {
  readonly values: Tensor;
  /** 1 where a value is missing, row-major. */
  readonly missing: Uint8Array;
}

/** Reads a matrix, gaps allowed. @throws The errors of toMatrix for everything else that is wrong. */
export function readGaps(X: MatrixWithGaps, where: string): Gapped {
  const isGap = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);
  const fill = (value: number): number => (isGap(value) ? 0 : value);
  const marks = (data: ArrayLike<unknown>): Uint8Array =>
    Uint8Array.from(data, (value) => Number(isGap(value)));
  if (isFrameLike(X)) {
    const matrix = frameToMatrix(toFrame(X, where), where, "kept");
    return { values: matrix.map(fill), missing: marks(matrix.data) };
  }
  if (X instanceof Tensor) return { values: toMatrix(X.map(fill), where), missing: marks(X.data) };
  if (Array.isArray(X)) {
    const rows = X as readonly unknown[];
    const filled = rows.map((row) => (isRow(row) ? Array.from(row, fill) : row)) as number[][];
    const values = toMatrix(filled, where);
    return { values, missing: marks(rows.flatMap((row) => Array.from(row as ArrayLike<unknown>))) };
  }
  if ("data" in X && "shape" in X) {
    const { data, shape } = X;
    return { values: toMatrix({ data: Array.from(data, fill), shape }, where), missing: marks(data) };
  }
  const values = toMatrix(X as MatrixLike, where);
  return { values, missing: new Uint8Array(values.size) };
}

function isRow(row: unknown): row is ArrayLike<number> {
  return Array.isArray(row) || ArrayBuffer.isView(row);
}
