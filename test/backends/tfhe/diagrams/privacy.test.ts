import { describe, expect, test } from "vitest";
import { InvalidInputError, NoParametersError, Tensor } from "../../../../src/core/index.ts";
import { evaluate, runPasses, trace } from "../../../../src/graph/index.ts";
import { TfheExecutable } from "../../../../src/backends/tfhe/index.ts";
import {
  chooseDiagramParameters,
  DiagramBuilder,
  distanceBits,
  simulateDiagrams,
  statisticalRoom,
  type DiagramSecretKey,
  type DiagramProgram,
} from "../../../../src/backends/tfhe/diagrams/index.ts";
import { expectVariance } from "../crypto/noise/statistics.ts";
import { openCircuit, type TestCircuit } from "./circuit.ts";
import { randomEnsemble } from "./ensembles.ts";

const shape = { trees: 3, depth: 2, features: 4, bits: 3, leafMax: 5, seed: 9 };

/** Two trees that differ in a threshold, and agree on the sample 1. */
function treeWith(threshold: number): DiagramProgram {
  const builder = new DiagramBuilder([{ name: "x", shape: [1], min: 0, max: 7 }]);
  const root = builder.threshold(0, threshold, builder.leaf([0]), builder.leaf([9]));
  return builder.program({ outputs: [{ shape: [1] }], roots: [root] });
}

/** Replies of both trees to one query, under one set of keys and parameters. */
async function repliesToOne(statisticalBits?: number): Promise<{ bytes: string[]; values: number[] }> {
  const first = await openCircuit(treeWith(5), { statisticalBits });
  // The guess of a curious client, who has the keys and all parameters.
  const guess = await openCircuit(treeWith(3), { statisticalBits, change: first.parameters });
  const { secretKey, evaluationKeys } = await first.client.keygen();
  const query = first.client.encrypt([new Tensor(Float64Array.of(1), [1])], secretKey);
  const answers = [];
  for (const { server } of [first, first, guess])
    answers.push((await server.run([query], evaluationKeys, { threads: 1 }))[0]);
  return {
    bytes: answers.map((answer) => String(answer.serialize())),
    values: answers.map((answer) => first.client.decrypt(answer, secretKey)[0].data[0]),
  };
}

describe("a reply, to a client who holds the key and guesses the model", () => {
  test("without model privacy tells which of two trees with the same answer it came from", async () => {
    const { bytes, values } = await repliesToOne();
    expect(values).toEqual([0, 0, 0]);
    expect(bytes[1]).toBe(bytes[0]);
    expect(bytes[2]).not.toBe(bytes[0]);
  });

  test("with model privacy differs each time: nothing to compare with", async () => {
    const { bytes, values } = await repliesToOne(15);
    expect(values).toEqual([0, 0, 0]);
    expect(new Set(bytes).size).toBe(3);
  });
});

