import { leastRoundingAbove } from "../../../src/models/trees/index.ts";
import type { Binner, TreeEnsemble } from "../../../src/models/trees/index.ts";
import { caseData } from "../helpers/fixtures.ts";
import type { CaseData } from "../helpers/fixtures.ts";

/** A tree as scikit-learn's `tree_` has it. */
export interface SklearnTree {
  children_left: number[];
  children_right: number[];
  feature: number[];
  threshold: number[];
  value: (number | number[])[];
}

/** Train and test parts of a data set in their units. */
export function plainData(dataset: string): CaseData {
  return caseData({ dataset, target: "target", prep: { columns: null, standardize: false } });
}

/** One line a difference between a fitted tree and scikit-learn's, tests and leaves alike; empty for none. */
export function differences(
  ensemble: TreeEnsemble,
  binner: Binner,
  tree: SklearnTree,
  isBinary: boolean,
): string[] {
  const { roots, feature, threshold, left, right, values } = ensemble.parts;
  const found: string[] = [];
  const compare = (ours: number, theirs: number): void => {
    const isLeaf = tree.children_left[theirs] === -1;
    if (isLeaf !== ours < 0) {
      found.push(`node ${theirs}: a leaf on one side only`);
    } else if (isLeaf) {
      const shares = [tree.value[theirs]].flat(3);
      const expected = isBinary ? shares.slice(1) : shares;
      const width = ensemble.leafWidth;
      expected.forEach((value, k) => {
        const own = values[~ours * width + k];
        if (Math.abs(own - value) > 1e-12 * Math.max(1, Math.abs(value)))
          found.push(`leaf ${theirs}: ${own} for ${value}`);
      });
    } else {
      const edge = binner.edges[feature[ours]][threshold[ours] - 1];
      const wanted = leastRoundingAbove(tree.threshold[theirs]);
      if (feature[ours] !== tree.feature[theirs] || edge !== wanted)
        found.push(
          `node ${theirs}: x[${feature[ours]}] >= ${edge} for x[${tree.feature[theirs]}] >= ${wanted}`,
        );
      compare(left[ours], tree.children_left[theirs]);
      compare(right[ours], tree.children_right[theirs]);
    }
  };
  compare(roots[0], 0);
  return found;
}

/** Options of scikit-learn that have no counterpart: splits are always the best, ties go to the first. */
const FOREIGN = ["splitter", "monotonic_cst", "random_state"];

/** Options as we spell them. */
export function camelCase(params: Record<string, unknown>): Record<string, unknown> {
  const known = Object.entries(params).filter(([name]) => !FOREIGN.includes(name));
  return Object.fromEntries(
    known.map(([name, value]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
