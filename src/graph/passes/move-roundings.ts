import type { Tensor } from "../../core/index.ts";
import type { Node, NodeWith } from "../node.ts";
import { isOp } from "../node.ts";
import type { Pass, RuleTools } from "../rewrite.ts";
import { rewrite } from "../rewrite.ts";

/**
 * Moves roundings towards the inputs, where equal ones meet, and drops those without effect:
 * round(x + a 2^b, b) -> round(x, b) + a; round(x a 2^b, b) -> x a; round(x 2^k, b) -> round(x, b - k) for k < b.
 */
export const moveRoundings: Pass = {
  name: "move roundings",
  run: (graph) => rewrite(graph, (node, tools) => (isOp(node, "round") ? move(node, tools) : node)),
};

function move(node: NodeWith<"round">, { factory }: RuleTools): Node {
  if (node.bounds !== "inferred") return node;
  const { bits, method } = node.attributes;
  const unit = 2 ** bits;
  const [x] = node.inputs;
  if (isOp(x, "add") && isOp(x.inputs[1], "constant")) {
    const offset = x.inputs[1].attributes.value;
    if (!isMultiple(offset, unit)) return node;
    const rounded = factory.make("round", [x.inputs[0]], { bits, method }, node.source);
    const value = offset.map((item) => item / unit + 0);
    const shift = factory.make("constant", [], { value }, node.source);
    return factory.make("add", [rounded, shift], {}, node.source);
  }
  if (isOp(x, "mul")) {
    const { factor } = x.attributes;
    if (isMultiple(factor, unit)) {
      return factory.make("mul", x.inputs, { factor: factor.map((item) => item / unit + 0) }, node.source);
    }
    const first = factor.data[0];
    const shared = factor.data.every((item) => item === first) ? Math.log2(first) : NaN;
    // round(x 2^k, b) = floor(x 2^k / 2^b + 1/2): the same number, from fewer bits.
    if (Number.isInteger(shared) && shared > 0 && shared < bits) {
      return factory.make("round", x.inputs, { bits: bits - shared, method }, node.source);
    }
  }
  return node;
}

function isMultiple({ data }: Tensor, unit: number): boolean {
  return data.every((item) => Number.isInteger(item / unit));
}
