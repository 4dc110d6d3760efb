import { OptionValueError, Tensor } from "../../core/index.ts";
import type { MatrixLike } from "../../core/index.ts";
import { checkFeatures, flag, show } from "../base/index.ts";
import type { EstimatorSpec, OptionSpec } from "../base/index.ts";
import { centre, rightSvd } from "../solvers/index.ts";
import { bool, finite, matrix, vector } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";
import { Transformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** Options of {@link PCA}. */
export interface PCAOptions {
  /** Number of components, or the share of the variance (0 to 1) they must reach; null (default): all. */
  nComponents: number | null;
  /** Whether components are scaled to variance 1. Default false. */
  whiten: boolean;
}

interface State extends TransformerState {
  /** Shape [components, d]. */
  readonly components: Tensor;
  readonly mean: Float64Array;
  readonly singularValues: Float64Array;
  readonly variance: Float64Array;
  readonly ratio: Float64Array;
  readonly noise: number;
  readonly whiten: boolean;
}

const componentsOption: OptionSpec<number | null> = {
  default: null,
  allowed: "null, a whole number of at least 1, or a share of the variance between 0 and 1",
  accepts: (value) =>
    value === null ||
    (typeof value === "number" && ((value > 0 && value < 1) || (Number.isInteger(value) && value >= 1))),
};

/**
 * Principal components: the directions of greatest variance, by singular values of the centred features.
 * Each component's entry of greatest magnitude is positive.
 */
export class PCA extends Transformer<PCAOptions, State> {
  static readonly spec: EstimatorSpec<PCAOptions> = {
    name: "PCA",
    options: { nComponents: componentsOption, whiten: flag(false) },
    tags: { kind: "transformer", targets: "none" },
  };

  override get spec(): EstimatorSpec<PCAOptions> {
    return PCA.spec;
  }

  /** Directions, shape [components, d], of length 1. @throws NotFittedError */
  get components_(): Tensor {
    return this.state("components_").components.copy();
  }

  /** Variance (ddof 1) along each component. @throws NotFittedError */
  get explainedVariance_(): Float64Array {
    return this.state("explainedVariance_").variance.slice();
  }

  /** Share of the whole variance along each component. @throws NotFittedError */
  get explainedVarianceRatio_(): Float64Array {
    return this.state("explainedVarianceRatio_").ratio.slice();
  }

  /** Singular values of the centred training data. @throws NotFittedError */
  get singularValues_(): Float64Array {
    return this.state("singularValues_").singularValues.slice();
  }

  /** Means of the features. @throws NotFittedError */
  get mean_(): Float64Array {
    return this.state("mean_").mean.slice();
  }

  /** Number of components kept. @throws NotFittedError */
  get nComponents_(): number {
    return this.state("nComponents_").components.length;
  }

  /** Mean variance of the directions left out, 0 where there are none. @throws NotFittedError */
  get noiseVariance_(): number {
    return this.state("noiseVariance_").noise;
  }

  /** Rows of the original space from their components, shape [n, d]. @throws NotFittedError, FeatureCountError */
  inverseTransform(X: MatrixLike): Tensor {
    const { components, mean, variance, whiten } = this.state("inverseTransform");
    const matrix = checkFeatures(X, components.length, this.at("inverseTransform"));
    const out = Tensor.zeros([matrix.length, mean.length]);
    matrix.data.forEach((value, at) => {
      const [i, k] = [Math.floor(at / components.length), at % components.length];
      const size = whiten ? value * Math.sqrt(variance[k]) : value;
      for (let j = 0; j < mean.length; j++) out.data[i * mean.length + j] += size * components.at(k, j);
    });
    return out.map((value, at) => value + mean[at % mean.length]);
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return {
      components: matrix,
      mean: vector,
      singularValues: vector,
      variance: vector,
      ratio: vector,
      noise: finite,
      whiten: bool,
    };
  }

  protected override isConsistent({
    features,
    components,
    mean,
    singularValues,
    variance,
    ratio,
  }: State): boolean {
    return (
      components.shape[1] === features &&
      mean.length === features &&
      [singularValues, variance, ratio].every((values) => values.length === components.length)
    );
  }

  protected override learn(X: Tensor, { nComponents, whiten }: PCAOptions): State {
    const [rows, features] = X.shape;
    const most = Math.min(rows, features);
    if (rows < 2 || (nComponents !== null && nComponents > most)) {
      throw new OptionValueError({
        where: this.at("fit"),
        problem: `nComponents = ${show(nComponents)} for X of shape [${rows}, ${features}]`,
        allowed: `at least 2 rows and at most ${most} components`,
        remedy: "lower nComponents, or pass more rows",
      });
    }
    const { X: centred, mean } = centre(X, new Float64Array(rows).fill(1), true);
    const { values, vectors } = rightSvd(centred);
    const all = values.slice(0, most).map((value) => value ** 2 / (rows - 1));
    const total = all.reduce((a, b) => a + b, 0);
    const ratios = all.map((value) => (total > 0 ? value / total : 0));
    const count = countComponents(nComponents, ratios);
    const left = all.slice(count);
    return {
      features,
      mean,
      whiten,
      components: withSigns(vectors.slice(0, count).copy()),
      singularValues: values.slice(0, count),
      variance: all.slice(0, count),
      ratio: ratios.slice(0, count),
      noise: left.length === 0 ? 0 : left.reduce((a, b) => a + b, 0) / left.length,
    };
  }

  /** pca0, pca1, ... */
  protected override namesOut(_inputs: readonly string[], { components }: State): string[] {
    return Array.from({ length: components.length }, (_, k) => `pca${k}`);
  }

  protected override apply(X: Tensor, { components, mean, variance, whiten }: State): Tensor {
    const out = Tensor.zeros([X.length, components.length]);
    let at = 0;
    for (const row of X) {
      for (let k = 0; k < components.length; k++) {
        const direction = components.row(k);
        let sum = 0;
        for (let j = 0; j < mean.length; j++) sum += (row[j] - mean[j]) * direction[j];
        out.data[at++] = whiten && variance[k] > 0 ? sum / Math.sqrt(variance[k]) : sum;
      }
    }
    return out;
  }
}

function countComponents(nComponents: number | null, ratios: Float64Array): number {
  if (nComponents === null) return ratios.length;
  if (nComponents >= 1) return nComponents;
  let [count, share] = [0, 0];
  // As scikit-learn: the first components whose share exceeds what was asked for.
  while (count < ratios.length && share <= nComponents) share += ratios[count++];
  return count;
}

function withSigns(components: Tensor): Tensor {
  for (const row of components) {
    const largest = row.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    if (largest < 0) for (let j = 0; j < row.length; j++) row[j] = -row[j];
  }
  return components;
}
