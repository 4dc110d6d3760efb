import { FeatureCountError, NonFiniteValueError, OutOfRangeError, ShapeError } from "../../core/index.ts";
import { toMatrix, toVector } from "../../core/index.ts";
import type { MatrixLike, VectorLike, Tensor } from "../../core/index.ts";

/** Training data of a regressor, checked. */
export interface TrainingData {
  /** Shape [n, d]. */
  readonly X: Tensor;
  /** Length n. */
  readonly y: Float64Array;
  /** Length n, not negative, not all zero. */
  readonly weight: Float64Array;
}

/** `weights` of shape [rows], or 1 for every row where none were given. */
export function checkWeights(weights: VectorLike | undefined, rows: number, where: string): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  const values = toVector(weights, where);
  checkLength(values.length, rows, where, "weights");
  const negative = values.findIndex((weight) => weight < 0);
  if (negative >= 0 || values.every((weight) => weight === 0)) {
    throw new OutOfRangeError({
      where,
      problem: negative >= 0 ? `weight ${values[negative]} of row ${negative}` : "all weights are 0",
      allowed: "weights of 0 or more, at least one above 0",
      remedy: "correct the weights, or leave them out",
    });
  }
  return values;
}

/** Features and real targets that belong together. */
export function checkXy(
  X: MatrixLike,
  y: VectorLike,
  weights: VectorLike | undefined,
  where: string,
): TrainingData {
  const features = toMatrix(X, `${where}(X)`);
  const targets = toVector(y, `${where}(y)`);
  checkLength(targets.length, features.length, `${where}(y)`, "targets");
  return {
    X: features,
    y: targets,
    weight: checkWeights(weights, features.length, `${where}(sampleWeight)`),
  };
}

/**
 * A matrix with as many columns as the model was fitted on.
 *
 * @throws FeatureCountError otherwise, beside the errors of toMatrix.
 */
export function checkFeatures(X: MatrixLike, features: number, where: string): Tensor {
  const matrix = toMatrix(X, `${where}(X)`);
  if (matrix.shape[1] === features) return matrix;
  throw new FeatureCountError({
    where: `${where}(X)`,
    problem: `${matrix.shape[1]} features`,
    allowed: `${features} features, as in fit`,
    remedy: "pass the columns the model was fitted on, in the same order",
  });
}

/** @throws ShapeError when there is not one value a row. */
export function checkLength(length: number, rows: number, where: string, what: string): void {
  if (length === rows) return;
  throw new ShapeError({
    where,
    problem: `${length} ${what} for ${rows} rows`,
    allowed: "one value a row",
    remedy: `pass as many ${what} as X has rows`,
  });
}

/** @throws NonFiniteValueError when training ran into infinities, which finite data of extreme size can cause. */
export function checkFitted(values: ArrayLike<number>, where: string): void {
  if (Array.from(values).every(Number.isFinite)) return;
  throw new NonFiniteValueError({
    where,
    problem: "the coefficients overflowed",
    allowed: "data whose sums of squares stay below 1.8e308",
    remedy: "scale the features and targets, for example with StandardScaler",
  });
}
