import { describe, expect, test } from "vitest";
import { createRandom, Tensor } from "../../../../src/core/index.ts";
import { evaluate, trace } from "../../../../src/graph/index.ts";
import type { Graph } from "../../../../src/graph/index.ts";
import { simulateProgram } from "../../../../src/backends/simulate/index.ts";
import {
  answerVariance,
  LevelledClient,
  LevelledServer,
  lowerLinear,
  makeSpecs,
  squaredNorm,
} from "../../../../src/backends/tfhe/index.ts";
import { log2FailureProbability } from "../../../../src/backends/tfhe/params/index.ts";
import type {
  LevelledParameters,
  LevelledSecretKey,
  LoweredLinear,
} from "../../../../src/backends/tfhe/index.ts";

const KEYS = 20;
/**
 * Keys and noise come from the platform's generator, so every run is a new experiment: each statistic
 * is held to 4 sigma (one in 16,000 by chance), 16 of them to one false alarm in 1,000 runs together.
 */
const Z = 4;

function linear(features: number, outputs: number, bound: number): Graph {
  const random = createRandom(`${features} ${outputs} ${bound}`);
  const weights = Array.from({ length: features }, () =>
    Array.from({ length: outputs }, () => random.integer(2 * bound + 1) - bound),
  );
  return trace((x) => x.matmul(weights), { x: { shape: [features], min: 0, max: 255 } });
}

function randomSample(graph: Graph, seed: string): Tensor {
  const random = createRandom(seed);
  return Tensor.zeros(graph.inputs[0].type.shape).map(() => random.integer(256));
}

/** Noise of every output of many runs, in torus units, for a program with the given parameters. */
async function measure(lowered: LoweredLinear, graph: Graph, runsAKey: number): Promise<number[]> {
  const specs = makeSpecs(lowered.program, lowered.parameters, "0123456789abcdef");
  const client = await LevelledClient.open(specs);
  const server = await LevelledServer.open(lowered.program, specs);
  const unit = BigInt(64 - lowered.program.encoding.precision);
  const noise: number[] = [];
  for (let key = 0; key < KEYS; key++) {
    const { secretKey, evaluationKeys } = await client.keygen();
    for (let run = 0; run < runsAKey; run++) {
      const sample = randomSample(graph, `${key} ${run}`);
      const [outputs] = await server.run([client.encrypt([sample], secretKey)], evaluationKeys);
      const phases = client.unsafePhases(outputs, secretKey as LevelledSecretKey);
      const [expected] = evaluate(graph, [sample]);
      phases.forEach((phase, c) => {
        const error = BigInt.asIntN(64, phase - (BigInt(expected.data[c]) << unit));
        noise.push(Number(error) / 2 ** 64);
      });
    }
  }
  return noise;
}

function predicted(lowered: LoweredLinear): number {
  const product = lowered.program.instructions.find((instruction) => instruction.op === "product")!;
  return answerVariance(lowered.parameters, squaredNorm(product));
}

describe("noise of a packed product: mean 0 and the predicted variance, both sides of the interval", () => {
  // The chosen parameters, then variations in which one term of the formula dominates.
  const cases: [string, number, number, Partial<LevelledParameters>][] = [
    ["as chosen, 30 features", 30, 1, {}],
    ["as chosen, 64 x 10 in several ciphertexts", 64, 10, {}],
    ["encryption noise alone", 30, 1, { bodyBits: 64, answerBits: 63 }],
    ["bodies cut to few bits", 30, 1, { bodyBits: 27, answerBits: 63 }],
    ["answers switched to few bits", 30, 1, { bodyBits: 64, answerBits: 23 }],
  ];
  test.each(cases)("%s", async (_, features, outputs, change) => {
    const graph = linear(features, outputs, 127);
    const chosen = lowerLinear(graph);
    const lowered = { ...chosen, parameters: { ...chosen.parameters, ...change } };
    // Outputs of one answer share a mask: count the runs, not the outputs, as independent.
    const runs = 400;
    const noise = await measure(lowered, graph, outputs === 1 ? runs : runs / 4);
    const independent = noise.length / outputs;
    const mean = noise.reduce((sum, e) => sum + e, 0) / noise.length;
    const variance = noise.reduce((sum, e) => sum + e * e, 0) / noise.length;
    const expected = predicted(lowered);
    expect(Math.abs(mean)).toBeLessThan(Z * Math.sqrt(expected / independent));
    expect(variance / expected).toBeGreaterThan(1 - Z * Math.sqrt(2 / independent));
    expect(variance / expected).toBeLessThan(1 + Z * Math.sqrt(2 / independent));
  });
});

describe("failures at a weak p_error happen as often as predicted, encrypted and simulated", () => {
  test.each([2 ** -2, 2 ** -4, 2 ** -6])("p_error %f", async (pError) => {
    const graph = linear(30, 1, 127);
    const chosen = lowerLinear(graph, { pError });
    // Parameters are whole bits: predict from what was chosen, which is at most the p_error asked for.
    const specs = makeSpecs(chosen.program, chosen.parameters, "0123456789abcdef");
    const client = await LevelledClient.open(specs);
    const server = await LevelledServer.open(chosen.program, specs);
    const { secretKey, evaluationKeys } = await client.keygen();
    const runs = 4000;
    const rows = Tensor.zeros([runs, 30]);
    let wrong = 0;
    const expected = new Float64Array(runs);
    for (let run = 0; run < runs; run++) {
      const sample = randomSample(graph, `${run}`);
      rows.row(run).set(sample.data);
      expected[run] = evaluate(graph, [sample])[0].data[0]!;
      const [outputs] = await server.run([client.encrypt([sample], secretKey)], evaluationKeys);
      if (client.decrypt(outputs, secretKey)[0].data[0] !== expected[run]) wrong++;
    }
    const simulated = simulateProgram(chosen, rows, { randomState: 7 });
    const simulatedWrong = simulated.data.filter((value, row) => value !== expected[row]).length;
    const p = 2 ** log2FailureProbability(predicted(chosen), 2 ** -(chosen.program.encoding.precision + 1));
    expect(p).toBeLessThanOrEqual(pError);
    const slack = Z * Math.sqrt(runs * p * (1 - p)) + 1;
    expect(Math.abs(wrong - runs * p)).toBeLessThan(slack);
    expect(Math.abs(simulatedWrong - runs * p)).toBeLessThan(slack);
  });
});
