import { InvalidInputError } from "../core/index.ts";
import type { Graph } from "./graph.ts";
import { isOp } from "./node.ts";
import { rewrite } from "./rewrite.ts";
import type { LookupRounding } from "./round-variable.ts";
import { roundVariable } from "./round-variable.ts";
import { lookupBits } from "./types.ts";
import { chainOf, tabulate } from "./univariate.ts";

/**
 * Rounds the variable of every lookup wider than `nBits` bits, as the trace option `rounding` does: cheaper, and
 * no longer the same function. Not one of the passes, which keep every value.
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
  return rewrite(graph, (node, { factory }) => {
    if (!isOp(node, "lut") || lookupBits(node.inputs[0].type) <= rounding.nBits) return node;
    const [x] = node.inputs;
    const { variable, inputs } = roundVariable(x, rounding, factory, node.source);
    const form = chainOf(node).at(1);
    const attributes = form === undefined ? undefined : tabulate(form, inputs).attributes;
    return attributes === undefined ? node : factory.make("lut", [variable], attributes, node.source);
  });
}
