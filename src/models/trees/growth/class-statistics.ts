import type { BinColumn } from "../binning/index.ts";
import { toExactPositiveSums } from "./exact-sums.ts";
import type { NodeStatistics, SideLimits, SplitCandidate } from "./statistics.ts";

/** Impurity of class shares p: `gini` 1 - sum p^2, `entropy` -sum p log2 p. */
export type ClassCriterion = "gini" | "entropy";

/** Score of one side: minus its weight times its impurity, up to a part all splits of a node share. */
type SideScore = (sums: Float64Array, classes: number, weight: number) => number;

function giniScore(sums: Float64Array, classes: number, weight: number): number {
  let squares = 0;
  for (let k = 0; k < classes; k++) squares += sums[k] * sums[k];
  return squares / weight;
}

function entropyScore(sums: Float64Array, classes: number, weight: number): number {
  let total = 0;
  for (let k = 0; k < classes; k++) if (sums[k] > 0) total += sums[k] * Math.log2(sums[k] / weight);
  return total;
}

/** Weights of classes a bin, and the number of rows. */
export class ClassStatistics implements NodeStatistics {
  readonly stride: number;
  readonly #classes: number;
  readonly #codes: Int32Array;
  readonly #weight: Float64Array;
  readonly #criterion: ClassCriterion;
  readonly #side: SideScore;
  readonly #left: Float64Array;
  readonly #right: Float64Array;

  /** @param weight - One a row, above 0 for every row that is used. */
  constructor(codes: Int32Array, classes: number, weight: Float64Array, criterion: ClassCriterion) {
    this.stride = classes + 1;
    this.#classes = classes;
    this.#codes = codes;
    this.#weight = toExactPositiveSums(weight.slice());
    this.#criterion = criterion;
    this.#side = criterion === "gini" ? giniScore : entropyScore;
    this.#left = new Float64Array(classes);
    this.#right = new Float64Array(classes);
  }

  sums(rows: Uint32Array, start: number, end: number): Float64Array {
    const sums = new Float64Array(this.stride);
    for (let i = start; i < end; i++) sums[this.#codes[rows[i]]] += this.#weight[rows[i]];
    sums[this.#classes] = end - start;
    return sums;
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
    const [stride, codes, weight] = [this.stride, this.#codes, this.#weight];
    const count = at + this.#classes;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const bin = column[row] * stride;
      histogram[at + bin + codes[row]] += weight[row];
      histogram[count + bin]++;
    }
  }

  scan(
    histogram: Float64Array,
    at: number,
    bins: number,
    sums: Float64Array,
    limits: SideLimits,
    best: SplitCandidate,
    feature: number,
  ): void {
    const [classes, stride, left, right] = [this.#classes, this.stride, this.#left, this.#right];
    const { minRows, minWeight } = limits;
    const rows = sums[classes];
    const weight = this.weight(sums);
    left.fill(0);
    let [low, leftRows, leftWeight] = [-1, 0, 0];
    for (let bin = 0, from = at; bin < bins; bin++, from += stride) {
      const count = histogram[from + classes];
      if (count === 0) continue;
      if (rows - leftRows < minRows) break;
      if (low >= 0 && leftRows >= minRows && leftWeight >= minWeight && weight - leftWeight >= minWeight) {
        for (let k = 0; k < classes; k++) right[k] = sums[k] - left[k];
        const score = this.#side(left, classes, leftWeight) + this.#side(right, classes, weight - leftWeight);
        if (score > best.score) {
          best.score = score;
          best.feature = feature;
          best.low = low;
          best.high = bin;
        }
      }
      for (let k = 0; k < classes; k++) {
        left[k] += histogram[from + k];
        leftWeight += histogram[from + k];
      }
      leftRows += count;
      low = bin;
    }
  }

  score(sums: Float64Array): number {
    return this.#side(sums, this.#classes, this.weight(sums));
  }

  weight(sums: Float64Array): number {
    let total = 0;
    for (let k = 0; k < this.#classes; k++) total += sums[k];
    return total;
  }

  isPure(_rows: Uint32Array, _start: number, _end: number, sums: Float64Array): boolean {
    let present = 0;
    for (let k = 0; k < this.#classes; k++) if (sums[k] > 0) present++;
    return present < 2;
  }

  /** Weight times impurity of a node. */
  weightedImpurity(sums: Float64Array): number {
    return (this.#criterion === "gini" ? this.weight(sums) : 0) - this.score(sums);
  }

  /** Share of each class in a node. */
  shares(sums: Float64Array): Float64Array {
    const weight = this.weight(sums);
    return sums.subarray(0, this.#classes).map((value) => value / weight);
  }
}
