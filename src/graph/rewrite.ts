import { equalShapes } from "../core/index.ts";
import { attributeEntries, field, NodeFactory, opOf, required } from "./factory.ts";
import { Graph } from "./graph.ts";
import type { Node } from "./node.ts";

/** A pure function from graph to graph that keeps every output for every input in range. */
export interface Pass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}

/** What a rule may use beside the node. */
export interface RuleTools {
  /** Makes the new nodes. */
  readonly factory: NodeFactory;
  /** How many nodes and outputs of the old graph read what became this node; 1 for a node made by a rule. */
  readonly readers: (node: Node) => number;
  /** Whether the node is an output of the graph. */
  readonly isOutput: boolean;
}

/** Gives the node that takes the place of `node`, whose operands have been replaced already. */
export type Rule = (node: Node, tools: RuleTools) => Node;

/**
 * Rebuilds a graph from its inputs on, offering every node to a rule once. Ranges are inferred anew.
 *
 * Inputs are not offered: what the client encrypts is settled.
 */
export function rewrite(graph: Graph, rule: Rule): Graph {
  const factory = new NodeFactory();
  const replaced = new Map<Node, Node>();
  const readersOf = countReaders(graph);
  const readers = new Map<Node, number>();
  const outputs = new Set(graph.outputs);
  for (const node of graph.nodes) {
    const made = factory.remake(
      node,
      node.inputs.map((operand) => required(replaced, operand)),
    );
    const tools: RuleTools = {
      factory,
      readers: (of) => readers.get(of) ?? 1,
      isOutput: outputs.has(node),
    };
    const result = node.op === "input" ? made : keepRange(made, rule(made, tools), factory);
    replaced.set(node, result);
    // Nodes that became one have the readers of all.
    readers.set(result, (readers.get(result) ?? 0) + (readersOf.get(node) ?? 0));
  }
  const find = (node: Node): Node => required(replaced, node);
  // Most passes find nothing to do in most rounds: then there is nothing to order again either.
  if (graph.nodes.every((node) => find(node) === node)) return graph;
  return new Graph(graph.inputs.map(find), graph.outputs.map(find));
}

/** A node in the place of another has its values, so what was known of their range stays known. */
function keepRange(before: Node, after: Node, factory: NodeFactory): Node {
  const { min, max } = before.type;
  const isWider = after.type.min < min || after.type.max > max;
  if (after === before || !isWider || opOf(after.op).kind === "source") return after;
  const bounds = before.bounds === "measured" || after.bounds === "measured" ? "measured" : "proved";
  return factory.make(after.op, after.inputs, after.attributes, after.source, { range: before.type, bounds });
}

/** Number of nodes and outputs that read each node. */
export function countReaders(graph: Graph): ReadonlyMap<Node, number> {
  const readers = new Map<Node, number>();
  const count = (node: Node): void => void readers.set(node, (readers.get(node) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(count);
  graph.outputs.forEach(count);
  return readers;
}

/** Whether two graphs are the same, node by node; sources are only labels. */
export function sameGraph(a: Graph, b: Graph): boolean {
  const sameIds = (x: readonly Node[], y: readonly Node[]): boolean =>
    x.length === y.length && x.every((node, i) => node.id === y[i].id);
  if (a === b) return true;
  return (
    a.nodes.length === b.nodes.length &&
    sameIds(a.inputs, b.inputs) &&
    sameIds(a.outputs, b.outputs) &&
    a.nodes.every((x, i) => sameNode(x, b.nodes[i]) && sameIds(x.inputs, b.nodes[i].inputs))
  );
}

function sameNode(x: Node, y: Node): boolean {
  return (
    x.op === y.op &&
    x.bounds === y.bounds &&
    x.type.min === y.type.min &&
    x.type.max === y.type.max &&
    equalShapes(x.type.shape, y.type.shape) &&
    attributeEntries(x.op).every(([name, codec]) =>
      codec.equal(field(x.attributes, name), field(y.attributes, name)),
    )
  );
}
