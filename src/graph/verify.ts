import { equalShapes, InternalError } from "../core/index.ts";
import { inferType } from "./factory.ts";
import type { GraphData, Node } from "./node.ts";
import { ops } from "./ops/index.ts";

/**
 * Checks that a graph is what it claims: ids in topological order, every type as the op's rules infer
 * it (or narrower where it says so), integers exact. Run at the borders (trace, load, lowering) always, and
 * after every pass in tests.
 *
 * @throws InternalError naming the first node that is wrong.
 */
export function verify(graph: GraphData): void {
  const seen = new Set<Node>();
  graph.nodes.forEach((node, position) => {
    if (node.id !== position) fail(node, `id ${node.id} at position ${position}`, "ids that are positions");
    if (!Object.hasOwn(ops, node.op)) fail(node, `unknown op ${node.op as string}`, "ops of the op table");
    for (const operand of node.inputs) {
      if (!seen.has(operand)) fail(node, `operand %${operand.id} is not before it`, "a topological order");
    }
    checkType(node);
    seen.add(node);
  });
  for (const node of [...graph.inputs, ...graph.outputs]) {
    if (!seen.has(node)) fail(node, "an input or output that is not among the nodes", "listed nodes");
  }
  for (const node of graph.nodes) {
    if (node.op === "input" && !graph.inputs.includes(node))
      fail(node, "an input not declared", "declared inputs");
  }
}

function checkType(node: Node): void {
  const { type, bounds } = node;
  const inferred = inferType(node.op, node.inputs, node.attributes, node.source);
  const isSafe = Number.isSafeInteger(type.min) && Number.isSafeInteger(type.max) && type.min <= type.max;
  if (!isSafe) fail(node, `range ${type.min} to ${type.max}`, "a range of safe integers");
  if (!equalShapes(type.shape, inferred.shape)) {
    fail(node, `shape [${type.shape.join(", ")}]`, `shape [${inferred.shape.join(", ")}]`);
  }
  const isSame = type.min === inferred.min && type.max === inferred.max;
  const isInside = type.min >= inferred.min && type.max <= inferred.max;
  if (bounds === "inferred" ? !isSame : !isInside) {
    fail(
      node,
      `${bounds} range ${type.min} to ${type.max}`,
      `range ${inferred.min} to ${inferred.max}, as the rule of ${node.op} infers`,
    );
  }
}

function fail(node: Node, problem: string, allowed: string): never {
  throw new InternalError({
    where: `graph node %${node.id} (${node.op}, ${node.source})`,
    problem,
    allowed,
    remedy: "report this with the graph that shows it",
  });
}
