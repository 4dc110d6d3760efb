import { InternalError } from "../../src/core/index.ts";

/** One measurement: how often each unknown occurs in it, and what was measured. */
export interface Observation {
  readonly counts: readonly number[];
  readonly measured: number;
}

/**
 * The unknowns, none below zero, whose sums meet all measurements with the least squared relative error.
 *
 * Few unknowns: every choice of those that are zero is tried, by normal equations.
 */
export function fitNonNegative(observations: readonly Observation[]): number[] {
  const unknowns = observations[0].counts.length;
  // Relative errors count: every row is divided by what was measured.
  const rows = observations.map(({ counts, measured }) => counts.map((count) => count / measured));
  let best: { values: number[]; error: number } | undefined;
  for (let chosen = 1; chosen < 2 ** unknowns; chosen++) {
    const used = Array.from({ length: unknowns }, (_, j) => j).filter((j) => (chosen >> j) & 1);
    const solution = leastSquares(rows.map((row) => used.map((j) => row[j])));
    if (solution?.every((value) => value >= 0) !== true) continue;
    const values = Array<number>(unknowns).fill(0);
    used.forEach((j, i) => (values[j] = solution[i]));
    const error = rows.reduce((sum, row) => sum + (dot(row, values) - 1) ** 2, 0);
    if (error < (best?.error ?? Infinity)) best = { values, error };
  }
  if (best !== undefined) return best.values;
  throw new InternalError({
    where: "calibration fit",
    problem: "no non-negative times explain the measurements",
    allowed: "positive measurements",
    remedy: "run the calibration again on a quieter machine",
  });
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

/** x with rows x = 1, by Gaussian elimination on the normal equations; undefined where they are singular. */
function leastSquares(rows: readonly number[][]): number[] | undefined {
  const size = rows[0].length;
  const scale = Array.from({ length: size }, (_, j) => Math.hypot(...rows.map((row) => row[j])));
  const a = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) =>
      rows.reduce((sum, row) => sum + (row[i] / scale[i]) * (row[j] / scale[j]), 0),
    ),
    rows.reduce((sum, row) => sum + row[i] / scale[i], 0),
  ]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column; i < size; i++) {
      if (Math.abs(a[i][column]) > Math.abs(a[pivot][column])) pivot = i;
    }
    if (!(Math.abs(a[pivot][column]) > 1e-9)) return undefined;
    [a[column], a[pivot]] = [a[pivot], a[column]];
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = a[i][column] / a[column][column];
      for (let j = column; j <= size; j++) a[i][j] -= factor * a[column][j];
    }
  }
  return a.map((row, i) => row[size] / row[i] / scale[i]);
}
