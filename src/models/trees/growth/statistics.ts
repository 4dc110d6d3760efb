import type { BinColumn } from "../binning/index.ts";

/** The best split found so far of one node. */
export interface SplitCandidate {
  /** Score of the two sides together; -Infinity before anything was found. */
  score: number;
  feature: number;
  /** Greatest bin that goes left, and least that goes right, among bins that hold rows of the node. */
  low: number;
  high: number;
}

export function noCandidate(): SplitCandidate {
  return { score: -Infinity, feature: -1, low: 0, high: 0 };
}

/** What a split has to leave on both sides. */
export interface SideLimits {
  /** Rows. */
  readonly minRows: number;
  /** Weight: sum of sample weights, or of second derivatives. */
  readonly minWeight: number;
}

/**
 * What a tree looks at: sums over rows, kept a bin, and how good a split of them is.
 *
 * Scores are sums over the sides; the gain of a split is its score minus that of the node. A histogram holds
 * `stride` sums a bin, and so do the sums of a node.
 */
export interface NodeStatistics {
  readonly stride: number;
  /** Sums over rows[start .. end). */
  sums(rows: Uint32Array, start: number, end: number): Float64Array;
  /** Called before `add` is called for features of these rows. */
  gather(rows: Uint32Array, start: number, end: number): void;
  /** Adds rows[start .. end) to the histogram of one feature, which begins at `at`. */
  add(
    histogram: Float64Array,
    at: number,
    column: BinColumn,
    rows: Uint32Array,
    start: number,
    end: number,
  ): void;
  /** As `add` for two features, where that is faster. */
  addPair?(
    histogram: Float64Array,
    places: readonly [number, number],
    columns: readonly [BinColumn, BinColumn],
    rows: Uint32Array,
    start: number,
    end: number,
  ): void;
  /** Tries all splits of one feature; `sums` are those of the node. */
  scan(
    histogram: Float64Array,
    at: number,
    bins: number,
    sums: Float64Array,
    limits: SideLimits,
    best: SplitCandidate,
    feature: number,
  ): void;
  /** Score of a node left whole. */
  score(sums: Float64Array): number;
  /** Total weight in sums. */
  weight(sums: Float64Array): number;
  /** Whether no split can make a node better. */
  isPure(rows: Uint32Array, start: number, end: number, sums: Float64Array): boolean;
}
