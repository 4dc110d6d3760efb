import type { Cut } from "../binning/index.ts";
import type { GradientStatistics } from "./gradient-statistics.ts";
import type { GrowthTask } from "./grow-tree.ts";
import type { GrownNode, GrownTree } from "./grown-tree.ts";
import { Histograms } from "./histograms.ts";
import { RowOrder } from "./partition.ts";

/** The task of an oblivious tree; of its limits only depth, weight and what is accepted count. */
export interface ObliviousTask extends GrowthTask {
  readonly statistics: GradientStatistics;
}

/** One test for all nodes of a level. */
interface LevelTest {
  gain: number;
  feature: number;
  /** Rows whose bin is at least this go right. */
  bin: number;
  at: number;
}

/**
 * Grows a tree with one test a level, as CatBoost's symmetric trees: all nodes of a level are split alike,
 * by the test that gains most over all of them. Where one side of a node would weigh less than minWeight the
 * node counts as unsplit; it is split all the same, so that every leaf has the full depth.
 */
export function growOblivious({ grid, statistics, limits, rows, features }: ObliviousTask): GrownTree {
  const order = new RowOrder(rows);
  const histograms = new Histograms(grid.matrix, statistics, features);
  const makeNode = (start: number, end: number, depth: number): GrownNode => ({
    ...{ start, end, depth },
    sums: statistics.sums(rows, start, end),
  });
  const root = makeNode(0, rows.length, 0);
  let level: { node: GrownNode; histogram: Float64Array }[] = [
    { node: root, histogram: histograms.build(rows, 0, rows.length) },
  ];
  const whole = level[0].histogram.slice();
  for (let depth = 0; depth < limits.maxDepth; depth++) {
    const test = bestTest(level, histograms, statistics, limits.minWeight);
    if (test === undefined || !limits.accepts(test.gain)) break;
    const cut = grid.cut(test.feature, ...neighbours(whole, test, grid.matrix.bins[test.feature]));
    const column = grid.matrix.columns[test.feature];
    level = level.flatMap(({ node, histogram }) => {
      const middle = order.split(column, cut.bin, node.start, node.end);
      const left = makeNode(node.start, middle, depth + 1);
      const right = makeNode(middle, node.end, depth + 1);
      const gain = gainOf(statistics, node.sums, left.sums, limits.minWeight);
      node.split = { feature: test.feature, ...(cut satisfies Cut), gain, left, right };
      const isLeftSmall = left.end - left.start <= right.end - right.start;
      const small = isLeftSmall ? left : right;
      const ofSmall = histograms.build(rows, small.start, small.end);
      const ofLarge = histograms.subtract(histogram, ofSmall);
      return [
        { node: left, histogram: isLeftSmall ? ofSmall : ofLarge },
        { node: right, histogram: isLeftSmall ? ofLarge : ofSmall },
      ];
    });
  }
  return { root, rows };
}

function bestTest(
  level: readonly { node: GrownNode; histogram: Float64Array }[],
  histograms: Histograms,
  statistics: GradientStatistics,
  minWeight: number,
): LevelTest | undefined {
  let best: LevelTest | undefined;
  for (const { feature, at, bins } of histograms.places()) {
    // gains[b]: of the test "bin >= b", over all nodes.
    const gains = new Float64Array(bins);
    const isPossible = new Uint8Array(bins);
    for (const { node, histogram } of level) {
      const left = new Float64Array(2);
      for (let bin = 1, from = at; bin < bins; bin++, from += 2) {
        left[0] += histogram[from];
        left[1] += histogram[from + 1];
        if (left[1] > 0 && left[1] < node.sums[1]) isPossible[bin] = 1;
        gains[bin] += gainOf(statistics, node.sums, left, minWeight);
      }
    }
    for (let bin = 1; bin < bins; bin++)
      if (isPossible[bin] && gains[bin] > (best?.gain ?? -Infinity))
        best = { feature, bin, at, gain: gains[bin] };
  }
  return best;
}

/** What parting a node gains; 0 where one side is too light. */
function gainOf(
  statistics: GradientStatistics,
  sums: Float64Array,
  left: Float64Array,
  minWeight: number,
): number {
  const [g, h] = [sums[0] - left[0], sums[1] - left[1]];
  if (left[1] < minWeight || h < minWeight || left[1] === 0 || h === 0) return 0;
  return statistics.side(left[0], left[1]) + statistics.side(g, h) - statistics.score(sums);
}

/** The bins with rows on both sides of a test. */
function neighbours(whole: Float64Array, { at, bin }: LevelTest, bins: number): [number, number] {
  let [low, high] = [bin - 1, bin];
  while (low > 0 && whole[at + 2 * low + 1] === 0) low--;
  while (high < bins - 1 && whole[at + 2 * high + 1] === 0) high++;
  return [low, high];
}
