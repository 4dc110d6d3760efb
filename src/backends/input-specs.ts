import { isOp } from "../graph/index.ts";
import type { Graph } from "../graph/index.ts";
import type { InputSpec } from "./backend.ts";

/** The inputs of a graph as a client must provide them. */
export function inputSpecs(graph: Graph): InputSpec[] {
  return graph.inputs
    .filter((node) => isOp(node, "input"))
    .map(({ attributes: { name }, type: { shape, min, max } }) => ({ name, shape, min, max }));
}