describe("model privacy", () => {
  /** Errors of all answers in units of 2^-64 of the torus, by query. */
  async function errorsOf({ client, server, specs }: TestCircuit, queries: number): Promise<number[][]> {
    const { evaluate: clear, row, program } = randomEnsemble({ ...shape, classes: 2 });
    const { secretKey, evaluationKeys } = await client.keygen();
    const byQuery: number[][] = [];
    for (let i = 0; i < queries; i++) {
      const x = row();
      const query = client.encrypt([new Tensor(x, [x.length])], secretKey);
      const [answer] = await server.run([query], evaluationKeys, { threads: 1 });
      const phases = client.unsafePhases(answer, secretKey as DiagramSecretKey);
      const unit = BigInt(64 - specs.parameters.precision);
      const wanted = clear(x).map((value, c) => BigInt(value - program.ranges[c].min) << unit);
      byQuery.push(wanted.map((word, c) => Number(BigInt.asIntN(64, phases[c] - word))));
    }
    return byQuery;
  }

  test("noise is that of flooding, and what it hides is as small as stated", async () => {
    const { program } = randomEnsemble({ ...shape, classes: 2 });
    const flooded = await openCircuit(program, { statisticalBits: 8, change: { answerBits: 63 } });
    const { floodLog2 } = flooded.parameters;
    const errors = (await errorsOf(flooded, 150)).flat();
    await flooded.server.close();
    // Uniform on (-2^f, 2^f), and a little of all else.
    expectVariance(
      errors.map((error) => [error]),
      4 ** floodLog2! / 3,
      0.01,
    );
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(2 ** floodLog2! * 1.01);
    expect(Math.max(...errors.map(Math.abs))).toBeGreaterThan(2 ** floodLog2! * 0.95);

    const bare = await openCircuit(program, {
      statisticalBits: 8,
      change: { floodLog2: null, answerBits: 63 },
    });
    const hidden = (await errorsOf(bare, 40)).flat();
    await bare.server.close();
    const variance = hidden.reduce((sum, error) => sum + (error * 2 ** -64) ** 2, 0) / hidden.length;
    const { statisticalBits } = flooded.prediction;
    expect(statisticalBits).toBeGreaterThanOrEqual(8);
    expect(distanceBits(floodLog2!, variance, 2)).toBeGreaterThanOrEqual(statisticalBits!);
  });

  test("answers stay exact, tables and several outputs included, and objects survive their bytes", async () => {
    const graph = runPasses(
      trace((x, y) => x.mul(y).add(x.greaterThan(2)), { x: { min: 0, max: 3 }, y: { min: 0, max: 3 } }),
    );
    const options = { lookups: "diagrams", modelPrivacy: { statisticalBits: 12 } } as const;
    const client = await TfheExecutable.compile(graph, options);
    const server = await TfheExecutable.load(client.serialize());
    const { secretKey, evaluationKeys } = await client.keygen();
    const bytes = evaluationKeys.serialize();
    const { statistics, parameters } = client.report;
    expect(bytes.length).toBe(statistics.evaluationKeyBytes);
    expect(parameters!.modelPrivacy).toMatch(/^statistical distance 2\^-1[2-9]\.\d a reply$/);
    const keys = server.readEvaluationKeys(bytes);
    const samples = Array.from({ length: 16 }, (_, i) =>
      [i >> 2, i & 3].map((value) => new Tensor(Float64Array.of(value), [])),
    );
    const queries = samples.map((sample) => client.encrypt(sample, secretKey));
    const answers = await server.run(queries, keys);
    answers.forEach((answer, i) => {
      expect(answer.serialize().length).toBe(statistics.outputBytes);
      expect(client.decrypt(answer, secretKey)[0].data[0]).toBe(evaluate(graph, samples[i])[0].data[0]);
    });
    await server.close();
  });

  test("is never left out: keys without an encryption of zero are refused", async () => {
    const { program } = randomEnsemble(shape);
    const plain = await openCircuit(program);
    const flooded = await openCircuit(program, { statisticalBits: 8 });
    const plainKeys = await plain.client.keygen();
    const floodedKeys = await flooded.client.keygen();
    const sample = [new Tensor(Float64Array.of(1, 2, 3, 4), [4])];
    const query = flooded.client.encrypt(sample, floodedKeys.secretKey);
    await expect(flooded.server.run([query], plainKeys.evaluationKeys)).rejects.toThrow(InvalidInputError);
  });

  test("where there is too little room the error says how much there is, and what it costs", async () => {
    const { program } = randomEnsemble(shape);
    const problem = { program, log2PError: -40, security: 128, where: "test" } as const;
    const room = statisticalRoom(problem);
    expect(room).toBeGreaterThan(8);
    expect(room).toBeLessThan(30);
    const attempt = (): unknown => chooseDiagramParameters({ ...problem, statisticalBits: room + 1 });
    expect(attempt).toThrow(NoParametersError);
    expect(attempt).toThrow(
      new RegExp(
        `at most ${room} bits here, at [\\d.e+]+ ms a run instead of [\\d.e+]+.*statisticalBits: ${room} }`,
      ),
    );
    const { prediction } = chooseDiagramParameters({ ...problem, statisticalBits: room });
    expect(prediction.statisticalBits).toBeGreaterThanOrEqual(room);
    expect(prediction.milliseconds).toBeGreaterThan(chooseDiagramParameters(problem).prediction.milliseconds);
    const { report } = await TfheExecutable.compile(
      runPasses(trace((x, y) => x.mul(y), { x: { min: 0, max: 3 }, y: { min: 0, max: 3 } })),
      { lookups: "diagrams" },
    );
    expect(report.parameters!.modelPrivacy).toMatch(/^none: .* there is room for \d+ bits$/);
  });

  test("simulation counts the whole range of flooding: never kinder than ciphertexts", () => {
    const { program, row } = randomEnsemble(shape);
    const choose = (statisticalBits?: number): ReturnType<typeof chooseDiagramParameters> =>
      chooseDiagramParameters({ program, log2PError: -6, security: 128, statisticalBits, where: "test" });
    const rows = Array.from({ length: 4000 }, row);
    const X = new Tensor(Float64Array.from(rows.flatMap((x) => [...x])), [rows.length, 4]);
    const failures = (parameters: ReturnType<typeof choose>["parameters"]): number => {
      let count = 0;
      simulateDiagrams(program, parameters, X, {
        randomState: 3,
        onReport: (report) => (count = report.failures),
      });
      return count;
    };
    const { parameters: fine } = choose(6);
    // Answers cut so far that some go wrong.
    const parameters = { ...fine, answerBits: fine.answerBits - 1 };
    const without = failures({ ...parameters, floodLog2: null });
    expect(failures(parameters)).toBeGreaterThan(20 + 2 * without);
  });
});
