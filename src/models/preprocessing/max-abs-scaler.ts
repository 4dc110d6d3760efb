import type { MatrixLike, Tensor } from "../../core/index.ts";
import { checkFeatures } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { vector } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";
import { mapColumns, perColumn, safeScale } from "./columns.ts";
import { Transformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** {@link MaxAbsScaler} has no options. */
export type MaxAbsScalerOptions = Readonly<Record<string, never>>;

interface State extends TransformerState {
  readonly maxAbs: Float64Array;
  readonly scale: Float64Array;
}

/** Divides each feature by its greatest magnitude: zeros stay zeros. */
export class MaxAbsScaler extends Transformer<MaxAbsScalerOptions, State> {
  static readonly spec: EstimatorSpec<MaxAbsScalerOptions> = {
    name: "MaxAbsScaler",
    options: {},
    tags: { kind: "transformer", targets: "none" },
  };

  override get spec(): EstimatorSpec<MaxAbsScalerOptions> {
    return MaxAbsScaler.spec;
  }

  /** Greatest magnitudes of the features. @throws NotFittedError */
  get maxAbs_(): Float64Array {
    return this.state("maxAbs_").maxAbs.slice();
  }

  /** What features are divided by; 1 where all values were 0. @throws NotFittedError */
  get scale_(): Float64Array {
    return this.state("scale_").scale.slice();
  }

  /** The original values. @throws NotFittedError, FeatureCountError */
  inverseTransform(X: MatrixLike): Tensor {
    const { features, scale } = this.state("inverseTransform");
    return mapColumns(
      checkFeatures(X, features, this.at("inverseTransform")),
      (value, j) => value * scale[j],
    );
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return { maxAbs: vector, scale: vector };
  }

  protected override isConsistent({ features, maxAbs, scale }: State): boolean {
    return maxAbs.length === features && scale.length === features;
  }

  protected override learn(X: Tensor): State {
    const maxAbs = perColumn(X, (column) =>
      column.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    );
    return { features: X.shape[1], maxAbs, scale: safeScale(maxAbs) };
  }

  protected override apply(X: Tensor, { scale }: State): Tensor {
    return mapColumns(X, (value, j) => value / scale[j]);
  }
}
