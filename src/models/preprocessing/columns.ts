import { Tensor } from "../../core/index.ts";

/** Column j of a matrix. */
export function columnOf(X: Tensor, j: number): Float64Array {
  const columns = X.shape[1];
  return Float64Array.from({ length: X.length }, (_, i) => X.data[i * columns + j]);
}

/** One number a column of a matrix. */
export function perColumn(X: Tensor, f: (column: Float64Array) => number): Float64Array {
  return Float64Array.from({ length: X.shape[1] }, (_, j) => f(columnOf(X, j)));
}

/** f of every element and its column. */
export function mapColumns(X: Tensor, f: (value: number, j: number) => number): Tensor {
  const columns = X.shape[1];
  const data = new Float64Array(X.size);
  for (let i = 0, j = 0; i < data.length; i++) {
    data[i] = f(X.data[i], j);
    if (++j === columns) j = 0;
  }
  return new Tensor(data, X.shape);
}

/** A quantile of sorted values, interpolated between neighbours (numpy's `linear`), share 0 to 1. */
export function sortedQuantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** 1 in place of scales that are rounding noise or 0: constant features are left in their place. */
export function safeScale(scale: Float64Array): Float64Array {
  return scale.map((value) => (value < 10 * Number.EPSILON ? 1 : value));
}
