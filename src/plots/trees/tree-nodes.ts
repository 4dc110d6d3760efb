import { formatNumber, formatSigned } from "../svg/index.ts";
import type { Box } from "../svg/index.ts";
import type { PlottedTrees, TreePlotModel } from "./model.ts";

/** A model, and names of its features. */
export interface NamedTrees {
  readonly model: TreePlotModel;
  readonly names: readonly string[];
}

/** A node with what is below it: first where the test fails, then where it holds. */
export interface TreeNode {
  readonly box: Box;
  readonly children: readonly TreeNode[];
}

/** The tree as nested boxes, tests below `maxDepth` summed up in one box each. */
export function treeNodes(named: NamedTrees, trees: PlottedTrees, tree: number, maxDepth: number): TreeNode {
  const { roots, left, right } = trees.parts;
  const visit = (at: number, depth: number): TreeNode => {
    if (at < 0) return { box: leafBox(named.model, trees, tree, ~at), children: [] };
    if (depth >= maxDepth) return { box: cutBox(trees, at), children: [] };
    return {
      box: testBox(named, trees, at),
      children: [visit(left[at], depth + 1), visit(right[at], depth + 1)],
    };
  };
  return visit(roots[tree], 0);
}

function testBox({ model, names }: NamedTrees, { parts }: PlottedTrees, at: number): Box {
  const [feature, threshold] = [parts.feature[at], parts.threshold[at]];
  const { edges, missing } = model.binner_;
  const name = names[feature];
  const gap = missing?.[feature] ?? null;
  // The bin above all edges is that of missing values alone.
  const isGap = threshold > edges[feature].length;
  const edge = edges[feature][threshold - 1];
  const test = isGap ? "is missing" : `\u2265 ${formatNumber(edge)}`;
  const exact = isGap ? `${name} is missing` : `${name} \u2265 ${edge}`;
  const gaps = gap === null ? "" : `; missing values: ${gap >= threshold ? "yes" : "no"}`;
  return { kind: "decision", lines: [name, test], hint: `${exact} (bin ${threshold} or above)${gaps}` };
}

function leafBox(model: TreePlotModel, trees: PlottedTrees, tree: number, leaf: number): Box {
  const { leafWidth, link, outputs, parts } = trees;
  const values = Array.from(parts.values.subarray(leaf * leafWidth, (leaf + 1) * leafWidth));
  const kind = "leaf";
  const classes = model.classes_ && Array.from(model.classes_, String);
  if (link === "share" && classes) {
    const shares = leafWidth === 1 ? [1 - values[0], values[0]] : values;
    const best = shares.indexOf(Math.max(...shares));
    const hint = shares.map((share, k) => `${classes[k]}: ${percent(share)}`).join(", ");
    return { kind, lines: [classes[best], percent(shares[best])], hint };
  }
  const target = parts.treeOutput === null ? 0 : parts.treeOutput[tree];
  const added = classes ? `log odds of ${classes[outputs === 1 ? 1 : target]}` : "the prediction";
  const isSum = parts.treeOutput !== null || trees.trees > 1;
  const lines = values.map(isSum ? formatSigned : formatNumber);
  return {
    kind,
    lines,
    hint: isSum ? `adds ${values.join(", ")} to ${added}` : `predicts ${values.join(", ")}`,
  };
}

function cutBox({ parts }: PlottedTrees, at: number): Box {
  let [tests, leaves] = [0, 0];
  const stack = [at];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node < 0) leaves++;
    else {
      tests++;
      stack.push(parts.left[node], parts.right[node]);
    }
  }
  return { kind: "cut", lines: ["\u2026"], hint: `${tests} more tests, ${leaves} leaves` };
}

function percent(share: number): string {
  return `${formatNumber(Number((100 * share).toPrecision(3)))} %`;
}
