import { sizeOf, Tensor } from "../../core/index.ts";
import { sourcesOf } from "../factory.ts";
import type { Node, NodeWith } from "../node.ts";
import { isOp } from "../node.ts";
import type { LutAttributes } from "../ops/index.ts";
import type { Pass, RuleTools } from "../rewrite.ts";
import { rewrite } from "../rewrite.ts";

/**
 * Lookups before copies: lut(broadcast(x)) -> broadcast(lut(x)), and the same for roundings and for every
 * move that keeps all elements. A copy is looked up once, and equal lookups of moved values become one.
 */
export const placeLookups: Pass = {
  name: "place lookups",
  run: (graph) =>
    rewrite(graph, (node, tools) => (isOp(node, "lut") || isOp(node, "round") ? place(node, tools) : node)),
};

function place(node: NodeWith<"lut"> | NodeWith<"round">, { factory }: RuleTools): Node {
  const [moved] = node.inputs;
  if (moved.inputs.length !== 1 || node.bounds !== "inferred" || moved.bounds !== "inferred") return node;
  const map = sourcesOf(moved);
  if (map === undefined) return node;
  const [x] = moved.inputs;
  if (!reachesAll(map, sizeOf(x.type.shape))) return node;
  if (isOp(node, "round")) {
    return factory.remake(moved, [factory.make("round", [x], node.attributes, node.source)]);
  }
  const attributes = tablesBefore(node.attributes, map, sizeOf(x.type.shape));
  if (attributes === undefined) return node;
  return factory.remake(moved, [factory.make("lut", [x], attributes, node.source)]);
}

/** Every element of the operand is somewhere in the result, and nothing else is. */
function reachesAll(map: Int32Array, size: number): boolean {
  const seen = new Set(map);
  return seen.size === size && !seen.has(-1);
}

/** The tables for the elements before the move, if all copies of an element use the same one. */
function tablesBefore(attributes: LutAttributes, map: Int32Array, size: number): LutAttributes | undefined {
  const { tableOf } = attributes;
  if (tableOf === null) return attributes;
  const before = new Float64Array(size).fill(-1);
  for (let i = 0; i < map.length; i++) {
    const table = tableOf.data[i];
    if (before[map[i]] !== -1 && before[map[i]] !== table) return undefined;
    before[map[i]] = table;
  }
  return { ...attributes, tableOf: Tensor.vector(before) };
}
