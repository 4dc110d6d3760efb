import { expect } from "vitest";
import { evaluate } from "../../../../src/graph/index.ts";
import type { Graph } from "../../../../src/graph/index.ts";
import { TfheExecutable } from "../../../../src/backends/tfhe/index.ts";
import { inputsFor } from "../../../graph/support.ts";

/** Encrypts, runs and decrypts samples of a graph; every output must be the clear one. The number of bootstraps run. */
export async function expectExecuted(graph: Graph, samples: number): Promise<number> {
  const executable = await TfheExecutable.compile(graph);
  const { secretKey, evaluationKeys } = await executable.keygen();
  const inputs = inputsFor(graph, samples, 5);
  const encrypted = inputs.map((sample) => executable.encrypt(sample, secretKey));
  const outputs = await executable.run(encrypted, evaluationKeys);
  await executable.close();
  const found = outputs.map((output) =>
    executable.decrypt(output, secretKey).map((tensor) => tensor.toArray()),
  );
  expect(found).toEqual(inputs.map((sample) => evaluate(graph, sample).map((tensor) => tensor.toArray())));
  return executable.report.statistics.bootstraps * samples;
}
