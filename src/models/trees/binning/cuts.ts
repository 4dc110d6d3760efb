import { countAtMost } from "./distinct.ts";
import { leastRoundingAbove } from "./single-precision.ts";

/** A place to cut between two bins that hold rows of a node, none of its rows being between them. */
export interface Cut {
  /** Rows whose training bin is at least this go right. */
  readonly bin: number;
  /** The same for values: right where value >= edge. */
  readonly edge: number;
}

/** Where a grid may be cut, as plain data: threads can be sent it. */
export interface CutPoints {
  /** Edges of fixed bins, or training values with a threshold half way between two of them. */
  readonly kind: "edges" | "values";
  /** Ascending, one list a feature. */
  readonly lists: readonly Float64Array[];
}

/** The cut of a node whose rows have bins `low` and `high` of the feature and none between. */
export function cutBetween({ kind, lists }: CutPoints, feature: number, low: number, high: number): Cut {
  const list = lists[feature];
  if (kind === "edges") {
    // Any edge between the two bins parts the node's rows alike; the middle one is the fairest to new rows.
    const bin = low + 1 + ((high - low - 1) >> 1);
    return { bin, edge: list[bin - 1] };
  }
  const middle = list[low] / 2 + list[high] / 2;
  // Between neighbouring singles the middle may round up to the upper one.
  const threshold = middle < list[high] ? middle : list[low];
  return { bin: countAtMost(list, threshold), edge: leastRoundingAbove(threshold) };
}
