import type { Random } from "../../../core/index.ts";
import type { TrainingGrid } from "../binning/index.ts";
import type { ThresholdTree } from "../ensemble/index.ts";
import {
  addGains,
  ClassStatistics,
  growTree,
  layOut,
  pruneTree,
  VarianceStatistics,
} from "../growth/index.ts";
import type { ClassCriterion, GrownNode, GrownTree, NodeStatistics } from "../growth/index.ts";
import { cartLimits, featureDraw } from "./options.ts";
import type { CartOptions } from "./options.ts";

/** What a tree is grown from, whatever it predicts. */
export interface CartTask {
  readonly grid: TrainingGrid;
  /** One a row; rows of weight 0 are left out. */
  readonly weight: Float64Array;
  readonly params: CartOptions;
  /** Draws features where the options limit them. */
  readonly random: Random;
  /** Names the call in messages. */
  readonly where: string;
}

/** A grown tree. */
export interface CartTree {
  readonly tree: ThresholdTree;
  /** Improvement of the splits on each feature, one tree's adding up to 1 unless it is a single leaf. */
  readonly importances: Float64Array;
}

/** Grows a classification tree: leaves hold the share of the second of two classes, or of each class. */
export function growClassTree(
  task: CartTask,
  codes: Int32Array,
  classes: number,
  criterion: ClassCriterion,
): CartTree {
  const statistics = new ClassStatistics(codes, classes, task.weight, criterion);
  const grown = grow(task, statistics);
  prune(task, grown, (node) => statistics.weightedImpurity(node.sums));
  return finish(task, grown, classes === 2 ? 1 : classes, ({ sums }) => {
    const shares = statistics.shares(sums);
    return classes === 2 ? shares.subarray(1) : shares;
  });
}

/** Grows a regression tree: leaves hold the mean. */
export function growRegressionTree(task: CartTask, y: Float64Array): CartTree {
  const statistics = new VarianceStatistics(y, task.weight);
  const grown = grow(task, statistics);
  const { rows } = grown;
  prune(task, grown, ({ start, end, sums }) => statistics.weightedImpurity(rows, start, end, sums));
  return finish(task, grown, 1, ({ start, end, sums }) => [statistics.mean(rows, start, end, sums)]);
}

function grow({ grid, weight, params, random, where }: CartTask, statistics: NodeStatistics): GrownTree {
  const rows = rowsWithWeight(weight);
  const features = grid.matrix.columns.length;
  return growTree({
    ...{ grid, statistics, rows },
    limits: cartLimits(params, weight.length, sum(weight)),
    features: Uint32Array.from({ length: features }, (_, j) => j),
    draw: featureDraw(params.maxFeatures, features, random, where),
  });
}

function prune(
  { params, weight }: CartTask,
  { root }: GrownTree,
  impurity: (node: GrownNode) => number,
): void {
  const total = sum(weight);
  pruneTree(root, params.ccpAlpha, (node) => impurity(node) / total);
}

function finish(
  { grid }: CartTask,
  { root }: GrownTree,
  width: number,
  valuesOf: (leaf: GrownNode) => ArrayLike<number>,
): CartTree {
  const importances = new Float64Array(grid.matrix.columns.length);
  addGains(root, importances);
  return { tree: layOut(root, width, valuesOf), importances: normalized(importances) };
}

/** Shares of a total; all 0 where there is none. */
export function normalized(values: Float64Array): Float64Array {
  const total = sum(values);
  return total > 0 ? values.map((value) => value / total) : values.map(() => 0);
}

/** Numbers of the rows that count, ascending. */
export function rowsWithWeight(weight: Float64Array): Uint32Array {
  const rows = new Uint32Array(weight.length);
  let count = 0;
  for (let i = 0; i < weight.length; i++) if (weight[i] > 0) rows[count++] = i;
  return rows.slice(0, count);
}

export function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
