import { equalShapes, sizeOf } from "../../core/index.ts";
import { sourcesOf } from "../factory.ts";
import type { Node } from "../node.ts";
import { isOp } from "../node.ts";
import type { Pass, RuleTools } from "../rewrite.ts";
import { rewrite } from "../rewrite.ts";

/**
 * Leaves out moves that move nothing: a slice of everything, a transpose that keeps the order, a broadcast or
 * reshape to the same shape -> x; any move or sum that only renames axes -> reshape; reshape(reshape(x)) -> reshape(x);
 * a selection of one operand of a concat, whole and in order -> that operand.
 */
export const simplifyMoves: Pass = { name: "simplify moves", run: (graph) => rewrite(graph, simplify) };

function simplify(node: Node, { factory }: RuleTools): Node {
  if (node.inputs.length !== 1 || node.bounds !== "inferred") return node;
  const x = keepsOrder(node) ? node.inputs[0] : partOf(node);
  if (x === undefined) return node;
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

/** The operand of a concat that a move takes out again. */
function partOf(node: Node): Node | undefined {
  const [whole] = node.inputs;
  const map = whole.op === "concat" ? sourcesOf(node) : undefined;
  const joined = map === undefined ? undefined : sourcesOf(whole);
  if (map === undefined || joined === undefined || map.includes(-1)) return undefined;
  const origins = map.map((source) => joined[source]);
  let before = 0;
  for (const part of whole.inputs) {
    const size = sizeOf(part.type.shape);
    const start = before;
    if (size === origins.length && origins.every((origin, i) => origin === start + i)) return part;
    before += size;
  }
  return undefined;
}
