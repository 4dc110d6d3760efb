/** A bin in the units of its feature. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Bins drawn beyond the outer edges take this share of what is between them. */
const OUTER_SHARE = 0.08;

/**
 * The bins between ascending edges. The outer two go on for ever and are cut off a little beyond the edges; a bin of
 * missing values has no place on the axis and is left out.
 */
export function intervals(edges: Float64Array): Interval[] {
  const [first, last] = edges.length > 0 ? [edges[0], edges[edges.length - 1]] : [0, 0];
  const margin = last > first ? OUTER_SHARE * (last - first) : Math.max(0.5 * Math.abs(first), 0.5);
  const bounds = [first - margin, ...edges, last + margin];
  return bounds.slice(1).map((to, i) => ({ from: bounds[i], to }));
}
