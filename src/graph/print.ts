import { attributeEntries, field, opOf } from "./factory.ts";
import type { GraphData, Node } from "./node.ts";
import { typeName } from "./types.ts";

/**
 * One line a node: `%3 = matmul(%1, const[30,1])  int20[1] [-51234, 50111]  # LogisticRegression.decision`.
 * Constants are written where they are used. A `*` after the range marks a measured one.
 */
export function printGraph(graph: GraphData): string {
  const outputs = new Set(graph.outputs);
  const lines = graph.nodes
    .filter((node) => node.op !== "constant" || outputs.has(node))
    .map((node) => {
      const { min, max } = node.type;
      const measured = node.bounds === "measured" ? "*" : "";
      const source = node.source === "" ? "" : `  # ${node.source}`;
      return `%${node.id} = ${rightHandSide(node)}  ${typeName(node.type)} [${min}, ${max}]${measured}${source}`;
    });
  return [...lines, `return ${graph.outputs.map((node) => `%${node.id}`).join(", ")}`].join("\n");
}

/** `matmul(%1, const[30,1])`: the op with its operands and attributes. */
export function rightHandSide(node: Node): string {
  const entry = opOf(node.op);
  const operands = node.inputs.map(reference);
  if (entry.print !== undefined) return entry.print(operands, node.attributes);
  const attributes = attributeEntries(node.op).map(([name, codec]) => {
    const printed = codec.print(field(node.attributes, name));
    return isWeight(name) ? printed : `${name}=${printed}`;
  });
  return `${node.op}(${[...operands, ...attributes].join(", ")})`;
}

/** Factors and weights read as operands: no name needed. */
function isWeight(name: string): boolean {
  return name === "weights" || name === "factor";
}

function reference(node: Node): string {
  return node.op === "constant" ? rightHandSide(node) : `%${node.id}`;
}

/** A Mermaid flowchart: paste it in Markdown, or render it on mermaid.live. */
export function printMermaid(graph: GraphData): string {
  const lines = ["flowchart TD"];
  for (const node of graph.nodes) {
    if (node.op === "constant") continue;
    const label = `${rightHandSide(node)}<br/>${typeName(node.type)} ${node.type.min}..${node.type.max}`;
    lines.push(`  n${node.id}${boxes[opOf(node.op).kind](escape(label))}`);
    for (const operand of node.inputs) {
      if (operand.op !== "constant") lines.push(`  n${operand.id} --> n${node.id}`);
    }
  }
  graph.outputs.forEach((node, i) => lines.push(`  out${i}([output ${i}])`, `  n${node.id} --> out${i}`));
  return lines.join("\n");
}

/** Inputs are rounded, levelled ops square, lookups hexagons. */
const boxes: Record<string, (label: string) => string> = {
  source: (label) => `(["${label}"])`,
  linear: (label) => `["${label}"]`,
  lookup: (label) => `{{"${label}"}}`,
  nonlinear: (label) => `{{"${label}"}}`,
};

function escape(label: string): string {
  return label.replaceAll('"', "#quot;").replaceAll("%", "#37;");
}
