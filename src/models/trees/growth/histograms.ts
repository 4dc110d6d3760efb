import type { BinnedMatrix } from "../binning/index.ts";
import type { NodeStatistics, SideLimits, SplitCandidate } from "./statistics.ts";

/** Histograms of the features a tree may use, one node at a time, and the memory they are kept in. */
export class Histograms {
  readonly #matrix: BinnedMatrix;
  readonly #statistics: NodeStatistics;
  readonly #features: ArrayLike<number>;
  /** Where the histogram of each feature begins. */
  readonly #offsets: Uint32Array;
  readonly #size: number;
  readonly #spare: Float64Array[] = [];

  constructor(matrix: BinnedMatrix, statistics: NodeStatistics, features: ArrayLike<number>) {
    this.#matrix = matrix;
    this.#statistics = statistics;
    this.#features = features;
    this.#offsets = new Uint32Array(features.length);
    let size = 0;
    for (let f = 0; f < features.length; f++) {
      this.#offsets[f] = size;
      size += matrix.bins[features[f]] * statistics.stride;
    }
    this.#size = size;
  }

  /** Histograms of rows[start .. end). */
  build(rows: Uint32Array, start: number, end: number): Float64Array {
    const histogram = this.#spare.pop()?.fill(0) ?? new Float64Array(this.#size);
    this.#statistics.gather(rows, start, end);
    const { columns } = this.#matrix;
    let f = 0;
    for (; this.#statistics.addPair && f + 1 < this.#features.length; f += 2) {
      const pair = [columns[this.#features[f]], columns[this.#features[f + 1]]] as const;
      this.#statistics.addPair(histogram, [this.#offsets[f], this.#offsets[f + 1]], pair, rows, start, end);
    }
    for (; f < this.#features.length; f++) {
      this.#statistics.add(histogram, this.#offsets[f], columns[this.#features[f]], rows, start, end);
    }
    return histogram;
  }

  /** Turns the histograms of a node into those of one child by taking off those of the other. */
  subtract(node: Float64Array, child: Float64Array): Float64Array {
    for (let i = 0; i < node.length; i++) node[i] -= child[i];
    return node;
  }

  /** Gives the memory of histograms back that are needed no more. */
  release(histogram: Float64Array | undefined): void {
    if (histogram) this.#spare.push(histogram);
  }

  /** Tries all splits of all features. */
  scan(histogram: Float64Array, sums: Float64Array, limits: SideLimits, best: SplitCandidate): void {
    for (let f = 0; f < this.#features.length; f++) {
      const feature = this.#features[f];
      const bins = this.#matrix.bins[feature];
      this.#statistics.scan(histogram, this.#offsets[f], bins, sums, limits, best, feature);
    }
  }

  /** Features and where the histogram of each begins, for searches of their own. */
  *places(): Iterable<{ readonly feature: number; readonly at: number; readonly bins: number }> {
    for (let f = 0; f < this.#features.length; f++) {
      const feature = this.#features[f];
      yield { feature, at: this.#offsets[f], bins: this.#matrix.bins[feature] };
    }
  }
}
