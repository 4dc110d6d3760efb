import type { MatrixLike, Tensor } from "../../core/index.ts";
import { checkFeatures, flag } from "../base/index.ts";
import type { EstimatorSpec, OptionSpec } from "../base/index.ts";
import { bool, record, vector } from "./codecs.ts";
import type { Codec, StateCodec } from "./codecs.ts";
import { mapColumns, perColumn, safeScale } from "./columns.ts";
import { Transformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** Options of {@link MinMaxScaler}. */
export interface MinMaxScalerOptions {
  /** Where least and greatest training value go. Default [0, 1]. */
  featureRange: readonly [number, number];
  /** Whether values outside the training range are cut to featureRange. Default false. */
  clip: boolean;
}

interface State extends TransformerState {
  readonly dataMin: Float64Array;
  readonly dataMax: Float64Array;
  readonly scale: Float64Array;
  readonly min: Float64Array;
  readonly options: MinMaxScalerOptions;
}

/** Two numbers in order. */
const range: Codec<readonly [number, number]> = {
  write: (value) => value,
  read: (json) => (rangeOption.accepts(json) ? (json as [number, number]) : undefined),
};

const rangeOption: OptionSpec<readonly [number, number]> = {
  default: [0, 1],
  allowed: "two finite numbers, the first below the second",
  accepts: (value) =>
    Array.isArray(value) &&
    value.length === 2 &&
    value.every(Number.isFinite) &&
    (value[0] as number) < (value[1] as number),
};

/** Scales each feature linearly so that its training values fill `featureRange`. */
export class MinMaxScaler extends Transformer<MinMaxScalerOptions, State> {
  static readonly spec: EstimatorSpec<MinMaxScalerOptions> = {
    name: "MinMaxScaler",
    options: { featureRange: rangeOption, clip: flag(false) },
    tags: { kind: "transformer", targets: "none" },
  };

  override get spec(): EstimatorSpec<MinMaxScalerOptions> {
    return MinMaxScaler.spec;
  }

  /** Least values of the features. @throws NotFittedError */
  get dataMin_(): Float64Array {
    return this.state("dataMin_").dataMin.slice();
  }

  /** Greatest values of the features. @throws NotFittedError */
  get dataMax_(): Float64Array {
    return this.state("dataMax_").dataMax.slice();
  }

  /** transform(x) = x * scale_ + min_. @throws NotFittedError */
  get scale_(): Float64Array {
    return this.state("scale_").scale.slice();
  }

  /** transform(x) = x * scale_ + min_. @throws NotFittedError */
  get min_(): Float64Array {
    return this.state("min_").min.slice();
  }

  /** The original values. @throws NotFittedError, FeatureCountError */
  inverseTransform(X: MatrixLike): Tensor {
    const { features, scale, min } = this.state("inverseTransform");
    const matrix = checkFeatures(X, features, this.at("inverseTransform"));
    return mapColumns(matrix, (value, j) => (value - min[j]) / scale[j]);
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return {
      dataMin: vector,
      dataMax: vector,
      scale: vector,
      min: vector,
      options: record<MinMaxScalerOptions>({ featureRange: range, clip: bool }),
    };
  }

  protected override isConsistent({ features, dataMin, dataMax, scale, min }: State): boolean {
    return [dataMin, dataMax, scale, min].every((values) => values.length === features);
  }

  protected override learn(X: Tensor, options: MinMaxScalerOptions): State {
    const [low, high] = options.featureRange;
    const dataMin = perColumn(X, (column) => column.reduce((a, b) => Math.min(a, b)));
    const dataMax = perColumn(X, (column) => column.reduce((a, b) => Math.max(a, b)));
    const scale = safeScale(dataMax.map((value, j) => value - dataMin[j])).map(
      (width) => (high - low) / width,
    );
    const min = dataMin.map((value, j) => low - value * scale[j]);
    return { features: X.shape[1], dataMin, dataMax, scale, min, options };
  }

  protected override apply(X: Tensor, { scale, min, options }: State): Tensor {
    const [low, high] = options.featureRange;
    const scaled = mapColumns(X, (value, j) => value * scale[j] + min[j]);
    return options.clip ? scaled.map((value) => Math.min(Math.max(value, low), high)) : scaled;
  }
}
