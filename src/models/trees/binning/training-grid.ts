import { OutOfRangeError } from "../../../core/index.ts";
import type { Tensor } from "../../../core/index.ts";
import { emptyColumns } from "./binned-matrix.ts";
import type { BinnedMatrix } from "./binned-matrix.ts";
import { Binner } from "./binner.ts";
import type { BinStrategy } from "./binner.ts";
import { columnOf } from "./column-of.ts";
import { countAtMost, distinctValues } from "./distinct.ts";
import { leastRoundingAbove } from "./single-precision.ts";

/** A place to cut between two bins that hold rows of a node, none of its rows being between them. */
export interface Cut {
  /** Rows whose training bin is at least this go right. */
  readonly bin: number;
  /** The same for values: right where value >= edge. */
  readonly edge: number;
}

/** What trees are grown on: bins of the training rows, and what a cut between two of them means. */
export interface TrainingGrid {
  readonly matrix: BinnedMatrix;
  /** The grid clients use, where it does not depend on the trees; otherwise it is made of their edges. */
  readonly binner: Binner | undefined;
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
  return {
    matrix: binner.transform(X),
    binner,
    cut: (feature, low, high) => {
      // Any edge between the two bins parts the node's rows alike; the middle one is the fairest to new rows.
      const bin = low + 1 + ((high - low - 1) >> 1);
      return { bin, edge: binner.edges[feature][bin - 1] };
    },
  };
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
  return {
    matrix: { rows: X.length, columns, bins },
    binner: undefined,
    cut: (feature, low, high) => {
      const list = values[feature];
      const middle = list[low] / 2 + list[high] / 2;
      // Between neighbouring singles the middle may round up to the upper one.
      const threshold = middle < list[high] ? middle : list[low];
      return { bin: countAtMost(list, threshold), edge: leastRoundingAbove(threshold) };
    },
  };
}

function tooLarge(value: number, row: number, column: number): OutOfRangeError {
  return new OutOfRangeError({
    where: "exact binning",
    problem: `${value} in row ${row}, column ${column}`,
    allowed: "values of at most 3.4e38 in magnitude",
    remedy: 'scale the feature, or use binning: "quantile"',
  });
}
