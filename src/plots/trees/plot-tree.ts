import { OutOfRangeError } from "../../core/index.ts";
import { integer } from "../../models/base/index.ts";
import type { OptionTable } from "../../models/base/index.ts";
import type { Figure } from "../figure.ts";
import { checkFitted, featureNames, unsuitable } from "../models.ts";
import { namedFigureOptions, readOptions } from "../options.ts";
import type { NamedFigureOptions } from "../options.ts";
import { boxSize, drawBox, drawEdge, element, frame } from "../svg/index.ts";
import type { PlottedTrees, TreePlotModel } from "./model.ts";
import { treeNodes } from "./tree-nodes.ts";
import type { TreeNode } from "./tree-nodes.ts";

/** Options of {@link plotTree}. */
export interface TreePlotOptions extends NamedFigureOptions {
  /** Number of the tree, from 0. Default 0. */
  readonly tree?: number;
  /** Tests from the root down that are drawn; what is below is one box a branch. Default: all. */
  readonly maxDepth?: number;
  /** Tests and leaves drawn at most. Default 500. */
  readonly maxNodes?: number;
}

const options: OptionTable<Required<TreePlotOptions>> = {
  ...namedFigureOptions,
  tree: integer(0, 0),
  maxDepth: { ...integer(0, 0), default: Infinity, accepts: (value) => value === Infinity || isCount(value) },
  maxNodes: integer(500, 1),
};

const WHERE = "plotTree";
const [LEVEL_GAP, SIBLING_GAP] = [34, 14];

/**
 * One tree of a fitted model, tests in the units of the features: down to the left where a test fails, to the right
 * where it holds.
 *
 * Leaves show what they add to the prediction; those of classification trees the class that most rows of training
 * belonged to, with its share.
 *
 * @throws NotFittedError; InvalidInputError for a model without trees.
 * @throws OutOfRangeError for a tree the model does not have, and for more nodes than `maxNodes`.
 * @throws UnknownOptionError, OptionValueError
 */
export async function plotTree(model: TreePlotModel, given: TreePlotOptions = {}): Promise<Figure> {
  const { tree, maxDepth, maxNodes, theme, title, ...read } = readOptions(WHERE, options, given);
  checkFitted(model, WHERE);
  const trees = model.tree_ ?? model.trees_;
  if (!trees) throw unsuitable(WHERE, model, "trees", "decision trees, random forests and boosted trees");
  checkTree(model, trees, tree);
  const names = featureNames(model, model.binner_.edges.length, read.featureNames, WHERE);
  const root = treeNodes({ model, names }, trees, tree, maxDepth);
  const count = countNodes(root);
  if (count > maxNodes) throw tooLarge(count, maxNodes);
  const { body, width, height } = await layOut(root);
  const name = `${model.spec.name}${trees.trees > 1 ? `, tree ${tree} of ${trees.trees}` : ""}`;
  const target = classOf(model, trees, tree);
  const description =
    `A tree of ${count} nodes, ${countLeaves(root)} of them at the ends. Each test leads down to the left where it ` +
    "fails and to the right where it holds.";
  return frame({
    ...{ kind: "fhe-tree", theme, description, body, width, height },
    title: title ?? `${name}${target === undefined ? "" : `: adds to ${target}`}`,
  });
}

/** Boxes and lines at places of d3-hierarchy: parents above the middle of their children, nothing overlaps. */
async function layOut(root: TreeNode): Promise<{ body: string; width: number; height: number }> {
  const { hierarchy, tree } = await import("d3-hierarchy");
  const nodes = hierarchy(root, ({ children }) => children as TreeNode[]);
  const sizes = nodes.descendants().map(({ data }) => boxSize(data.box));
  const [wide, high] = [
    Math.max(...sizes.map(({ width }) => width)),
    Math.max(...sizes.map(({ height }) => height)),
  ];
  const placed = tree<TreeNode>()
    .nodeSize([1, high + LEVEL_GAP])
    .separation((a, b) => (boxSize(a.data.box).width + boxSize(b.data.box).width) / 2 + SIBLING_GAP)(nodes);
  const all = placed.descendants();
  const left = Math.min(...all.map(({ x, data }) => x - boxSize(data.box).width / 2));
  const right = Math.max(...all.map(({ x, data }) => x + boxSize(data.box).width / 2));
  const at = ({ x, y }: { x: number; y: number }): { x: number; y: number } => ({
    x: x - left,
    y: y + high / 2 + 1,
  });
  const edges = placed.links().flatMap(({ source, target }) => {
    const holds = source.children![1] === target;
    const [from, to] = [at(source), at(target)];
    from.y += boxSize(source.data.box).height / 2;
    to.y -= boxSize(target.data.box).height / 2;
    const label = element(
      "text",
      {
        class: "edge-label",
        "text-anchor": holds ? "start" : "end",
        "font-size": 10,
        x: (from.x + to.x) / 2 + (holds ? 5 : -5),
        y: (from.y + to.y) / 2 - 3,
      },
      holds ? "yes" : "no",
    );
    return [drawEdge([from, to], holds ? "yes" : "no", false), label];
  });
  const boxes = all.map((node) => drawBox(node.data.box, at(node).x, at(node).y));
  return {
    body: [...edges, ...boxes].join(""),
    width: Math.max(right - left, wide),
    height: (nodes.height + 1) * (high + LEVEL_GAP) - LEVEL_GAP + 2,
  };
}

function classOf({ classes_ }: TreePlotModel, trees: PlottedTrees, tree: number): string | undefined {
  const output = trees.parts.treeOutput?.[tree];
  if (!classes_ || output === undefined || trees.outputs === 1) return undefined;
  return String(classes_[output]);
}

function checkTree(model: TreePlotModel, { trees }: PlottedTrees, tree: number): void {
  if (tree < trees) return;
  throw new OutOfRangeError({
    where: WHERE,
    problem: `tree = ${tree} of a ${model.spec.name} with ${trees}`,
    allowed: trees === 1 ? "tree 0, the only one" : `a tree from 0 to ${trees - 1}`,
    remedy: "correct the option tree",
  });
}

function tooLarge(count: number, limit: number): OutOfRangeError {
  return new OutOfRangeError({
    where: WHERE,
    problem: `a drawing of ${count} nodes`,
    allowed: `at most maxNodes = ${limit}`,
    remedy: "set maxDepth to draw the upper tests only, or raise maxNodes",
  });
}

function countNodes({ children }: TreeNode): number {
  return children.reduce((sum, child) => sum + countNodes(child), 1);
}

function countLeaves({ children }: TreeNode): number {
  return children.length === 0 ? 1 : children.reduce((sum, child) => sum + countLeaves(child), 0);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}
