import { toMatrix } from "../../core/index.ts";
import type { MatrixLike, VectorLike, Tensor } from "../../core/index.ts";
import { BaseEstimator, checkFeatures, checkNames, checkWeights, flag } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { columnMeans } from "../solvers/index.ts";

/** Options of {@link StandardScaler}. */
export interface StandardScalerOptions {
  /** Whether to take off the mean. Default true. */
  withMean: boolean;
  /** Whether to divide by the standard deviation. Default true. */
  withStd: boolean;
}

interface Fitted {
  readonly withMean: boolean;
  readonly features: number;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly scale: Float64Array;
}

/** Standardizes features: (x - mean) / standard deviation (ddof 0; a constant feature is divided by 1). */
export class StandardScaler extends BaseEstimator<StandardScalerOptions> {
  static readonly spec: EstimatorSpec<StandardScalerOptions> = {
    name: "StandardScaler",
    options: { withMean: flag(true), withStd: flag(true) },
    tags: { kind: "transformer", targets: "none", sampleWeight: true },
  };

  #fitted: Fitted | undefined;

  override get spec(): EstimatorSpec<StandardScalerOptions> {
    return StandardScaler.spec;
  }

  override get isFitted(): boolean {
    return this.#fitted !== undefined;
  }

  /** Means of the features, length d. @throws NotFittedError */
  get mean_(): Float64Array {
    return this.#state("mean_").mean.slice();
  }

  /** Variances of the features (ddof 0), length d. @throws NotFittedError */
  get var_(): Float64Array {
    return this.#state("var_").variance.slice();
  }

  /** What features are divided by, length d; 1 where withStd is false. @throws NotFittedError */
  get scale_(): Float64Array {
    return this.#state("scale_").scale.slice();
  }

  /** Number of features seen in fit. @throws NotFittedError */
  get nFeaturesIn_(): number {
    return this.#state("nFeaturesIn_").features;
  }

  /**
   * Learns means and deviations of X, shape [n, d].
   *
   * @throws UnknownOptionError, OptionValueError, ShapeError, EmptyInputError, NonFiniteValueError
   */
  fit(X: MatrixLike, options: { readonly sampleWeight?: VectorLike | undefined } = {}): this {
    const where = this.at("fit");
    const { withMean, withStd } = this.checkedOptions();
    checkNames(where, options, ["sampleWeight"]);
    const matrix = toMatrix(X, `${where}(X)`);
    const weight = checkWeights(options.sampleWeight, matrix.length, `${where}(sampleWeight)`);
    const mean = columnMeans(matrix, weight);
    const variance = variances(matrix, weight, mean);
    const scale = variance.map((value, j) =>
      withStd && !isConstant(value, mean[j], matrix.length) ? Math.sqrt(value) : 1,
    );
    this.#fitted = { withMean, features: matrix.shape[1], mean, variance, scale };
    return this;
  }

  /** Standardized rows, shape [n, d]. @throws NotFittedError, FeatureCountError */
  transform(X: MatrixLike): Tensor {
    const { features, mean, scale, withMean } = this.#state("transform");
    const matrix = checkFeatures(X, features, this.at("transform"));
    return matrix.map((value, i) => {
      const j = i % features;
      return (withMean ? value - mean[j] : value) / scale[j];
    });
  }

  /** `fit`, then `transform` of the same rows. */
  fitTransform(X: MatrixLike, options: { readonly sampleWeight?: VectorLike | undefined } = {}): Tensor {
    return this.fit(X, options).transform(X);
  }

  /** The original values of standardized rows, shape [n, d]. @throws NotFittedError, FeatureCountError */
  inverseTransform(X: MatrixLike): Tensor {
    const { features, mean, scale, withMean } = this.#state("inverseTransform");
    const matrix = checkFeatures(X, features, this.at("inverseTransform"));
    return matrix.map((value, i) => {
      const j = i % features;
      return value * scale[j] + (withMean ? mean[j] : 0);
    });
  }

  #state(method: string): Fitted {
    if (this.#fitted) return this.#fitted;
    throw this.notFitted(method);
  }
}

function variances(X: Tensor, weight: Float64Array, mean: Float64Array): Float64Array {
  const [rows, columns] = X.shape;
  const sums = new Float64Array(columns);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    total += weight[i];
    for (let j = 0, at = i * columns; j < columns; j++)
      sums[j] += weight[i] * (X.data[at + j] - mean[j]) ** 2;
  }
  return sums.map((sum) => sum / total);
}

/** Whether a variance is what rounding leaves of a constant feature (scikit-learn's bound). */
function isConstant(variance: number, mean: number, rows: number): boolean {
  const bound = rows * Number.EPSILON * variance + (rows * mean * Number.EPSILON) ** 2;
  return variance <= bound;
}
