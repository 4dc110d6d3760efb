import { Tensor } from "../../core/index.ts";

/** Features with their weighted means taken off, and those means. */
export interface Centred {
  readonly X: Tensor;
  /** Length d; zeros where nothing was centred. */
  readonly mean: Float64Array;
}

/** Weighted mean of every column. */
export function columnMeans(X: Tensor, weight: Float64Array): Float64Array {
  const [rows, columns] = X.shape;
  const mean = new Float64Array(columns);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    total += weight[i];
    for (let j = 0, at = i * columns; j < columns; j++) mean[j] += weight[i] * X.data[at + j];
  }
  for (let j = 0; j < columns; j++) mean[j] /= total;
  // A second pass takes off what rounding left: it matters for columns far from zero.
  const rest = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0, at = i * columns; j < columns; j++) rest[j] += weight[i] * (X.data[at + j] - mean[j]);
  }
  return mean.map((value, j) => value + rest[j] / total);
}

/**
 * Takes the weighted column means off X. With a free intercept this only renames the intercept
 * (b' = b + w . mean) and makes the problem far better conditioned.
 */
export function centre(X: Tensor, weight: Float64Array, isActive: boolean): Centred {
  const columns = X.shape[1];
  if (!isActive) return { X, mean: new Float64Array(columns) };
  const mean = columnMeans(X, weight);
  const data = new Float64Array(X.size);
  for (let i = 0, j = 0; i < data.length; i++) {
    data[i] = X.data[i] - mean[j];
    if (++j === columns) j = 0;
  }
  return { X: new Tensor(data, X.shape), mean };
}

/** Intercept of the original features from that of the centred ones. */
export function uncentre(intercept: number, coef: Float64Array, mean: Float64Array): number {
  let shift = 0;
  for (let j = 0; j < coef.length; j++) shift += coef[j] * mean[j];
  return intercept - shift;
}
