import { NO_ID, open, randomId, seal } from "../../core/index.ts";
import type { Tensor } from "../../core/index.ts";
import { evaluateAllRows, Graph } from "../../graph/index.ts";
import type { Backend } from "../backend.ts";
import { noCost } from "../backend.ts";
import { inputSpecs } from "../input-specs.ts";
import { PlainExecutable } from "../plain.ts";
import { joinColumns, splitColumns } from "../samples.ts";

/** The exact interpreter of the op table: slow, readable, and the oracle of every other backend. */
export const clearBackend: Backend = {
  name: "clear",
  capabilities: { encrypted: false, lookups: true, maximumLinearBits: 53, maximumLutBits: 20 },
  // eslint-disable-next-line @typescript-eslint/require-await
  compile: async (graph) => clearExecutable(graph, randomId()),
  // eslint-disable-next-line @typescript-eslint/require-await
  load: async (bytes) => {
    const { payload, circuitId } = open(bytes, { kind: "executable" }, "serialized executable");
    return clearExecutable(Graph.fromJSON(JSON.parse(new TextDecoder().decode(payload))), circuitId);
  },
};

function clearExecutable(graph: Graph, circuitId: string): PlainExecutable {
  return new PlainExecutable({
    clientSpecs: {
      formatVersion: 1,
      backend: "clear",
      circuitId,
      inputs: inputSpecs(graph),
      outputs: graph.outputs.map(({ type }) => ({ shape: type.shape })),
      parameters: null,
    },
    report: {
      encrypted: false,
      parameters: null,
      statistics: noCost,
      program: graph.toString(),
      log2FailureProbability: -Infinity,
      log2GlobalFailureProbability: -Infinity,
    },
    compute: (features) => evaluateFlat(graph, features),
    serialize: () =>
      seal({
        kind: "executable",
        circuitId,
        keyId: NO_ID,
        payload: new TextEncoder().encode(JSON.stringify(graph.toJSON())),
      }),
  });
}

/** Evaluates rows that hold all inputs one after the other. */
export function evaluateFlat(graph: Graph, features: Tensor): Tensor {
  return joinColumns(
    evaluateAllRows(
      graph,
      splitColumns(
        features,
        graph.inputs.map(({ type }) => type.shape),
      ),
    ),
  );
}
