import type { GrownNode } from "./grown-tree.ts";

/** A node of a tree that is pruned, with what its branch costs. */
interface Branch {
  readonly node: GrownNode;
  readonly parent: Branch | undefined;
  /** Risk of the node as a leaf. */
  readonly risk: number;
  /** Risk and number of the leaves below. */
  branchRisk: number;
  leaves: number;
}

/**
 * Minimal cost-complexity pruning: turns the branch whose leaves buy least into a leaf, again and again, as
 * long as they buy no more than alpha each.
 *
 * @param riskOf - Share of the total weight times impurity of a node.
 * Source: Breiman, Friedman, Olshen, Stone (1984), Classification and Regression Trees, chapter 3.
 */
export function pruneTree(root: GrownNode, alpha: number, riskOf: (node: GrownNode) => number): void {
  if (alpha === 0) return;
  const branches = branchesOf(root, riskOf);
  for (;;) {
    let weakest: Branch | undefined;
    let least = Infinity;
    for (const branch of branches) {
      if (!branch.node.split || branch.leaves < 2) continue;
      const price = (branch.risk - branch.branchRisk) / (branch.leaves - 1);
      if (price < least) [weakest, least] = [branch, price];
    }
    if (weakest === undefined || least > alpha) return;
    delete weakest.node.split;
    removeBelow(weakest, branches);
    const [risk, leaves] = [weakest.risk - weakest.branchRisk, weakest.leaves - 1];
    for (let at: Branch | undefined = weakest; at; at = at.parent) {
      at.branchRisk += risk;
      at.leaves -= leaves;
    }
  }
}

/** All decision nodes, parents first. */
function branchesOf(root: GrownNode, riskOf: (node: GrownNode) => number): Set<Branch> {
  const branches: Branch[] = [];
  const stack: { node: GrownNode; parent: Branch | undefined }[] = [{ node: root, parent: undefined }];
  while (stack.length > 0) {
    const { node, parent } = stack.pop()!;
    const risk = riskOf(node);
    if (!node.split) {
      for (let at = parent; at; at = at.parent) {
        at.branchRisk += risk;
        at.leaves++;
      }
      continue;
    }
    const branch = { node, parent, risk, branchRisk: 0, leaves: 0 };
    branches.push(branch);
    stack.push({ node: node.split.right, parent: branch }, { node: node.split.left, parent: branch });
  }
  return new Set(branches);
}

/** Takes out what hung below a node that became a leaf. */
function removeBelow(pruned: Branch, branches: Set<Branch>): void {
  for (const branch of branches) {
    for (let at = branch.parent; at; at = at.parent) if (at === pruned) branches.delete(branch);
  }
  branches.delete(pruned);
}
