import type { MatrixLike, Tensor } from "../../core/index.ts";
import { checkFeatures, flag } from "../base/index.ts";
import type { EstimatorSpec, OptionSpec } from "../base/index.ts";
import { vector } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";
import { mapColumns, perColumn, safeScale, sortedQuantile } from "./columns.ts";
import { Transformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** Options of {@link RobustScaler}. */
export interface RobustScalerOptions {
  /** Whether to take off the median. Default true. */
  withCentering: boolean;
  /** Whether to divide by the range between the quantiles. Default true. */
  withScaling: boolean;
  /** Per cent of both quantiles. Default [25, 75]. */
  quantileRange: readonly [number, number];
}

interface State extends TransformerState {
  readonly center: Float64Array;
  readonly scale: Float64Array;
}

const quantileOption: OptionSpec<readonly [number, number]> = {
  default: [25, 75],
  allowed: "two percentages from 0 to 100, the first below the second",
  accepts: (value) => {
    if (!Array.isArray(value) || value.length !== 2) return false;
    const [low, high] = value as [number, number];
    return low >= 0 && low < high && high <= 100;
  },
};

/** Centres by the median and scales by a range of quantiles: a few outliers do not matter. */
export class RobustScaler extends Transformer<RobustScalerOptions, State> {
  static readonly spec: EstimatorSpec<RobustScalerOptions> = {
    name: "RobustScaler",
    options: { withCentering: flag(true), withScaling: flag(true), quantileRange: quantileOption },
    tags: { kind: "transformer", targets: "none" },
  };

  override get spec(): EstimatorSpec<RobustScalerOptions> {
    return RobustScaler.spec;
  }

  /** What is taken off: medians, or zeros. @throws NotFittedError */
  get center_(): Float64Array {
    return this.state("center_").center.slice();
  }

  /** What features are divided by. @throws NotFittedError */
  get scale_(): Float64Array {
    return this.state("scale_").scale.slice();
  }

  /** The original values. @throws NotFittedError, FeatureCountError */
  inverseTransform(X: MatrixLike): Tensor {
    const { features, center, scale } = this.state("inverseTransform");
    const matrix = checkFeatures(X, features, this.at("inverseTransform"));
    return mapColumns(matrix, (value, j) => value * scale[j] + center[j]);
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return { center: vector, scale: vector };
  }

  protected override isConsistent({ features, center, scale }: State): boolean {
    return center.length === features && scale.length === features;
  }

  protected override learn(
    X: Tensor,
    { withCentering, withScaling, quantileRange }: RobustScalerOptions,
  ): State {
    const at = (share: number): Float64Array =>
      perColumn(X, (column) => sortedQuantile(column.sort(), share));
    const [low, high] = quantileRange.map((percent) => at(percent / 100));
    const width = high.map((value, j) => value - low[j]);
    return {
      features: X.shape[1],
      center: withCentering ? at(0.5) : width.map(() => 0),
      scale: withScaling ? safeScale(width) : width.map(() => 1),
    };
  }

  protected override apply(X: Tensor, { center, scale }: State): Tensor {
    return mapColumns(X, (value, j) => (value - center[j]) / scale[j]);
  }
}
