import { Tensor } from "../../../core/index.ts";
import { trace } from "../../../graph/index.ts";
import type { Graph, Tracer } from "../../../graph/index.ts";
import type { TreeEnsembleParts } from "../ensemble/parts.ts";

/** The tests of one tree, and for every leaf the side it is on of each test above it. */
interface Paths {
  readonly features: number[];
  readonly thresholds: number[];
  /** Of every leaf its number in the ensemble, and pairs of a test's number and whether it must hold. */
  readonly leaves: {
    readonly leaf: number;
    readonly path: readonly (readonly [test: number, holds: boolean])[];
  }[];
}

/**
 * Trees over bin numbers as ordinary operations: every test a comparison with a constant, every leaf a sum of the tests
 * above it that is as large as it can be for the rows that end there, every output a weighted sum of the leaves.
 *
 * @param parts - The trees' tests; their own leaf values are not used.
 * @param leaves - Integer values: one a leaf, or `outputs` a leaf where `treeOutput` is null.
 * @param base - One integer an output.
 * @param bins - Largest number of bins of a feature.
 * @param name - What the trees are called in messages.
 */
export function forestGraph(
  parts: TreeEnsembleParts,
  { leaves, base }: { readonly leaves: Int32Array; readonly base: Float64Array },
  bins: number,
  name: string,
): Graph {
  const { features, outputs, treeOutput } = parts;
  const constant = Array.from(base);
  const indicators: Tracer[] = [];
  const weights: number[][] = [];
  return trace(
    (x) => {
      parts.roots.forEach((root, tree) => {
        const valuesOf = (leaf: number): number[] => {
          if (treeOutput === null) return Array.from(leaves.subarray(leaf * outputs, (leaf + 1) * outputs));
          return Array.from({ length: outputs }, (_, k) => (k === treeOutput[tree] ? leaves[leaf] : 0));
        };
        const { features: tested, thresholds, leaves: ends } = pathsOf(parts, root);
        if (tested.length === 0) {
          valuesOf(ends[0].leaf).forEach((value, k) => (constant[k] += value));
          return;
        }
        const label = `${name} tree ${tree}`;
        const holds = x.gather(tested).greaterEqual(Tensor.vector(thresholds)).label(label);
        indicators.push(
          reached(
            holds,
            ends.map(({ path }) => path),
            label,
          ),
        );
        weights.push(...ends.map(({ leaf }) => valuesOf(leaf)));
      });
      if (indicators.length === 0)
        return x.matmul(Tensor.zeros([features, outputs])).add(Tensor.vector(constant));
      const [first, ...others] = indicators;
      const all = others.length === 0 ? first : first.concat(others);
      return all.matmul(weights).add(Tensor.vector(constant)).label(`${name} sum`);
    },
    { x: { shape: [features], min: 0, max: Math.max(1, bins - 1) } },
  );
}

/** 1 for each path whose tests all come out as it needs. */
function reached(holds: Tracer, paths: readonly Paths["leaves"][number]["path"][], label: string): Tracer {
  const tests = holds.shape[0];
  const signs = Tensor.zeros([tests, paths.length]);
  paths.forEach((path, leaf) => {
    for (const [test, mustHold] of path) signs.data[test * paths.length + leaf] = mustHold ? 1 : -1;
  });
  // A sum of tests that must hold, less those that must not: as large as it can be only where all come out right.
  const most = Tensor.vector(paths.map((path) => path.filter(([, mustHold]) => mustHold).length));
  return holds
    .matmul(signs)
    .sub(most)
    .apply((value) => Number(value === 0), "reached")
    .label(label);
}

function pathsOf({ feature, threshold, left, right }: TreeEnsembleParts, root: number): Paths {
  const paths: Paths = { features: [], thresholds: [], leaves: [] };
  const visit = (at: number, path: readonly (readonly [number, boolean])[]): void => {
    if (at < 0) {
      paths.leaves.push({ leaf: ~at, path });
      return;
    }
    const test = paths.features.push(feature[at]) - 1;
    paths.thresholds.push(threshold[at]);
    visit(left[at], [...path, [test, false]]);
    visit(right[at], [...path, [test, true]]);
  };
  visit(root, []);
  return paths;
}
