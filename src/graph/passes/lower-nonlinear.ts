import { BitWidthError, sizeOf, Tensor } from "../../core/index.ts";
import type { NodeFactory } from "../factory.ts";
import type { Node } from "../node.ts";
import type { OpName } from "../ops/index.ts";
import type { Pass } from "../rewrite.ts";
import { rewrite } from "../rewrite.ts";
import { lookupBits, rangeSize } from "../types.ts";
import { inputsOf, maximumTableEntries, tabulate } from "../univariate.ts";

/**
 * Ops of two encrypted values as lookups of linear combinations:
 * x y -> floor((x+y)^2 / 4) - floor((x-y)^2 / 4), exact since x+y and x-y are both even or both odd;
 * b x -> one lookup of x + b (max - min + 1), for a bit b;
 * max(x, y) -> y + relu(x-y); min(x, y) -> x - relu(x-y), the same lookup; x < y, x <= y, x = y -> a lookup of x-y.
 */
export const lowerNonlinear: Pass = {
  name: "lower nonlinear ops",
  run: (graph) =>
    rewrite(graph, (node, { factory }) => {
      const lower = (lowerings as Partial<Record<OpName, Lowering>>)[node.op];
      return lower === undefined ? node : lower(node, factory);
    }),
};

type Lowering = (node: Node, factory: NodeFactory) => Node;

const lowerings = {
  mulEncrypted: (node, factory) => {
    const [x, y] = node.inputs;
    if (isBit(y)) return select(node, y, x, factory);
    if (isBit(x)) return select(node, x, y, factory);
    const quarter = (value: number): number => Math.floor((value * value) / 4);
    const plus = lookup(node, factory.make("add", [x, y], {}, node.source), quarter, factory);
    const minus = lookup(node, difference(node, factory), quarter, factory);
    return inRangeOf(node, "sub", [plus, minus], factory);
  },
  max: (node, factory) => inRangeOf(node, "add", [node.inputs[1], excess(node, factory)], factory),
  min: (node, factory) => inRangeOf(node, "sub", [node.inputs[0], excess(node, factory)], factory),
  less: (node, factory) => lookup(node, difference(node, factory), (d) => (d < 0 ? 1 : 0), factory),
  lessEqual: (node, factory) => lookup(node, difference(node, factory), (d) => (d <= 0 ? 1 : 0), factory),
  equal: (node, factory) => lookup(node, difference(node, factory), (d) => (d === 0 ? 1 : 0), factory),
} satisfies Partial<Record<OpName, Lowering>>;

/** x - y for the operands of a node. */
function difference(node: Node, factory: NodeFactory): Node {
  return factory.make("sub", node.inputs, {}, node.source);
}

/** relu(x - y). */
function excess(node: Node, factory: NodeFactory): Node {
  return lookup(node, difference(node, factory), (d) => Math.max(d, 0), factory);
}

function isBit({ type }: Node): boolean {
  return type.min === 0 && type.max === 1;
}

/** bit * x: the bit shifts x out of its range, and the table tells both halves apart. */
function select(node: Node, bit: Node, x: Node, factory: NodeFactory): Node {
  const { min, shape } = x.type;
  const span = rangeSize(x.type);
  const factor = new Tensor(new Float64Array(sizeOf(shape)).fill(span), shape);
  const shift = factory.make("mul", [bit], { factor }, node.source);
  const index = factory.make("add", [x, shift], {}, node.source);
  return lookup(node, index, (value) => (value < min + span ? 0 : value - span), factory);
}

/** The levelled node, known to stay in the range of what it replaces although its operands do not show it. */
function inRangeOf(node: Node, op: "add" | "sub", operands: readonly Node[], factory: NodeFactory): Node {
  const bounds = node.bounds === "measured" ? "measured" : "proved";
  return factory.make(op, operands, {}, node.source, { range: node.type, bounds });
}

function lookup(node: Node, index: Node, f: (value: number) => number, factory: NodeFactory): Node {
  const { min, max } = index.type;
  if (rangeSize(index.type) > maximumTableEntries) {
    throw new BitWidthError({
      where: node.source,
      problem: `${node.op} of two encrypted values needs a lookup of ${lookupBits(index.type)} bits (range ${min} to ${max})`,
      allowed: `tables of at most ${maximumTableEntries} entries`,
      remedy: "use fewer bits for the operands, or round them first",
    });
  }
  const { attributes } = tabulate({ base: index, f, parameters: [], lookups: 0 }, inputsOf(index));
  if (attributes === undefined) return node;
  return factory.make("lut", [index], attributes, node.source);
}
