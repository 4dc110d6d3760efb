import { columnNamesOf, toMatrix } from "../../core/index.ts";
import type { MatrixLike, VectorLike, Tensor } from "../../core/index.ts";
import { checkFeatures, checkNames, checkWeights, flag } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { columnMeans } from "../solvers/index.ts";
import { bool, vector } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";
import { mapColumns } from "./columns.ts";
import { Transformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** Options of {@link StandardScaler}. */
export interface StandardScalerOptions {
  /** Whether to take off the mean. Default true. */
  withMean: boolean;
  /** Whether to divide by the standard deviation. Default true. */
  withStd: boolean;
}

interface State extends TransformerState {
  readonly withMean: boolean;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly scale: Float64Array;
}

/** Options of `fit`. */
export interface ScalerFitOptions {
  /** Weight of each row, 0 or more. Default: 1 each. */
  readonly sampleWeight?: VectorLike | undefined;
}

/** Standardizes features: (x - mean) / standard deviation (ddof 0; a constant feature is divided by 1). */
export class StandardScaler extends Transformer<StandardScalerOptions, State> {
  static readonly spec: EstimatorSpec<StandardScalerOptions> = {
    name: "StandardScaler",
    options: { withMean: flag(true), withStd: flag(true) },
    tags: { kind: "transformer", targets: "none", sampleWeight: true },
  };

  override get spec(): EstimatorSpec<StandardScalerOptions> {
    return StandardScaler.spec;
  }

  /** Means of the features, length d. @throws NotFittedError */
  get mean_(): Float64Array {
    return this.state("mean_").mean.slice();
  }

  /** Variances of the features (ddof 0), length d. @throws NotFittedError */
  get var_(): Float64Array {
    return this.state("var_").variance.slice();
  }

  /** What features are divided by, length d; 1 where withStd is false. @throws NotFittedError */
  get scale_(): Float64Array {
    return this.state("scale_").scale.slice();
  }

  /**
   * Learns means and deviations of X, shape [n, d].
   *
   * @throws UnknownOptionError, OptionValueError, ShapeError, EmptyInputError, NonFiniteValueError
   */
  override fit(X: MatrixLike, options: ScalerFitOptions = {}): this {
    const where = this.at("fit");
    checkNames(where, options, ["sampleWeight"]);
    const params = this.checkedOptions();
    const matrix = toMatrix(X, `${where}(X)`);
    const weight = checkWeights(options.sampleWeight, matrix.length, `${where}(sampleWeight)`);
    return this.setState(learn(matrix, weight, params), columnNamesOf(matrix));
  }

  /** `fit`, then `transform` of the same rows. */
  override fitTransform(X: MatrixLike, options: ScalerFitOptions = {}): Tensor {
    return this.fit(X, options).transform(X);
  }

  /** The original values of standardized rows, shape [n, d]. @throws NotFittedError, FeatureCountError */
  inverseTransform(X: MatrixLike): Tensor {
    const { features, mean, scale, withMean } = this.state("inverseTransform");
    const matrix = checkFeatures(X, features, this.at("inverseTransform"));
    return mapColumns(matrix, (value, j) => value * scale[j] + (withMean ? mean[j] : 0));
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return { withMean: bool, mean: vector, variance: vector, scale: vector };
  }

  protected override isConsistent({ features, mean, variance, scale }: State): boolean {
    return [mean, variance, scale].every((values) => values.length === features);
  }

  protected override learn(X: Tensor, options: StandardScalerOptions): State {
    return learn(X, new Float64Array(X.length).fill(1), options);
  }

  protected override apply(X: Tensor, { mean, scale, withMean }: State): Tensor {
    return mapColumns(X, (value, j) => (withMean ? value - mean[j] : value) / scale[j]);
  }
}

function learn(X: Tensor, weight: Float64Array, { withMean, withStd }: StandardScalerOptions): State {
  const mean = columnMeans(X, weight);
  const variance = variances(X, weight, mean);
  const scale = variance.map((value, j) =>
    withStd && !isConstant(value, mean[j], X.length) ? Math.sqrt(value) : 1,
  );
  return { withMean, features: X.shape[1], mean, variance, scale };
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
