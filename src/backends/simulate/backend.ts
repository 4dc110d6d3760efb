import { NO_ID, open, randomId, seal } from "../../core/index.ts";
import type { Backend, ClientSpecs } from "../backend.ts";
import { PlainExecutable } from "../plain.ts";
import { lower, makeBootstrappedSpecs, makeDiagramSpecs, makeSpecs, tfheBackend } from "../tfhe/index.ts";
import type { Lowered } from "../tfhe/index.ts";
import { decodeLowered, encodeLowered } from "../tfhe/program/json.ts";
import { reportOf } from "../tfhe/report.ts";
import { simulateLowered } from "./blocks.ts";
import { simulateRows } from "./parallel.ts";

/** The tfhe backend's program and parameters on clear values with sampled noise. Nothing is encrypted. */
export const simulateBackend: Backend = {
  name: "simulate",
  capabilities: { ...tfheBackend.capabilities, encrypted: false },
  // eslint-disable-next-line @typescript-eslint/require-await
  compile: async (graph, options) => simulated(lower(graph, options), randomId()),
  // eslint-disable-next-line @typescript-eslint/require-await
  load: async (bytes) => {
    const { payload, circuitId } = open(bytes, { kind: "executable" }, "serialized executable");
    return simulated(decodeLowered(payload), circuitId);
  },
};

function simulated(lowered: Lowered, circuitId: string): PlainExecutable {
  const specs = specsOf(lowered, circuitId);
  return new PlainExecutable({
    clientSpecs: { ...specs, backend: "simulate" },
    report: { ...reportOf(lowered), encrypted: false },
    compute: (features, options) => simulateLowered(lowered, features, options),
    computeRows: (features, options) => simulateRows(lowered, features, options),
    serialize: () => seal({ kind: "executable", circuitId, keyId: NO_ID, payload: encodeLowered(lowered) }),
  });
}

function specsOf(lowered: Lowered, circuitId: string): ClientSpecs {
  switch (lowered.kind) {
    case "levelled":
      return makeSpecs(lowered.program, lowered.parameters, circuitId);
    case "diagrams":
      return makeDiagramSpecs(lowered.program, lowered.parameters, circuitId);
    case "bootstrapped":
      return makeBootstrappedSpecs(lowered.program, lowered.parameters, circuitId);
  }
}
