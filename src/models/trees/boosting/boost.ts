import type { Random } from "../../../core/index.ts";
import type { Checkpoints } from "../../base/index.ts";
import type { TrainingGrid } from "../binning/index.ts";
import type { ThresholdTree } from "../ensemble/index.ts";
import {
  addGains,
  GradientStatistics,
  growOblivious,
  growTree,
  layOut,
  leafOf,
  leavesOf,
} from "../growth/index.ts";
import type { GrowthLimits, GrownTree } from "../growth/index.ts";
import { EarlyStopping } from "./early-stopping.ts";
import type { EvaluationRows } from "./early-stopping.ts";
import type { Objective } from "./objectives.ts";
import type { XGBOptions } from "./options.ts";

/** What boosting starts from. */
export interface BoostTask {
  readonly grid: TrainingGrid;
  /** Targets, or positions of classes. */
  readonly y: Float64Array;
  /** Above 0. */
  readonly weight: Float64Array;
  readonly objective: Objective;
  readonly params: XGBOptions;
  readonly random: Random;
  readonly evaluation: EvaluationRows | undefined;
  readonly checkpoints: Checkpoints;
}

/** A boosted ensemble. */
export interface BoostResult {
  readonly trees: ThresholdTree[];
  /** Output of each tree. */
  readonly treeOutput: Int32Array;
  readonly base: Float64Array;
  /** Total gain of the splits on each feature. */
  readonly gains: Float64Array;
  /** Loss on the evaluation rows after each round; empty without them. */
  readonly losses: readonly number[];
  /** Rounds that were kept. */
  readonly rounds: number;
}

/** Gains this small are rounding (XGBoost's rule). */
const LEAST_GAIN = 1e-6;

/**
 * Second-order gradient boosting: each round grows one tree an output on the derivatives of the loss.
 *
 * Source: Chen, Guestrin (2016), XGBoost: A Scalable Tree Boosting System.
 */
export async function boost(task: BoostTask): Promise<BoostResult> {
  const { y, weight, objective, params, checkpoints } = task;
  const { outputs } = objective;
  const base =
    params.baseScore === null
      ? objective.base(y, weight)
      : new Float64Array(outputs).fill(objective.toSum(params.baseScore));
  const sums = Array.from(base, (value) => new Float64Array(y.length).fill(value));
  const stopping =
    task.evaluation && new EarlyStopping(task.evaluation, objective, base, params.earlyStoppingRounds);
  const trees: ThresholdTree[] = [];
  const gains: Float64Array[] = [];
  // One tree after the other in the same memory.
  const lists = new Derivatives(y.length);
  for (let round = 0; round < params.nEstimators; round++) {
    const grown = Array.from({ length: outputs }, (_, k) => growBoosted(task, lists, sums, k, round));
    grown.forEach((tree, k) => {
      addLeaves(tree, task, sums[k]);
      trees.push(layOut(tree.root, 1, ({ sums: own }) => [params.learningRate * tree.statistics.leaf(own)]));
      const gain = new Float64Array(task.grid.matrix.columns.length);
      addGains(tree.root, gain);
      gains.push(gain);
    });
    await checkpoints.reach(round + 1);
    if (stopping?.isDone(trees.slice(-outputs))) break;
  }
  if (trees.length < params.nEstimators * outputs) await checkpoints.reach(params.nEstimators);
  const rounds = stopping?.bestRounds ?? params.nEstimators;
  const kept = rounds * outputs;
  return {
    trees: trees.slice(0, kept),
    treeOutput: Int32Array.from({ length: kept }, (_, t) => t % outputs),
    gains: gains.slice(0, kept).reduce((total, gain) => total.map((value, j) => value + gain[j])),
    ...{ base, losses: stopping?.losses ?? [], rounds },
  };
}

interface BoostedTree extends GrownTree {
  readonly statistics: GradientStatistics;
}

/** Derivatives of the loss by row, and room to gather those of a node's rows. */
class Derivatives {
  readonly g: Float64Array;
  readonly h: Float64Array;
  readonly gathered: Float64Array;

  constructor(rows: number) {
    this.g = new Float64Array(rows);
    this.h = new Float64Array(rows);
    this.gathered = new Float64Array(2 * rows);
  }
}

function growBoosted(
  task: BoostTask,
  { g, h, gathered }: Derivatives,
  sums: readonly Float64Array[],
  k: number,
  round: number,
): BoostedTree {
  const { grid, y, weight, objective, params } = task;
  const { maxDepth, maxLeaves, growPolicy, gamma, minChildWeight, regLambda, regAlpha, maxDeltaStep } =
    params;
  objective.derivatives(sums, k, y, weight, g, h);
  const penalty = { lambda: regLambda, alpha: regAlpha, maxDelta: maxDeltaStep };
  const statistics = new GradientStatistics(g, h, gathered, penalty);
  const limits: GrowthLimits = {
    maxDepth: maxDepth ?? Infinity,
    maxLeaves: growPolicy === "lossguide" ? (maxLeaves ?? Infinity) : Infinity,
    ...{ minRowsToSplit: 2, minRows: 1, minWeight: minChildWeight },
    accepts: (gain) => gain > LEAST_GAIN && gain >= gamma,
  };
  const random = task.random.fork(`tree ${round * objective.outputs + k}`);
  const rows = drawRows(y.length, params.subsample, random);
  const features = drawFeatures(grid.matrix.columns.length, params.colsampleBytree, random);
  const grow = growPolicy === "oblivious" ? growOblivious : growTree;
  return { ...grow({ grid, statistics, limits, rows, features }), statistics };
}

/** Adds a tree to the sums of all training rows, drawn or not. */
function addLeaves(tree: BoostedTree, { grid, params }: BoostTask, sums: Float64Array): void {
  const { root, rows, statistics } = tree;
  const { learningRate } = params;
  if (rows.length === sums.length) {
    for (const { start, end, sums: own } of leavesOf(root)) {
      const value = learningRate * statistics.leaf(own);
      for (let i = start; i < end; i++) sums[rows[i]] += value;
    }
  } else {
    for (let i = 0; i < sums.length; i++)
      sums[i] += learningRate * statistics.leaf(leafOf(root, grid.matrix, i).sums);
  }
}

/** Each row with probability `share`, ascending; one at least. */
function drawRows(count: number, share: number, random: Random): Uint32Array {
  const rows = new Uint32Array(count);
  let drawn = 0;
  for (let i = 0; i < count; i++) if (share === 1 || random.next() < share) rows[drawn++] = i;
  return drawn > 0 ? rows.subarray(0, drawn) : Uint32Array.of(random.integer(count));
}

/** A share of the features, ascending; one at least. */
function drawFeatures(count: number, share: number, random: Random): Uint32Array {
  const kept = Math.max(1, Math.floor(share * count));
  if (kept === count) return Uint32Array.from({ length: count }, (_, j) => j);
  return random.permutation(count).slice(0, kept).sort();
}
