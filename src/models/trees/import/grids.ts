import { Tensor } from "../../../core/index.ts";
import type { MatrixLike } from "../../../core/index.ts";
import { Binner } from "../binning/index.ts";
import type { BinStrategy } from "../binning/index.ts";
import { rowsWithGaps } from "../rows-with-gaps.ts";
import type { ReadTree } from "./read-model.ts";

/** Edges of the inputs, and where the tests of a model are on them. */
export interface ImportGrid {
  /** Ascending, one list a feature. */
  readonly edges: readonly Float64Array[];
  /** The edge a test "value >= threshold" is made with: -Infinity where every value passes, Infinity where none does. */
  place(feature: number, threshold: number): number;
}

/** The grid of all thresholds: every test stays as it is. */
export function exactThresholds(trees: readonly ReadTree[], features: number): ImportGrid {
  const thresholds = Array.from({ length: features }, () => new Set<number>());
  for (const { feature, edge } of trees)
    feature.forEach((j, i) => Number.isFinite(edge[i]) && thresholds[j].add(edge[i]));
  return { edges: Binner.fromThresholds(thresholds).edges, place: (_, threshold) => threshold };
}

/**
 * The grid of rows; each test moves to the edge that sends the fewest of them another way, the nearest of equals.
 *
 * @param gaps - Whether each feature may lack values.
 */
export function calibratedGrid(
  given: MatrixLike,
  gaps: readonly boolean[],
  options: { readonly strategy: BinStrategy; readonly nBits: number },
  where: string,
): ImportGrid {
  const X = rowsWithGaps(
    given,
    gaps.map((may) => (may ? 0 : null)),
    where,
  );
  const columns = gaps.map((_, j) => presentValues(X, j));
  const edges = columns.map((values) =>
    values.length === 0
      ? new Float64Array(0)
      : Binner.fit(new Tensor(values, [values.length, 1]), options).edges[0],
  );
  const place = (feature: number, threshold: number): number => {
    // A test for missing values alone.
    if (threshold === Infinity) return threshold;
    const values = columns[feature];
    const below = countBelow(values, threshold);
    // Rows that would go another way, then the distance; no edge at all where that suits more rows.
    const moved = (edge: number): number => Math.abs(countBelow(values, edge) - below);
    let best = below * 2 <= values.length ? -Infinity : Infinity;
    for (const edge of edges[feature]) {
      const isNearer = Math.abs(edge - threshold) < Math.abs(best - threshold);
      if (moved(edge) < moved(best) || (moved(edge) === moved(best) && isNearer)) best = edge;
    }
    return best;
  };
  return { edges, place: remembered(place) };
}

/** Values of a column that are not missing, ascending. */
function presentValues(X: Tensor, j: number): Float64Array {
  const [rows, features] = X.shape;
  const column = Float64Array.from({ length: rows }, (_, i) => X.data[i * features + j]);
  return column.filter((value) => !Number.isNaN(value)).sort();
}

/** How many of the ascending values are below a bound. */
function countBelow(sorted: Float64Array, bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Trees test the same thresholds again and again. */
function remembered(place: ImportGrid["place"]): ImportGrid["place"] {
  const known = new Map<number, Map<number, number>>();
  return (feature, threshold) => {
    const ofFeature = known.get(feature) ?? new Map<number, number>();
    known.set(feature, ofFeature);
    const found = ofFeature.get(threshold) ?? place(feature, threshold);
    ofFeature.set(threshold, found);
    return found;
  };
}
