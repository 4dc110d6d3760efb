import { Tensor } from "../../core/index.ts";

/**
 * The features with a constant 1 as last column: its weight is an intercept that is penalised like the
 * others, as liblinear's models have it (intercept scaling 1).
 */
export function withConstant(X: Tensor, isWanted: boolean): Tensor {
  if (!isWanted) return X;
  const [rows, columns] = X.shape;
  const data = new Float64Array(rows * (columns + 1)).fill(1);
  for (let i = 0; i < rows; i++) data.set(X.row(i), i * (columns + 1));
  return new Tensor(data, [rows, columns + 1]);
}

/** Coefficients and intercept of one output from the weights of the widened features. */
export function splitConstant(
  weights: Float64Array,
  features: number,
): { coef: Float64Array; intercept: number } {
  return { coef: weights.slice(0, features), intercept: weights.length > features ? weights[features] : 0 };
}
