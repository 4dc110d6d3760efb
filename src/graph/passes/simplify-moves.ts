import { equalShapes } from "../../core/index.ts";
import { sourcesOf } from "../factory.ts";
import type { Node } from "../node.ts";
import { isOp } from "../node.ts";
import type { Pass, RuleTools } from "../rewrite.ts";
import { rewrite } from "../rewrite.ts";

/**
 * Leaves out moves that move nothing: a slice of everything, a transpose that keeps the order, a broadcast or
 * reshape to the same shape -> x; any move or sum that only renames axes -> reshape; reshape(reshape(x)) -> reshape(x).
 */
export const simplifyMoves: Pass = { name: "simplify moves", run: (graph) => rewrite(graph, simplify) };

function simplify(node: Node, { factory }: RuleTools): Node {
  if (node.inputs.length !== 1 || node.bounds !== "inferred" || !keepsOrder(node)) return node;
  const [x] = node.inputs;
  const { shape } = node.type;
  if (equalShapes(shape, x.type.shape)) return x;
  if (!isOp(x, "reshape")) return factory.make("reshape", [x], { shape }, node.source);
  const [origin] = x.inputs;
  return equalShapes(shape, origin.type.shape)
    ? origin
    : factory.make("reshape", [origin], { shape }, node.source);
}

/** Whether the result has the operand's elements, all of them, in their order. */
function keepsOrder(node: Node): boolean {
  const [x] = node.inputs;
  if (node.op === "sum") return node.attributes.axes.every((axis) => x.type.shape[axis] === 1);
  const map = sourcesOf(node);
  if (map === undefined) return false;
  const size = x.type.shape.reduce((product, length) => product * length, 1);
  return map.length === size && map.every((source, i) => source === i);
}
