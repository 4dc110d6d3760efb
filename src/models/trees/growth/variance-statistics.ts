import type { BinColumn } from "../binning/index.ts";
import { toExactPositiveSums, toExactSums } from "./exact-sums.ts";
import type { NodeStatistics, SideLimits, SplitCandidate } from "./statistics.ts";

/**
 * Sums of weighted targets, weights and rows a bin. The score of a side, (sum w y)^2 / sum w, differs from
 * minus its squared error by a part all splits of a node share.
 */
export class VarianceStatistics implements NodeStatistics {
  readonly stride = 3;
  readonly #y: Float64Array;
  readonly #weight: Float64Array;
  readonly #product: Float64Array;
  readonly #mean: number;

  /** @param weight - One a row, above 0 for every row that is used. */
  constructor(y: Float64Array, weight: Float64Array) {
    let [sum, total] = [0, 0];
    for (let i = 0; i < y.length; i++) {
      sum += weight[i] * y[i];
      total += weight[i];
    }
    // Around the mean nothing cancels.
    this.#mean = sum / total;
    this.#y = y;
    this.#weight = toExactPositiveSums(weight.slice());
    this.#product = toExactSums(y.map((value, i) => weight[i] * (value - this.#mean)));
  }

  sums(rows: Uint32Array, start: number, end: number): Float64Array {
    let [product, weight] = [0, 0];
    for (let i = start; i < end; i++) {
      product += this.#product[rows[i]];
      weight += this.#weight[rows[i]];
    }
    return Float64Array.of(product, weight, end - start);
  }

  gather(): void {
    // Nodes are small: reading through the row numbers is fast enough.
  }

  add(
    histogram: Float64Array,
    at: number,
    column: BinColumn,
    rows: Uint32Array,
    start: number,
    end: number,
  ): void {
    const [product, weight] = [this.#product, this.#weight];
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const bin = at + 3 * column[row];
      histogram[bin] += product[row];
      histogram[bin + 1] += weight[row];
      histogram[bin + 2]++;
    }
  }

  scan(
    histogram: Float64Array,
    at: number,
    bins: number,
    sums: Float64Array,
    { minRows, minWeight }: SideLimits,
    best: SplitCandidate,
    feature: number,
  ): void {
    let [low, product, weight, rows] = [-1, 0, 0, 0];
    for (let bin = 0, from = at; bin < bins; bin++, from += 3) {
      const count = histogram[from + 2];
      if (count === 0) continue;
      const [rightProduct, rightWeight] = [sums[0] - product, sums[1] - weight];
      if (sums[2] - rows < minRows || rightWeight < minWeight) break;
      if (low >= 0 && rows >= minRows && weight >= minWeight) {
        const score = (product * product) / weight + (rightProduct * rightProduct) / rightWeight;
        if (score > best.score) {
          best.score = score;
          best.feature = feature;
          best.low = low;
          best.high = bin;
        }
      }
      product += histogram[from];
      weight += histogram[from + 1];
      rows += count;
      low = bin;
    }
  }

  score(sums: Float64Array): number {
    return (sums[0] * sums[0]) / sums[1];
  }

  weight(sums: Float64Array): number {
    return sums[1];
  }

  isPure(rows: Uint32Array, start: number, end: number): boolean {
    const first = this.#y[rows[start]];
    for (let i = start + 1; i < end; i++) if (this.#y[rows[i]] !== first) return false;
    return true;
  }

  /** Weight times variance of a node. */
  weightedImpurity(rows: Uint32Array, start: number, end: number, sums: Float64Array): number {
    const mean = this.#mean + sums[0] / sums[1];
    let total = 0;
    for (let i = start; i < end; i++) total += this.#weight[rows[i]] * (this.#y[rows[i]] - mean) ** 2;
    return total;
  }

  /** Mean of a node; exactly the target where all are equal. */
  mean(rows: Uint32Array, start: number, end: number, sums: Float64Array): number {
    return this.isPure(rows, start, end) ? this.#y[rows[start]] : this.#mean + sums[0] / sums[1];
  }
}
