import { runPasses, violations } from "../../../../src/graph/index.ts";
import type { Graph } from "../../../../src/graph/index.ts";
import type { ScalarCircuit } from "../../../../src/backends/tfhe/index.ts";
import { slotValues } from "../../../../src/backends/tfhe/index.ts";
import { randomGraph } from "../../../graph/support.ts";
import type { GraphSeed } from "../../../graph/support.ts";

/** A random graph after the passes, or undefined where it has tables too wide or roundings noise may decide. */
export function exactGraph(seed: GraphSeed): Graph | undefined {
  const graph = runPasses(randomGraph(seed));
  const limits = { where: "test", maximumLutBits: 8, maximumLinearBits: 53 };
  const isApproximate = graph.nodes.some(
    (node) => node.op === "round" && node.attributes.method === "approximate",
  );
  return isApproximate || violations(graph, limits).length > 0 ? undefined : graph;
}

/** A scalar circuit in exact arithmetic: one form after the other, tables by their definition. */
export function evaluateScalar(circuit: ScalarCircuit, sample: Float64Array): number[] {
  const values: number[] = Array.from(slotValues(sample, circuit.slots));
  const formValue = ({ terms, constant }: { terms: ReadonlyMap<number, number>; constant: number }): number =>
    [...terms].reduce((sum, [variable, weight]) => sum + weight * values[variable], constant);
  for (const { kind, index, entries, tables, variables } of circuit.lookups) {
    const at = formValue(index);
    const entry =
      kind === "bit"
        ? ((at % 2) + 2) % 2
        : kind === "approximate"
          ? Math.min(Math.max(Math.floor(at + 0.5), 0), entries - 1)
          : at;
    variables.forEach((variable, t) => {
      values[variable] = tables[t][entry];
    });
  }
  return circuit.outputs.map(({ form }) => formValue(form));
}
