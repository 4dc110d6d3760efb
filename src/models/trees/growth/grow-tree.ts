import type { TrainingGrid } from "../binning/index.ts";
import type { GrownNode, GrownTree, NodeSplit } from "./grown-tree.ts";
import { Histograms } from "./histograms.ts";
import { RowOrder } from "./partition.ts";
import { noCandidate } from "./statistics.ts";
import type { NodeStatistics, SideLimits, SplitCandidate } from "./statistics.ts";

/** When nodes are split. */
export interface GrowthLimits extends SideLimits {
  /** Splits from the root to a leaf; Infinity for no limit. */
  readonly maxDepth: number;
  /** Infinity for no limit; otherwise the nodes that gain most are split first. */
  readonly maxLeaves: number;
  /** Rows a node needs to be split. */
  readonly minRowsToSplit: number;
  /** Whether a split of this gain is worth it. */
  readonly accepts: (gain: number) => boolean;
}

/** What a tree is grown from. */
export interface GrowthTask {
  readonly grid: TrainingGrid;
  readonly statistics: NodeStatistics;
  readonly limits: GrowthLimits;
  /** Rows to use, ascending; taken over. */
  readonly rows: Uint32Array;
  /** Features to use. */
  readonly features: ArrayLike<number>;
  /** Draws some of the features for one node; without it every node may use all. */
  readonly draw?: FeatureDraw | undefined;
}

/** Features in the order they are tried at a node: the first `count`, then more until one can be split. */
export interface FeatureDraw {
  readonly count: number;
  readonly order: () => ArrayLike<number>;
}

/** A node that waits to be split, with what is kept for its children. */
interface OpenNode {
  readonly node: GrownNode;
  readonly best: SplitCandidate;
  readonly gain: number;
  readonly histogram: Float64Array | undefined;
}

/** Grows a tree by the best split of each node, found on histograms of bins. */
export function growTree(task: GrowthTask): GrownTree {
  return new TreeGrowth(task).run();
}

class TreeGrowth {
  readonly #task: GrowthTask;
  readonly #order: RowOrder;
  readonly #histograms: Histograms;
  /** Nodes worth splitting; a stack, or sorted by gain where the number of leaves is limited. */
  readonly #open: OpenNode[] = [];
  #buffer = new Float64Array(0);

  constructor(task: GrowthTask) {
    this.#task = task;
    this.#order = new RowOrder(task.rows);
    this.#histograms = new Histograms(task.grid.matrix, task.statistics, task.features);
  }

  run(): GrownTree {
    const { limits } = this.#task;
    const { rows } = this.#order;
    const root = this.#node(0, rows.length, 0);
    if (this.#maySplit(root)) {
      this.#consider(root, this.#task.draw ? undefined : this.#histograms.build(rows, 0, rows.length));
    }
    for (let leaves = 1; this.#open.length > 0 && leaves < limits.maxLeaves; leaves++)
      this.#split(this.#open.pop()!);
    return { root, rows };
  }

  #node(start: number, end: number, depth: number): GrownNode {
    return { start, end, depth, sums: this.#task.statistics.sums(this.#order.rows, start, end) };
  }

  #maySplit(node: GrownNode): boolean {
    const { limits, statistics } = this.#task;
    const rows = node.end - node.start;
    return (
      node.depth < limits.maxDepth &&
      rows >= limits.minRowsToSplit &&
      rows >= 2 * limits.minRows &&
      statistics.weight(node.sums) >= 2 * limits.minWeight &&
      !statistics.isPure(this.#order.rows, node.start, node.end, node.sums)
    );
  }

  /** Finds the best split of a node and queues it if it is worth making. */
  #consider(node: GrownNode, histogram: Float64Array | undefined): void {
    const { statistics, limits } = this.#task;
    const best = noCandidate();
    if (histogram) this.#histograms.scan(histogram, node.sums, limits, best);
    else this.#scanDrawn(node, best);
    const gain = best.score - statistics.score(node.sums);
    if (best.feature < 0 || !limits.accepts(gain)) {
      this.#histograms.release(histogram);
      return;
    }
    const open = { node, best, gain, histogram };
    if (limits.maxLeaves === Infinity) {
      this.#open.push(open);
      return;
    }
    // Ascending by gain, so that the greatest is popped first; of equals the one found first.
    let at = this.#open.length;
    while (at > 0 && this.#open[at - 1].gain >= gain) at--;
    this.#open.splice(at, 0, open);
  }

  #scanDrawn(node: GrownNode, best: SplitCandidate): void {
    const { draw, statistics, limits, grid } = this.#task;
    const order = draw!.order();
    const { start, end } = node;
    for (let f = 0; f < order.length && (f < draw!.count || best.feature < 0); f++) {
      const feature = order[f];
      const bins = grid.matrix.bins[feature];
      const histogram = this.#single(bins * statistics.stride);
      if (f === 0) statistics.gather(this.#order.rows, start, end);
      statistics.add(histogram, 0, grid.matrix.columns[feature], this.#order.rows, start, end);
      statistics.scan(histogram, 0, bins, node.sums, limits, best, feature);
    }
  }

  /** An empty histogram of one feature, in the same memory each time. */
  #single(size: number): Float64Array {
    if (this.#buffer.length < size) this.#buffer = new Float64Array(size);
    return this.#buffer.fill(0, 0, size);
  }

  #split({ node, best, gain, histogram }: OpenNode): void {
    const { feature, low, high } = best;
    const cut = this.#task.grid.cut(feature, low, high);
    const middle = this.#order.split(this.#task.grid.matrix.columns[feature], cut.bin, node.start, node.end);
    const left = this.#node(node.start, middle, node.depth + 1);
    const right = this.#node(middle, node.end, node.depth + 1);
    const split: NodeSplit = { feature, ...cut, gain, left, right };
    node.split = split;
    this.#considerChildren(split, histogram);
  }

  /** Right first: the left one then comes first off the stack. */
  #considerChildren({ left, right }: NodeSplit, histogram: Float64Array | undefined): void {
    const [tryLeft, tryRight] = [this.#maySplit(left), this.#maySplit(right)];
    if (!histogram || !(tryLeft || tryRight)) {
      this.#histograms.release(histogram);
      if (tryRight) this.#consider(right, undefined);
      if (tryLeft) this.#consider(left, undefined);
      return;
    }
    const isLeftSmall = left.end - left.start <= right.end - right.start;
    const small = isLeftSmall ? left : right;
    const ofSmall = this.#histograms.build(this.#order.rows, small.start, small.end);
    const ofLarge = this.#histograms.subtract(histogram, ofSmall);
    const [ofLeft, ofRight] = isLeftSmall ? [ofSmall, ofLarge] : [ofLarge, ofSmall];
    if (tryRight) this.#consider(right, ofRight);
    else this.#histograms.release(ofRight);
    if (tryLeft) this.#consider(left, ofLeft);
    else this.#histograms.release(ofLeft);
  }
}
