import { sizeOf, Tensor } from "../../core/index.ts";
import { sourcesOf } from "../factory.ts";
import type { Node } from "../node.ts";
import { isOp } from "../node.ts";
import type { Pass, RuleTools } from "../rewrite.ts";
import { rewrite } from "../rewrite.ts";

/**
 * Leaves out elements nobody reads: slice(lut(x)) -> lut(slice(x)), the same for roundings, and
 * slice(matmul(x, W)) -> matmul(x, columns of W). Nodes nobody reads are not in a Graph at all.
 */
export const removeDead: Pass = {
  name: "remove dead elements",
  run: (graph) => rewrite(graph, (node, tools) => (isSelection(node) ? select(node, tools) : node)),
};

function isSelection(node: Node): boolean {
  return (isOp(node, "slice") || isOp(node, "gather")) && node.bounds === "inferred";
}

function select(node: Node, { factory, readers }: RuleTools): Node {
  const [whole] = node.inputs;
  const isFewer = sizeOf(node.type.shape) < sizeOf(whole.type.shape);
  if (!isFewer || readers(whole) !== 1 || whole.bounds !== "inferred") return node;
  if (isOp(whole, "round")) {
    return factory.make("round", [factory.remake(node, whole.inputs)], whole.attributes, whole.source);
  }
  if (isOp(whole, "lut")) {
    const { tableOf } = whole.attributes;
    const moved = factory.remake(node, whole.inputs);
    const map = sourcesOf(node) ?? new Int32Array();
    const chosen = tableOf === null ? null : Tensor.vector(Float64Array.from(map, (i) => tableOf.data[i]));
    return factory.make("lut", [moved], { ...whole.attributes, tableOf: chosen }, whole.source);
  }
  if (isOp(whole, "matmul") && whole.attributes.weights.rank === 2) {
    const columns = columnsOf(node);
    if (columns === undefined) return node;
    const weights = pick(whole.attributes.weights, columns);
    return factory.make("matmul", whole.inputs, { weights }, whole.source);
  }
  return node;
}

/** The indices a selection takes of the last axis, if it takes all of every other. */
function columnsOf(node: Node): number[] | undefined {
  const shape = node.inputs[0].type.shape;
  const last = shape.length - 1;
  if (isOp(node, "gather")) return node.attributes.axis === last ? [...node.attributes.indices] : undefined;
  if (!isOp(node, "slice")) return undefined;
  const { start, count, step } = node.attributes;
  const isWhole = (length: number, axis: number): boolean =>
    axis === last || (count[axis] === length && (length === 1 || step[axis] === 1));
  if (!shape.every(isWhole)) return undefined;
  return Array.from({ length: count[last] }, (_, i) => start[last] + i * step[last]);
}

function pick(weights: Tensor, columns: readonly number[]): Tensor {
  const [n, k] = weights.shape;
  const data = new Float64Array(n * columns.length);
  for (let j = 0, next = 0; j < n; j++)
    for (const column of columns) data[next++] = weights.data[j * k + column];
  return new Tensor(data, [n, columns.length]);
}
