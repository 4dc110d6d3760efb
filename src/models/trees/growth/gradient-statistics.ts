import type { BinColumn } from "../binning/index.ts";
import { toExactPositiveSums, toExactSums } from "./exact-sums.ts";
import type { NodeStatistics, SideLimits, SplitCandidate } from "./statistics.ts";

/** Penalties of a boosted tree. */
export interface Regularisation {
  /** L2 penalty of leaf values. */
  readonly lambda: number;
  /** L1 penalty of leaf values. */
  readonly alpha: number;
  /** Greatest leaf value before the learning rate; 0 for no limit. */
  readonly maxDelta: number;
}

/**
 * Sums of first and second derivatives of the loss, g and h, a bin.
 *
 * Leaf value w = -T(G) / (H + lambda), clipped to maxDelta, where T moves G towards 0 by alpha; the score of
 * a side is twice what w takes off the second-order loss, T(G)^2 / (H + lambda) without a clip.
 * Source: Chen, Guestrin (2016), XGBoost, equations 5 to 7.
 */
export class GradientStatistics implements NodeStatistics {
  readonly stride = 2;
  readonly #g: Float64Array;
  readonly #h: Float64Array;
  readonly #penalty: Regularisation;
  readonly #isPlain: boolean;
  /** g and h of the gathered rows, in turn: read once a feature, in order. */
  readonly #gathered: Float64Array;

  /**
   * Takes all lists over and rounds g and h for exact sums; `h` above 0 for every row.
   *
   * @param gathered - Twice as long as g, whatever is in it. Once a tree is grown none of the lists is read again.
   */
  constructor(g: Float64Array, h: Float64Array, gathered: Float64Array, penalty: Regularisation) {
    this.#g = toExactSums(g);
    this.#h = toExactPositiveSums(h);
    this.#penalty = penalty;
    this.#isPlain = penalty.alpha === 0 && penalty.maxDelta === 0;
    this.#gathered = gathered;
  }

  sums(rows: Uint32Array, start: number, end: number): Float64Array {
    let [g, h] = [0, 0];
    for (let i = start; i < end; i++) {
      g += this.#g[rows[i]];
      h += this.#h[rows[i]];
    }
    return Float64Array.of(g, h);
  }

  gather(rows: Uint32Array, start: number, end: number): void {
    const [g, h, gathered] = [this.#g, this.#h, this.#gathered];
    for (let i = start, at = 0; i < end; i++) {
      gathered[at++] = g[rows[i]];
      gathered[at++] = h[rows[i]];
    }
  }

  /** Two features at once: their rows are read once. */
  addPair(
    histogram: Float64Array,
    places: readonly [number, number],
    columns: readonly [BinColumn, BinColumn],
    rows: Uint32Array,
    start: number,
    end: number,
  ): void {
    const gathered = this.#gathered;
    const [first, second] = columns;
    const [atFirst, atSecond] = places;
    for (let i = start, from = 0; i < end; i++, from += 2) {
      const row = rows[i];
      const g = gathered[from];
      const h = gathered[from + 1];
      const one = atFirst + 2 * first[row];
      histogram[one] += g;
      histogram[one + 1] += h;
      const two = atSecond + 2 * second[row];
      histogram[two] += g;
      histogram[two + 1] += h;
    }
  }

  add(
    histogram: Float64Array,
    at: number,
    column: BinColumn,
    rows: Uint32Array,
    start: number,
    end: number,
  ): void {
    const gathered = this.#gathered;
    for (let i = start, from = 0; i < end; i++, from += 2) {
      const bin = at + 2 * column[rows[i]];
      histogram[bin] += gathered[from];
      histogram[bin + 1] += gathered[from + 1];
    }
  }

  scan(
    histogram: Float64Array,
    at: number,
    bins: number,
    sums: Float64Array,
    { minWeight }: SideLimits,
    best: SplitCandidate,
    feature: number,
  ): void {
    const G = sums[0];
    const H = sums[1];
    const { lambda } = this.#penalty;
    const isPlain = this.#isPlain;
    let low = -1;
    let g = 0;
    let h = 0;
    for (let bin = 0, from = at; bin < bins; bin++, from += 2) {
      const own = histogram[from + 1];
      // Sums are exact, so an empty bin holds exactly 0.
      if (own === 0) continue;
      if (H - h < minWeight) break;
      if (low >= 0 && h >= minWeight) {
        const score = isPlain
          ? (g * g) / (h + lambda) + ((G - g) * (G - g)) / (H - h + lambda)
          : this.side(g, h) + this.side(G - g, H - h);
        if (score > best.score) {
          best.score = score;
          best.feature = feature;
          best.low = low;
          best.high = bin;
        }
      }
      g += histogram[from];
      h += own;
      low = bin;
    }
  }

  score(sums: Float64Array): number {
    return this.side(sums[0], sums[1]);
  }

  weight(sums: Float64Array): number {
    return sums[1];
  }

  isPure(): boolean {
    return false;
  }

  /** Score of rows with these sums. */
  side(g: number, h: number): number {
    const { lambda, alpha, maxDelta } = this.#penalty;
    if (this.#isPlain) return (g * g) / (h + lambda);
    const w = this.#clip(-towardsZero(g, alpha) / (h + lambda));
    return maxDelta === 0
      ? towardsZero(g, alpha) ** 2 / (h + lambda)
      : -(2 * g * w + (h + lambda) * w * w + 2 * alpha * Math.abs(w));
  }

  /** Value of a leaf before the learning rate. */
  leaf(sums: Float64Array): number {
    const { lambda, alpha } = this.#penalty;
    // No rows, no penalty: an empty leaf of an oblivious tree says nothing.
    if (sums[1] === 0) return 0;
    return this.#clip(-towardsZero(sums[0], alpha) / (sums[1] + lambda));
  }

  #clip(w: number): number {
    const { maxDelta } = this.#penalty;
    return maxDelta === 0 ? w : Math.min(Math.max(w, -maxDelta), maxDelta);
  }
}

/** Moves a number towards 0 by alpha, at most to 0. */
function towardsZero(value: number, alpha: number): number {
  if (value > alpha) return value - alpha;
  return value < -alpha ? value + alpha : 0;
}
