import type { Tensor } from "../../core/index.ts";
import { Tensor as DenseTensor, sizeOf } from "../../core/index.ts";
import type { NodeFactory } from "../factory.ts";
import { contextOf, opOf } from "../factory.ts";
import type { Node } from "../node.ts";
import { isOp } from "../node.ts";
import type { Pass, RuleTools } from "../rewrite.ts";
import { rewrite } from "../rewrite.ts";

/**
 * Computes what is known: op(constants) -> constant; a value with one possible integer -> constant;
 * x + 0, x * 1 -> x; (x + a) + b -> x + (a + b); (x * a) * b -> x * (a b); -(-x) -> x; x - a -> x + (-a).
 */
export const foldConstants: Pass = {
  name: "fold constants",
  run: (graph) => (graph.isMeasured ? graph : rewrite(graph, fold)),
};

function fold(node: Node, { factory }: RuleTools): Node {
  if (node.op === "constant") return node;
  if (node.inputs.length > 0 && node.inputs.every((operand) => operand.op === "constant")) {
    return constantOf(evaluateConstant(node), node, factory);
  }
  const { min, max, shape } = node.type;
  if (min === max) return constantOf(filled(min, shape), node, factory);
  if (isOp(node, "add")) return foldAdd(node, node.inputs[0], node.inputs[1], factory);
  if (isOp(node, "sub")) return foldSub(node, factory);
  if (isOp(node, "neg")) return foldFactor(node, filled(-1, shape), factory);
  if (isOp(node, "mul")) return foldFactor(node, node.attributes.factor, factory);
  if (isOp(node, "round") && node.attributes.bits === 0) return node.inputs[0];
  return node;
}

function foldAdd(node: Node, x: Node, y: Node, factory: NodeFactory): Node {
  // The constant goes last.
  if (isOp(x, "constant")) return isOp(y, "constant") ? node : foldAdd(node, y, x, factory);
  if (!isOp(y, "constant")) return node;
  const { value } = y.attributes;
  if (value.data.every((item) => item === 0)) return x;
  const inner = isOp(x, "add") ? x.inputs[1] : undefined;
  if (inner !== undefined && isOp(inner, "constant")) {
    const total = value.map((item, i) => item + inner.attributes.value.data[i]);
    if (total.data.every((item) => item === 0)) return x.inputs[0];
    if (isSafe(total)) {
      return factory.make("add", [x.inputs[0], constantOf(total, node, factory)], {}, node.source);
    }
  }
  return factory.make("add", [x, y], {}, node.source);
}

function foldSub(node: Node, factory: NodeFactory): Node {
  const [x, y] = node.inputs;
  if (isOp(y, "constant")) {
    const negated = y.attributes.value.map((item) => 0 - item);
    return foldAdd(node, x, constantOf(negated, node, factory), factory);
  }
  const isZero = isOp(x, "constant") && x.attributes.value.data.every((item) => item === 0);
  if (isZero)
    return foldFactor(factory.make("neg", [y], {}, node.source), filled(-1, node.type.shape), factory);
  return node;
}

/** x * factor, for a node `mul` or `neg` that computes it. */
function foldFactor(node: Node, factor: Tensor, factory: NodeFactory): Node {
  const [x] = node.inputs;
  if (factor.data.every((item) => item === 1)) return x;
  const inner = isOp(x, "mul") ? x.attributes.factor : isOp(x, "neg") ? filled(-1, x.type.shape) : undefined;
  if (inner !== undefined) {
    const total = factor.map((item, i) => item * inner.data[i] + 0);
    if (total.data.every((item) => item === 1)) return x.inputs[0];
    if (isSafe(total)) return factory.make("mul", [x.inputs[0]], { factor: total }, node.source);
  }
  // One way to write it, so that equal values become one node.
  if (node.op === "neg" || !factor.data.every((item) => item === -1)) return node;
  return factory.make("neg", [x], {}, node.source);
}

function evaluateConstant(node: Node): Tensor {
  const out = new Float64Array(sizeOf(node.type.shape));
  const operands = node.inputs.map((operand) =>
    isOp(operand, "constant") ? operand.attributes.value.data : new Float64Array(),
  );
  opOf(node.op).clear(contextOf(node), node.type.shape)(operands, out, 1);
  return new DenseTensor(out, node.type.shape);
}

function filled(value: number, shape: readonly number[]): Tensor {
  return new DenseTensor(new Float64Array(sizeOf(shape)).fill(value), shape);
}

function constantOf(value: Tensor, node: Node, factory: NodeFactory): Node {
  return factory.make("constant", [], { value }, node.source);
}

function isSafe({ data }: Tensor): boolean {
  return data.every((item) => Number.isSafeInteger(item));
}
