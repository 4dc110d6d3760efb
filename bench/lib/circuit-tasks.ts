import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { InternalError } from "../../src/core/index.ts";
import { clearBackend } from "../../src/backends/index.ts";
import { BootstrappedEvaluationKeys } from "../../src/backends/tfhe/bootstrapped/index.ts";
import { encryptLwe, lookupTable, openEngineWith } from "../../src/backends/tfhe/crypto/index.ts";
import { TfheExecutable } from "../../src/backends/tfhe/index.ts";
import { benchGraph, rowsFor, sampleFor } from "./circuits.ts";
import { expectSame } from "./expect-same.ts";
import { processorTime } from "./processor-time.ts";
import { median } from "./stats.ts";
import type { SuiteBody } from "./suite.ts";

/**
 * A circuit on ciphertexts beside the same number of bootstraps in the engine alone, both on one thread with the
 * same keys; the ratio is what everything around the bootstraps costs.
 *
 * @param graph - Name and count for `benchGraph`.
 * @param samples - Run together, so that batches fill where a sample has few lookups.
 */
export async function circuitTasks(
  [name, count]: readonly [name: string, count: number],
  samples: number,
  rounds: number,
): Promise<SuiteBody> {
  const graph = benchGraph(name, count);
  const executable = await TfheExecutable.compile(graph);
  const { statistics } = executable.report;
  const start = performance.now();
  const { secretKey, evaluationKeys } = await executable.keygen({ threads: 2 });
  const keygenMs = performance.now() - start;
  if (!(evaluationKeys instanceof BootstrappedEvaluationKeys)) throw withoutLookups();

  const rows = rowsFor(graph, samples);
  const clear = (await clearBackend.compile(graph)).simulate(rows);
  const inputs = Array.from({ length: samples }, (_, i) =>
    executable.encrypt(sampleFor(graph, i), secretKey),
  );
  const run = (): Promise<unknown> => executable.run(inputs, evaluationKeys, { threads: 1 });
  const outputs = await executable.run(inputs, evaluationKeys, { threads: 1 });
  const decrypted = outputs.flatMap((output) =>
    executable.decrypt(output, secretKey).flatMap(({ data }) => [...data]),
  );
  expectSame("decrypted", decrypted, clear.data);
  const [keysPeak, peak] = peakMemory(name, count);

  const bootstraps = statistics.bootstraps * samples;
  const engine = await openEngineWith(evaluationKeys.keys, { threads: 1 });
  const { parameters } = evaluationKeys.keys;
  const dimension = parameters.glweDimension * parameters.polynomialSize;
  const anyKey = { bits: new Uint8Array(dimension) };
  const lwe = encryptLwe(anyKey, new BigUint64Array(bootstraps), parameters.glweNoise).words;
  const tables = lookupTable(new BigUint64Array(16), parameters.polynomialSize);
  const alone = (): Promise<unknown> => engine.bootstrap(lwe, { tables });
  await alone();

  const ratios: number[] = [];
  const ofCircuit: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? await processorTime(alone) : 0;
    const circuit = await processorTime(run);
    const engineMs = first === 0 ? await processorTime(alone) : first;
    ratios.push(circuit / engineMs);
    ofCircuit.push(circuit / samples);
  }
  const sampleMs = median(ofCircuit);
  return {
    compare: true,
    slow: true,
    tasks: {
      "bootstraps alone, each": { per: bootstraps, run: alone },
      "the circuit, a bootstrap": { per: bootstraps, run },
    },
    figures: {
      "the same ratio, by processor time": { value: median(ratios), unit: "gain" },
      "a sample, processor time": { value: sampleMs, unit: "ms" },
      "a sample, predicted": { value: statistics.predictedMilliseconds, unit: "ms" },
      "measured / predicted": { value: sampleMs / statistics.predictedMilliseconds, unit: "gain" },
      "key generation, 2 threads": { value: keygenMs, unit: "ms" },
      "evaluation keys": { value: evaluationKeys.serialize().length, unit: "bytes" },
      "a request": { value: inputs[0].serialize().length, unit: "bytes" },
      "an answer": { value: outputs[0].serialize().length, unit: "bytes" },
      "peak memory of a process that makes keys": { value: keysPeak, unit: "bytes" },
      "peak memory of one that also runs a sample": { value: peak, unit: "bytes" },
    },
    close: async () => {
      await engine.close();
      await executable.close();
    },
  };
}

/** Peak memory in bytes of a fresh process: after making keys, and after running a sample. */
function peakMemory(name: string, count: number): [withKeys: number, withRun: number] {
  const script = fileURLToPath(new URL("circuit-memory.ts", import.meta.url));
  const printed = execFileSync(process.execPath, [script, name, String(count)], { encoding: "utf8" });
  const [withKeys, withRun] = printed.trim().split(" ").map(Number);
  return [withKeys, withRun];
}

function withoutLookups(): InternalError {
  return new InternalError({
    where: "benchmark of a circuit",
    problem: "the circuit has no lookups",
    allowed: "circuits with bootstraps",
    remedy: "choose another graph for this benchmark",
  });
}
