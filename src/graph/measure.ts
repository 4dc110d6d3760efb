import type { Tensor } from "../core/index.ts";
import { OptionValueError } from "../core/index.ts";
import { observeRows } from "./evaluate.ts";
import { NodeFactory, required } from "./factory.ts";
import { Graph } from "./graph.ts";
import type { Node } from "./node.ts";
import { opOf } from "./factory.ts";
import type { Range } from "./types.ts";
import { verify } from "./verify.ts";

/** Options of {@link measureRanges}. */
export interface MeasureOptions {
  /** Added at both ends, as a share of the measured width; 0.1 by default. At least one integer where above 0. */
  readonly margin?: number | undefined;
}

/**
 * Ranges as seen on samples, widened by a margin, where they are narrower than the proved ones. Such nodes are
 * marked as measured: other data can leave the range, and simulation counts how often it does. Tables keep
 * the entries for all values that are possible.
 *
 * Measure last: passes leave the ranges of measured nodes alone.
 *
 * @param samples - `[rows, ...shape]` of the single input, or one such tensor an input.
 * @throws OptionValueError for a margin that is negative or not finite.
 * @throws OutOfRangeError or ShapeError for samples that do not fit the inputs.
 */
export function measureRanges(
  graph: Graph,
  samples: Tensor | readonly Tensor[],
  { margin = 0.1 }: MeasureOptions = {},
): Graph {
  if (!Number.isFinite(margin) || margin < 0) {
    throw new OptionValueError({
      where: "measureRanges option margin",
      problem: `got ${margin}`,
      allowed: "a finite number of at least 0, a share of the measured width",
      remedy: "use 0.1 for a tenth at both ends",
    });
  }
  const measured = new Map<Node, Range>();
  observeRows(graph, samples, (node, values) => {
    let { min, max } = measured.get(node) ?? { min: Infinity, max: -Infinity };
    for (const value of values) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    measured.set(node, { min, max });
  });
  const factory = new NodeFactory();
  const made = new Map<Node, Node>();
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((operand) => required(made, operand));
    const range = measured.get(node);
    // Inputs are clipped to what they promise, so their range is no guess. Without samples nothing is known.
    const isKnown = opOf(node.op).kind === "source" || range === undefined || range.min > range.max;
    made.set(
      node,
      isKnown ? factory.remake(node, inputs) : narrowed(factory, node, inputs, widen(range, margin)),
    );
  }
  const find = (node: Node): Node => required(made, node);
  const result = new Graph(graph.inputs.map(find), graph.outputs.map(find));
  verify(result);
  return result;
}

function narrowed(factory: NodeFactory, node: Node, inputs: readonly Node[], range: Range): Node {
  const { min, max } = node.type;
  // What was proved stays; the operands' measured ranges narrow the rule's as well.
  const both = { min: Math.max(min, range.min), max: Math.min(max, range.max) };
  return factory.make(node.op, inputs, node.attributes, node.source, { range: both, bounds: "measured" });
}

function widen({ min, max }: Range, margin: number): Range {
  const extra = margin === 0 ? 0 : Math.max(1, Math.ceil((max - min) * margin));
  return { min: min - extra, max: max + extra };
}
