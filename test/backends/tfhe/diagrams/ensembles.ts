/** Random integer threshold trees, as programs and as plain functions. */
import { createRandom } from "../../../../src/core/index.ts";
import {
  DiagramBuilder,
  type DiagramProgram,
  type DiagramRef,
} from "../../../../src/backends/tfhe/diagrams/index.ts";

export interface EnsembleShape {
  readonly trees: number;
  readonly depth: number;
  readonly features: number;
  readonly bits: number;
  /** One output a class; tree t adds to output t modulo classes. */
  readonly classes?: number;
  /** Leaves are from -leafMax to leafMax. */
  readonly leafMax: number;
  readonly seed: number;
}

export interface Ensemble {
  readonly program: DiagramProgram;
  /** Walks the trees themselves. */
  readonly evaluate: (row: ArrayLike<number>) => number[];
  /** A random row. */
  readonly row: () => Float64Array;
}

type Tree = { feature: number; threshold: number; low: Tree; high: Tree } | { values: number[] };

export function randomEnsemble(shape: EnsembleShape): Ensemble {
  const { trees, depth, features, bits, classes = 1, leafMax, seed } = shape;
  const random = createRandom(seed);
  const top = 2 ** bits - 1;
  const grow = (levels: number, output: number): Tree => {
    if (levels === 0) {
      const value = random.integer(2 * leafMax + 1) - leafMax;
      return { values: Array.from({ length: classes }, (_, c) => (c === output ? value : 0)) };
    }
    const feature = random.integer(features);
    const threshold = 1 + random.integer(top);
    return { feature, threshold, low: grow(levels - 1, output), high: grow(levels - 1, output) };
  };
  const forest = Array.from({ length: trees }, (_, t) => grow(depth, t % classes));
  const builder = new DiagramBuilder([{ name: "x", shape: [features], min: 0, max: top }]);
  const build = (tree: Tree): DiagramRef =>
    "values" in tree
      ? builder.leaf(tree.values)
      : builder.threshold(tree.feature, tree.threshold, build(tree.low), build(tree.high));
  const program = builder.program({ outputs: [{ shape: [classes] }], roots: forest.map(build) });
  const walk = (tree: Tree, row: ArrayLike<number>): number[] =>
    "values" in tree ? tree.values : walk(row[tree.feature] >= tree.threshold ? tree.high : tree.low, row);
  return {
    program,
    evaluate: (row) =>
      forest.reduce(
        (sum, tree) => walk(tree, row).map((value, c) => sum[c] + value),
        new Array<number>(classes).fill(0),
      ),
    row: () => Float64Array.from({ length: features }, () => random.integer(top + 1)),
  };
}
