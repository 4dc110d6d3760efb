import type { DistinctValues } from "./distinct.ts";
import { shortestDecimalBetween } from "./shortest-decimal.ts";

/**
 * Edges of at most `bins` bins of about equal weight, each the shortest decimal between two neighbouring
 * values. With no more values than bins every value has a bin of its own, so that the edges tell the values.
 *
 * Bins are filled from below; what is left is shared out anew after each, so that one heavy value takes
 * nothing from the rest.
 */
export function quantileEdges({ values, weights }: DistinctValues, bins: number): Float64Array {
  const edges: number[] = [];
  let rest = weights.reduce((sum, weight) => sum + weight, 0);
  let filled = 0;
  for (let i = 0; i + 1 < values.length && edges.length + 1 < bins; i++) {
    filled += weights[i];
    const binsLeft = bins - edges.length;
    const isEnough = filled + weights[i + 1] / 2 >= rest / binsLeft;
    // Every value left can have its own bin.
    if (!isEnough && values.length - i > binsLeft) continue;
    edges.push(shortestDecimalBetween(values[i], values[i + 1]));
    rest -= filled;
    filled = 0;
  }
  return Float64Array.from(edges);
}

/** Edges of `bins` bins of equal width: they tell the least and the greatest value, nothing between. */
export function uniformEdges({ values }: DistinctValues, bins: number): Float64Array {
  const [low, high] = [values[0], values[values.length - 1]];
  const edges: number[] = [];
  let last = low;
  for (let k = 1; k < bins && low < high; k++) {
    const edge = low * (1 - k / bins) + high * (k / bins);
    // In a range of few doubles edges coincide.
    if (edge > last && edge <= high) edges.push((last = edge));
  }
  return Float64Array.from(edges);
}
