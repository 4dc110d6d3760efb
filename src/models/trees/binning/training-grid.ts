import { OutOfRangeError } from "../../../core/index.ts";
import type { Tensor } from "../../../core/index.ts";
import { emptyColumns } from "./binned-matrix.ts";
import type { BinnedMatrix } from "./binned-matrix.ts";
import { Binner } from "./binner.ts";
import type { BinStrategy } from "./binner.ts";
import { columnOf } from "./column-of.ts";
import { cutBetween } from "./cuts.ts";
import type { Cut, CutPoints } from "./cuts.ts";
import { countAtMost, distinctValues } from "./distinct.ts";

/** What trees are grown on: bins of the training rows, and what a cut between two of them means. */
export interface TrainingGrid {
  readonly matrix: BinnedMatrix;
  /** The grid clients use, where it does not depend on the trees; otherwise it is made of their edges. */
  readonly binner: Binner | undefined;
  /** Where it may be cut, as plain data. */
  readonly cuts: CutPoints;
  /** The cut of a node whose rows have bins `low` and `high` of the feature and none between. */
  cut(feature: number, low: number, high: number): Cut;
}

/** A fixed public grid of at most 2^nBits bins a feature. */
export function binnedGrid(
  X: Tensor,
  strategy: BinStrategy,
  nBits: number,
  weight: Float64Array,
): TrainingGrid {
  const isWeighted = weight.some((value) => value !== weight[0]);
  const binner = Binner.fit(X, { strategy, nBits, weight: isWeighted ? weight : undefined });
  return gridOf(binner.transform(X), { kind: "edges", lists: binner.edges }, binner);
}

/**
 * Every midpoint between two neighbouring values of a node may be a threshold, as in scikit-learn: values
 * are compared in single precision, and a value equal to the midpoint goes left.
 *
 * @throws OutOfRangeError for values that single precision cannot hold.
 */
export function exactGrid(X: Tensor): TrainingGrid {
  const values = Array.from({ length: X.shape[1] }, (_, j) => {
    const column = columnOf(X, j).map(Math.fround);
    const bad = column.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw tooLarge(X.at(bad, j), bad, j);
    return distinctValues(column, undefined).values;
  });
  const bins = Uint32Array.from(values, (list) => list.length);
  const columns = emptyColumns(X.length, bins);
  for (let i = 0, at = 0; i < X.length; i++)
    for (let j = 0; j < values.length; j++)
      columns[j][i] = countAtMost(values[j], Math.fround(X.data[at++])) - 1;
  return gridOf({ rows: X.length, columns, bins }, { kind: "values", lists: values });
}

/** A grid from its parts. */
export function gridOf(matrix: BinnedMatrix, cuts: CutPoints, binner?: Binner): TrainingGrid {
  return { matrix, binner, cuts, cut: (feature, low, high) => cutBetween(cuts, feature, low, high) };
}

function tooLarge(value: number, row: number, column: number): OutOfRangeError {
  return new OutOfRangeError({
    where: "exact binning",
    problem: `${value} in row ${row}, column ${column}`,
    allowed: "values of at most 3.4e38 in magnitude",
    remedy: 'scale the feature, or use binning: "quantile"',
  });
}
