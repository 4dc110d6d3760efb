/**
 * Rows without a value on a grid of bins: where all splits of a feature send them the same way they share the
 * lowest or the highest bin; where splits disagree they have a bin of their own above all others, and splits
 * that send them left are followed by a test for that bin.
 */
import type { ThresholdTree } from "../ensemble/index.ts";
import { notImported } from "./errors.ts";
import type { ImportGrid } from "./grids.ts";
import type { ReadTree } from "./read-model.ts";

/** More nodes than any model needs that can be run. */
const MOST_NODES = 2 ** 22;

/** The bin of a missing value of each feature, null where none may be missing; undefined where none may be at all. */
export function missingBins(
  trees: readonly ReadTree[],
  grid: ImportGrid,
  gaps: readonly boolean[],
): (number | null)[] | undefined {
  if (!gaps.includes(true)) return undefined;
  const [needsLow, needsHigh] = [new Uint8Array(gaps.length), new Uint8Array(gaps.length)];
  for (const { feature, edge, gapRight } of trees) {
    feature.forEach((j, i) => {
      const placed = grid.place(j, edge[i]);
      // A test that all values pass, or none, needs a bin of its own for rows that go the other way.
      const isOther = gapRight[i] === 1 ? placed === Infinity : placed === -Infinity;
      if (isOther || (gapRight[i] === 0 && placed !== Infinity)) needsLow[j] = 1;
      if (isOther || (gapRight[i] === 1 && placed !== -Infinity)) needsHigh[j] = 1;
    });
  }
  return gaps.map((may, j) => {
    const edges = grid.edges[j].length;
    if (!may) return null;
    if (needsHigh[j] === 0) return 0;
    return needsLow[j] === 0 ? edges : edges + 1;
  });
}

/** Where the value of a feature is known to be missing or not, further down in a tree. */
type Known = ReadonlyMap<number, "missing" | "present">;

/**
 * Trees with their tests on a grid and tests for missing values where they are needed.
 *
 * @throws UnsupportedOperationError where those would make far too many nodes.
 */
export function onGrid(
  trees: readonly ReadTree[],
  grid: ImportGrid,
  bins: readonly (number | null)[] | undefined,
  where: string,
): ThresholdTree[] {
  const hasOwn = Array.from(bins ?? [], (bin, j) => bin === grid.edges[j].length + 1);
  let left = MOST_NODES;
  return trees.map((tree) => {
    const copy = new GridTree(tree, grid, hasOwn, left);
    const made = copy.make();
    left -= made.feature.length;
    if (left >= 0) return made;
    throw notImported(
      where,
      `more than ${MOST_NODES} splits, counting those for missing values`,
      "smaller models",
      'pass missing: "refuse" where rows are complete, or train shallower trees',
    );
  });
}

class GridTree {
  readonly #tree: ReadTree;
  readonly #grid: ImportGrid;
  readonly #hasOwn: readonly boolean[];
  readonly #most: number;
  readonly #width: number;
  readonly #nodes: { feature: number; edge: number; left: number; right: number }[] = [];
  readonly #values: number[] = [];

  constructor(tree: ReadTree, grid: ImportGrid, hasOwn: readonly boolean[], most: number) {
    this.#tree = tree;
    this.#grid = grid;
    this.#hasOwn = hasOwn;
    this.#most = most;
    this.#width = tree.values.length / (tree.feature.length + 1);
  }

  make(): ThresholdTree {
    this.#copy(this.#tree.feature.length > 0 ? 0 : ~0, new Map());
    return {
      feature: Int32Array.from(this.#nodes, ({ feature }) => feature),
      edge: Float64Array.from(this.#nodes, ({ edge }) => edge),
      left: Int32Array.from(this.#nodes, ({ left }) => left),
      right: Int32Array.from(this.#nodes, ({ right }) => right),
      values: Float64Array.from(this.#values),
    };
  }

  /** Copies what is below `at`, which rows reach of which `known` holds; gives its number in the copy. */
  #copy(at: number, known: Known): number {
    if (at < 0) return this.#leaf(~at);
    const { feature, edge, left, right, gapRight } = this.#tree;
    const j = feature[at];
    const goesRight = gapRight[at] === 1;
    const gapSide = goesRight ? right[at] : left[at];
    if (known.get(j) === "missing") return this.#copy(gapSide, known);
    const placed = this.#grid.place(j, edge[at]);
    const mayMiss = this.#hasOwn[j] && known.get(j) !== "present";
    const present = mayMiss ? new Map(known).set(j, "present") : known;
    const missing = (): Known => new Map(known).set(j, "missing");
    const isSure = !Number.isFinite(placed);
    const valueSide = placed > 0 ? left[at] : right[at];
    if (!mayMiss) {
      if (isSure) return this.#copy(valueSide, known);
      return this.#node(
        j,
        placed,
        () => this.#copy(left[at], known),
        () => this.#copy(right[at], known),
      );
    }
    if (isSure) {
      if (valueSide === gapSide) return this.#copy(valueSide, known);
      return this.#node(
        j,
        Infinity,
        () => this.#copy(valueSide, present),
        () => this.#copy(gapSide, missing()),
      );
    }
    // Missing values have the highest bin and so pass every test.
    const onRight = (): number =>
      goesRight
        ? this.#copy(right[at], known)
        : this.#node(
            j,
            Infinity,
            () => this.#copy(right[at], present),
            () => this.#copy(gapSide, missing()),
          );
    return this.#node(j, placed, () => this.#copy(left[at], present), onRight);
  }

  /** A node before its children, as ensembles have them. */
  #node(feature: number, edge: number, left: () => number, right: () => number): number {
    const at = this.#nodes.length;
    const node = { feature, edge, left: 0, right: 0 };
    this.#nodes.push(node);
    if (at > this.#most) return at;
    node.left = left();
    node.right = right();
    return at;
  }

  #leaf(leaf: number): number {
    const { values } = this.#tree;
    const at = this.#values.length / this.#width;
    for (let k = 0; k < this.#width; k++) this.#values.push(values[leaf * this.#width + k]);
    return ~at;
  }
}
