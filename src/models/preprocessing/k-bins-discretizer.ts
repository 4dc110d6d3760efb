import { Tensor } from "../../core/index.ts";
import { choice, integer } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { list, text, vector } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";
import { columnOf, sortedQuantile } from "./columns.ts";
import { kMeansEdges } from "./k-means-edges.ts";
import { Transformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** Options of {@link KBinsDiscretizer}. */
export interface KBinsDiscretizerOptions {
  /** Bins a feature, at least 2; fewer where edges coincide. Default 5. */
  nBins: number;
  /** Bins of equal count (`quantile`, default), equal width (`uniform`), or around means (`kmeans`). */
  strategy: "quantile" | "uniform" | "kmeans";
  /** Bin numbers (`ordinal`), or a column of 0 and 1 for every bin (`onehot`, default). */
  encode: "onehot" | "ordinal";
}

interface State extends TransformerState {
  readonly edges: readonly Float64Array[];
  readonly encode: KBinsDiscretizerOptions["encode"];
}

/** Edges nearer than this count as one (scikit-learn's rule). */
const LEAST_WIDTH = 1e-8;

/** Cuts each feature in intervals; values beyond the outer edges go to the outer bins. */
export class KBinsDiscretizer extends Transformer<KBinsDiscretizerOptions, State> {
  static readonly spec: EstimatorSpec<KBinsDiscretizerOptions> = {
    name: "KBinsDiscretizer",
    options: {
      nBins: integer(5, 2),
      strategy: choice<KBinsDiscretizerOptions["strategy"]>("quantile", "uniform", "kmeans"),
      encode: choice<KBinsDiscretizerOptions["encode"]>("onehot", "ordinal"),
    },
    tags: { kind: "transformer", targets: "none" },
  };

  override get spec(): EstimatorSpec<KBinsDiscretizerOptions> {
    return KBinsDiscretizer.spec;
  }

  /** Edges of the bins, ascending, one list a feature. @throws NotFittedError */
  get binEdges_(): Float64Array[] {
    return this.state("binEdges_").edges.map((edges) => edges.slice());
  }

  /** Number of bins of each feature. @throws NotFittedError */
  get nBins_(): Uint32Array {
    return Uint32Array.from(this.state("nBins_").edges, (edges) => edges.length - 1);
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return { edges: list(vector), encode: text<State["encode"]>("onehot", "ordinal") };
  }

  protected override isConsistent({ features, edges }: State): boolean {
    return edges.length === features && edges.every((values) => values.length > 1);
  }

  protected override learn(X: Tensor, { nBins, strategy, encode }: KBinsDiscretizerOptions): State {
    const features = X.shape[1];
    const edges = Array.from({ length: features }, (_, j) => binEdges(columnOf(X, j), nBins, strategy));
    return { features, edges, encode };
  }

  /** One name a bin, `age_0`, where bins are columns. */
  protected override namesOut(inputs: readonly string[], { edges, encode }: State): string[] {
    if (encode === "ordinal") return [...inputs];
    return edges.flatMap((list, j) => Array.from({ length: list.length - 1 }, (_, k) => `${inputs[j]}_${k}`));
  }

  protected override apply(X: Tensor, { edges, encode, features }: State): Tensor {
    const bins = X.map((value, i) => binOf(value, edges[i % features]));
    if (encode === "ordinal") return bins;
    const starts = [0];
    for (const list of edges) starts.push(starts[starts.length - 1] + list.length - 1);
    const width = starts[features];
    const out = Tensor.zeros([X.length, width]);
    bins.data.forEach((bin, i) => {
      out.data[Math.floor(i / features) * width + starts[i % features] + bin] = 1;
    });
    return out;
  }
}

function binEdges(
  column: Float64Array,
  nBins: number,
  strategy: KBinsDiscretizerOptions["strategy"],
): Float64Array {
  const sorted = column.toSorted();
  const [min, max] = [sorted[0], sorted[sorted.length - 1]];
  // A constant feature has one bin for everything.
  if (min === max) return Float64Array.of(-Infinity, Infinity);
  if (strategy === "uniform") return evenly(min, max, nBins);
  const edges =
    strategy === "quantile"
      ? Float64Array.from({ length: nBins + 1 }, (_, k) => sortedQuantile(sorted, k / nBins))
      : kMeansEdges(column, evenly(min, max, nBins));
  return edges.filter((edge, k) => k === 0 || edge - edges[k - 1] > LEAST_WIDTH);
}

function evenly(min: number, max: number, count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, k) =>
    k === count ? max : min + k * ((max - min) / count),
  );
}

/** Number of inner edges at or below the value. */
function binOf(value: number, edges: Float64Array): number {
  let bin = 0;
  while (bin < edges.length - 2 && value >= edges[bin + 1]) bin++;
  return bin;
}
