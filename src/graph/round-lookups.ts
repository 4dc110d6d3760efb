import { InvalidInputError } from "../core/index.ts";
import { NodeFactory, required } from "./factory.ts";
import { Graph } from "./graph.ts";
import type { Node, NodeWith } from "./node.ts";
import { isOp } from "./node.ts";
import type { LutAttributes } from "./ops/index.ts";
import type { LookupRounding } from "./round-variable.ts";
import { roundVariable } from "./round-variable.ts";
import { carriedDeviation, extendTables, lookupDeviation, noDeviation } from "./rounding-deviation.ts";
import type { Range } from "./types.ts";
import { lookupBits } from "./types.ts";
import { chainOf, tabulate } from "./univariate.ts";

/**
 * Rounds the variable of every lookup wider than `nBits` bits, as the trace option `rounding` does: cheaper, and
 * no longer the same function. Not one of the passes, which keep every value.
 *
 * What was proved of a range (a maximum stays among its operands) need not hold of rounded values: such ranges are
 * widened by as much as values can deviate, and tables repeat their first and last entry beyond their range.
 *
 * @throws InvalidInputError where the graph has measured ranges: round before measuring.
 */
export function roundLookups(graph: Graph, rounding: LookupRounding): Graph {
  if (graph.isMeasured) {
    throw new InvalidInputError({
      where: "roundLookups",
      problem: "a graph with measured ranges",
      allowed: "a graph with proved ranges",
      remedy: "round first, then measure",
    });
  }
  const factory = new NodeFactory();
  const replaced = new Map<Node, Replacement>();
  const find = (node: Node): Replacement => required(replaced, node);
  for (const node of graph.nodes) {
    replaced.set(node, replace(node, node.inputs.map(find), rounding, factory));
  }
  const made = (node: Node): Node => find(node).node;
  return new Graph(graph.inputs.map(made), graph.outputs.map(made));
}

/** A node in the place of another, and how far its values may be from the other's. */
interface Replacement {
  readonly node: Node;
  readonly deviation: Range;
}

function replace(
  node: Node,
  operands: readonly Replacement[],
  rounding: LookupRounding,
  factory: NodeFactory,
): Replacement {
  const inputs = operands.map((operand) => operand.node);
  const deviations = operands.map(({ deviation }) => deviation);
  if (isOp(node, "lut")) return replaceLookup(node, operands[0], rounding, factory);
  if (deviations.every(({ min, max }) => min === 0 && max === 0)) {
    return { node: factory.remake(node, inputs), deviation: noDeviation };
  }
  const { op, attributes, source, type, bounds }: Node = node;
  const free = factory.make(op, inputs, attributes, source);
  const deviation = carriedDeviation(node, free, deviations);
  if (bounds !== "proved") return { node: free, deviation };
  const range = {
    min: Math.max(free.type.min, type.min + deviation.min),
    max: Math.min(free.type.max, type.max + deviation.max),
  };
  return { node: factory.make(op, inputs, attributes, source, { range, bounds }), deviation };
}

function replaceLookup(
  node: NodeWith<"lut">,
  { node: x, deviation }: Replacement,
  rounding: LookupRounding,
  factory: NodeFactory,
): Replacement {
  const extended = extendTables(node.attributes, x.type);
  const exact = factory.make("lut", [x], extended, node.source);
  const rounded = lookupBits(x.type) <= rounding.nBits ? exact : round(exact, rounding, factory);
  // An approximate rounding may take the other neighbour.
  const reach = rounding.method === "approximate" ? 1 : 0;
  return { node: rounded, deviation: lookupDeviation(node, exact, rounded, deviation, reach) };
}

function round(node: NodeWith<"lut">, rounding: LookupRounding, factory: NodeFactory): NodeWith<"lut"> {
  const { variable, inputs } = roundVariable(node.inputs[0], rounding, factory, node.source);
  const form = chainOf(node).at(1);
  const attributes: LutAttributes | undefined = form && tabulate(form, inputs).attributes;
  return attributes === undefined ? node : factory.make("lut", [variable], attributes, node.source);
}
