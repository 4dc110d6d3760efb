import type { Tensor } from "../../../core/index.ts";

/** Column j of a matrix. */
export function columnOf(X: Tensor, j: number): Float64Array {
  const [rows, features] = X.shape;
  const column = new Float64Array(rows);
  for (let i = 0, at = j; i < rows; i++, at += features) column[i] = X.data[at];
  return column;
}
