import { CorruptedDataError } from "../../../core/index.ts";
import { TREE_LINKS } from "./links.ts";
import type { TreeEnsembleParts } from "./parts.ts";

/**
 * Holds the parts of an ensemble against what it promises.
 *
 * @throws CorruptedDataError naming the first thing that is wrong.
 */
export function checkEnsemble(parts: TreeEnsembleParts): void {
  const { features, outputs, link, base, scale, roots, treeOutput } = parts;
  const { feature, threshold, left, right, values } = parts;
  const nodes = feature.length;
  if (!TREE_LINKS.includes(link)) throw corrupted(`link "${link}"`);
  if (!Number.isInteger(features) || features < 1) throw corrupted(`${features} features`);
  if (!Number.isInteger(outputs) || outputs < 1) throw corrupted(`${outputs} outputs`);
  if (base.length !== outputs || !base.every(Number.isFinite))
    throw corrupted("base values that are not one finite number an output");
  if (!(scale > 0 && scale < Infinity)) throw corrupted(`scale ${scale}`);
  if (roots.length === 0) throw corrupted("no trees");
  if (threshold.length !== nodes || left.length !== nodes || right.length !== nodes)
    throw corrupted("node lists of different lengths");
  if (treeOutput && (treeOutput.length !== roots.length || treeOutput.some((k) => k < 0 || k >= outputs)))
    throw corrupted("outputs of trees that do not exist");
  const badFeature = feature.findIndex((j) => j < 0 || j >= features);
  if (badFeature >= 0)
    throw corrupted(`node ${badFeature} tests feature ${feature[badFeature]} of ${features}`);
  const badTest = threshold.indexOf(0);
  if (badTest >= 0) throw corrupted(`node ${badTest} has threshold 0, which every row passes`);
  const badValue = values.findIndex((value) => !Number.isFinite(value));
  if (badValue >= 0) throw corrupted(`leaf value ${values[badValue]}`);
  checkLinks(parts);
}

/** Every node and leaf is reached exactly once, children from nodes before them: so these are trees. */
function checkLinks({ roots, left, right, treeOutput, outputs, values }: TreeEnsembleParts): void {
  const width = treeOutput === null ? outputs : 1;
  const leaves = values.length / width;
  const nodeSeen = new Uint8Array(left.length);
  const leafSeen = new Uint8Array(Math.max(Math.ceil(leaves), 0));
  const visit = (child: number, parent: number): void => {
    const seen = child >= 0 ? nodeSeen : leafSeen;
    const at = child >= 0 ? child : ~child;
    const what = child >= 0 ? "node" : "leaf";
    if (at >= seen.length) throw corrupted(`${what} ${at}, which does not exist`);
    if (child >= 0 && child <= parent) throw corrupted(`node ${child} below node ${parent}: a cycle`);
    if (seen[at]++ > 0) throw corrupted(`${what} ${at} in two places`);
  };
  for (const root of roots) visit(root, -1);
  for (let node = 0; node < left.length; node++) {
    visit(left[node], node);
    visit(right[node], node);
  }
  const unreached = [...nodeSeen, ...leafSeen].indexOf(0);
  if (unreached >= 0 || leaves !== leafSeen.length) throw corrupted("nodes or leaves that no tree holds");
}

function corrupted(problem: string): CorruptedDataError {
  return new CorruptedDataError({
    where: "TreeEnsemble",
    problem,
    allowed: "trees whose nodes come after their parents, with finite leaves",
    remedy: "write or import the model again",
  });
}
