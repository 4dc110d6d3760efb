import type { Tensor } from "../../core/index.ts";

/** The entries of X with a 1 after each row, the feature of an intercept. */
export function withOnes(X: Tensor): Float64Array {
  const [rows, columns] = X.shape;
  const data = new Float64Array(rows * (columns + 1)).fill(1);
  for (let i = 0; i < rows; i++) data.set(X.row(i), i * (columns + 1));
  return data;
}
