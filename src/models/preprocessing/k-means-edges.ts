/** Shifts whose squares sum to less than this share of the variance end the iterations (scikit-learn's tol). */
const TOLERANCE = 1e-4;

/**
 * Edges halfway between the means of 1-D k-means (Lloyd), which starts from the middles of `start`'s
 * intervals.
 *
 * @param column - Values, not all equal, in the order of the rows.
 * @param start - Edges of the starting intervals; the outer two stay.
 */
export function kMeansEdges(column: Float64Array, start: Float64Array): Float64Array {
  const count = start.length - 1;
  const mean = pairwiseSum(column) / column.length;
  const values = column.map((value) => value - mean);
  let centres = Float64Array.from({ length: count }, (_, k) => (start[k] + start[k + 1]) / 2 - mean);
  const tolerance = (TOLERANCE * values.reduce((sum, v) => sum + v * v, 0)) / values.length;
  let labels: Int32Array | undefined;
  for (let iteration = 0; iteration < 300; iteration++) {
    const next = nearest(values, centres);
    const moved = clusterMeans(values, next, centres);
    const shift = moved.reduce((sum, centre, k) => sum + (centre - centres[k]) ** 2, 0);
    const isSame = labels?.every((label, i) => label === next[i]);
    centres = moved;
    labels = next;
    if (isSame || shift <= tolerance) break;
  }
  const middles = centres.sort().map((centre) => centre + mean);
  const inner = Array.from({ length: count - 1 }, (_, k) => (middles[k] + middles[k + 1]) / 2);
  return Float64Array.from([start[0], ...inner, start[count]]);
}

/** Sum in numpy's order: eight interleaved partial sums, halves of longer lists on their own. */
function pairwiseSum(values: Float64Array): number {
  const n = values.length;
  if (n > 128) {
    const half = Math.floor(n / 16) * 8;
    return pairwiseSum(values.subarray(0, half)) + pairwiseSum(values.subarray(half));
  }
  const tail = n < 8 ? 0 : n - (n % 8);
  const parts = values.slice(0, n < 8 ? 0 : 8);
  for (let i = 8; i < tail; i++) parts[i % 8] += values[i];
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = parts;
  return values.subarray(tail).reduce((sum, value) => sum + value, a + b + (c + d) + (e + f + (g + h)));
}

/**
 * Compares (v - c)^2 - v^2 = c^2 - 2 v c of centred values: where a value lies halfway between two centres,
 * as happens with rounded measurements, scikit-learn's choice then falls out of the same rounding.
 */
function nearest(values: Float64Array, centres: Float64Array): Int32Array {
  return Int32Array.from(values, (value) => {
    let best = 0;
    let least = Infinity;
    centres.forEach((centre, k) => {
      const distance = centre * centre - 2 * value * centre;
      if (distance < least) [best, least] = [k, distance];
    });
    return best;
  });
}

/** Mean of each cluster; an empty one takes over the value farthest from its centre. */
function clusterMeans(
  values: Float64Array,
  labels: Int32Array,
  centres: Float64Array,
): Float64Array<ArrayBuffer> {
  const [sums, counts] = [new Float64Array(centres.length), new Float64Array(centres.length)];
  values.forEach((value, i) => {
    sums[labels[i]] += value;
    counts[labels[i]]++;
  });
  const distance = (i: number): number => Math.abs(values[i] - centres[labels[i]]);
  const farthest = Array.from(values.keys()).sort((i, j) => distance(j) - distance(i));
  counts.forEach((number, k) => {
    if (number > 0) return;
    const i = farthest.shift()!;
    sums[labels[i]] -= values[i];
    counts[labels[i]]--;
    sums[k] = values[i];
    counts[k] = 1;
  });
  return sums.map((sum, k) => (counts[k] > 0 ? sum * (1 / counts[k]) : centres[k]));
}
