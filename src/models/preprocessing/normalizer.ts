import type { Tensor } from "../../core/index.ts";
import { choice } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { text } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";
import { Transformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** Options of {@link Normalizer}. */
export interface NormalizerOptions {
  /** Sum of squares (default), of magnitudes, or the greatest magnitude of a row becomes 1. */
  norm: "l2" | "l1" | "max";
}

interface State extends TransformerState {
  readonly norm: NormalizerOptions["norm"];
}

const norms: Record<NormalizerOptions["norm"], (row: Float64Array) => number> = {
  l2: (row) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)),
  l1: (row) => row.reduce((sum, value) => sum + Math.abs(value), 0),
  max: (row) => row.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
};

/** Scales each row to a norm of 1; rows of zeros stay. */
export class Normalizer extends Transformer<NormalizerOptions, State> {
  static readonly spec: EstimatorSpec<NormalizerOptions> = {
    name: "Normalizer",
    options: { norm: choice<"l2" | "l1" | "max">("l2", "l1", "max") },
    tags: { kind: "transformer", targets: "none" },
  };

  override get spec(): EstimatorSpec<NormalizerOptions> {
    return Normalizer.spec;
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return { norm: text<State["norm"]>("l2", "l1", "max") };
  }

  protected override learn(X: Tensor, { norm }: NormalizerOptions): State {
    return { features: X.shape[1], norm };
  }

  protected override apply(X: Tensor, { norm }: State): Tensor {
    const out = X.copy();
    for (const row of out) {
      const size = norms[norm](row);
      if (size > 0) for (let j = 0; j < row.length; j++) row[j] /= size;
    }
    return out;
  }
}
