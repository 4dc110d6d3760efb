/** The different values of a column and what they weigh. */
export interface DistinctValues {
  /** Ascending. */
  readonly values: Float64Array;
  /** Total weight of the rows with each value. */
  readonly weights: Float64Array;
}

/** Counts a column's values; `weight` is that of each row, undefined for 1 each. */
export function distinctValues(column: Float64Array, weight: Float64Array | undefined): DistinctValues {
  const values = column.toSorted();
  const weights = new Float64Array(values.length);
  let last = -1;
  for (let i = 0; i < values.length; i++) {
    if (last < 0 || values[i] !== values[last]) values[++last] = values[i];
    weights[last]++;
  }
  const distinct = { values: values.slice(0, last + 1), weights: weights.slice(0, last + 1) };
  if (weight === undefined) return distinct;
  distinct.weights.fill(0);
  for (let i = 0; i < column.length; i++)
    distinct.weights[countAtMost(distinct.values, column[i]) - 1] += weight[i];
  return distinct;
}

/** How many of the ascending `sorted` are at most `value`: for edges, the bin of the value. */
export function countAtMost(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
