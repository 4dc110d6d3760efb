import type { BinSums, StepLimits } from "./fit-steps.ts";

/** One cut a feature, and what the four parts are worth. */
export interface Quadrants {
  /** First bins of the upper parts. */
  readonly cuts: readonly [number, number];
  readonly gain: number;
  /** Values of (low, low), (low, high), (high, low), (high, high). */
  readonly values: readonly [number, number, number, number];
}

/**
 * The cuts of two features whose four parts lower the second-order loss most.
 *
 * @param sums - Of the cells of a table of `bins[0]` x `bins[1]`, row-major.
 * Source: Lou, Caruana, Gehrke, Hooker (2013), Accurate Intelligible Models with Pairwise Interactions (FAST).
 */
export function fitQuadrants(
  sums: BinSums,
  [rows, columns]: readonly [number, number],
  { minRows, lambda }: StepLimits,
): Quadrants | undefined {
  const g = cumulate(sums.g, rows, columns);
  const h = cumulate(sums.h, rows, columns);
  const n = cumulate(sums.rows, rows, columns);
  const all = rows * columns - 1;
  let [most, cutA, cutB] = [0, 0, 0];
  const whole = (g[all] * g[all]) / (h[all] + lambda);
  // Corners of the four parts: what lies below both cuts, below the first, below the second, everywhere.
  for (let a = 1; a < rows; a++) {
    const below = a * columns - 1;
    for (let b = 1; b < columns; b++) {
      const both = below - columns + b;
      const beside = all - columns + b;
      const [n0, n1, n2] = [n[both], n[below] - n[both], n[beside] - n[both]];
      if (n0 < minRows || n1 < minRows || n2 < minRows || n[all] - n0 - n1 - n2 < minRows) continue;
      const [g0, g1, g2] = [g[both], g[below] - g[both], g[beside] - g[both]];
      const [h0, h1, h2] = [h[both], h[below] - h[both], h[beside] - h[both]];
      const [g3, h3] = [g[all] - g0 - g1 - g2, h[all] - h0 - h1 - h2];
      const score =
        (g0 * g0) / (h0 + lambda) +
        (g1 * g1) / (h1 + lambda) +
        (g2 * g2) / (h2 + lambda) +
        (g3 * g3) / (h3 + lambda);
      if (score - whole > most) [most, cutA, cutB] = [score - whole, a, b];
    }
  }
  if (most === 0) return undefined;
  const [both, below, beside] = [(cutA - 1) * columns + cutB - 1, cutA * columns - 1, all - columns + cutB];
  const value = (sumG: number, sumH: number): number => -sumG / (sumH + lambda);
  return {
    cuts: [cutA, cutB],
    gain: most,
    values: [
      value(g[both], h[both]),
      value(g[below] - g[both], h[below] - h[both]),
      value(g[beside] - g[both], h[beside] - h[both]),
      value(g[all] - g[below] - g[beside] + g[both], h[all] - h[below] - h[beside] + h[both]),
    ],
  };
}

/** Sums over the rectangle from cell (0, 0) to each cell. */
function cumulate(cells: Float64Array, rows: number, columns: number): Float64Array {
  const sums = new Float64Array(rows * columns);
  for (let a = 0; a < rows; a++) {
    let row = 0;
    for (let b = 0; b < columns; b++) {
      row += cells[a * columns + b];
      sums[a * columns + b] = row + (a > 0 ? sums[(a - 1) * columns + b] : 0);
    }
  }
  return sums;
}
