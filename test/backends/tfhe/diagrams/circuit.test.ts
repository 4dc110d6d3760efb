import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  CancelledError,
  CircuitMismatchError,
  CorruptedDataError,
  InvalidInputError,
  KeyMismatchError,
  OptionValueError,
  OutOfRangeError,
  Tensor,
  TruncatedDataError,
} from "../../../../src/core/index.ts";
import type { KeySet } from "../../../../src/backends/backend.ts";
import type { DiagramSecretKey } from "../../../../src/backends/tfhe/diagrams/index.ts";
import {
  checkDiagramSpecs,
  DiagramBuilder,
  DiagramClient,
  diagramVariance,
  diagramWeights,
  DiagramWalker,
  packTable,
  type DiagramRef,
} from "../../../../src/backends/tfhe/diagrams/index.ts";
import { keyStream, unsafeSeedFrom } from "../../../../src/backends/tfhe/crypto/index.ts";
import { log2FailureProbability } from "../../../../src/backends/tfhe/params/index.ts";
import { errorRateEach, expectVariance } from "../crypto/noise/statistics.ts";
import { openCircuit, type TestCircuit } from "./circuit.ts";
import { randomEnsemble, type Ensemble } from "./ensembles.ts";

const tensor = (values: number[], shape: number[]): Tensor => new Tensor(Float64Array.from(values), shape);

describe("random ensembles decrypt to what their trees give", () => {
  test.each([
    ["one output", { trees: 6, depth: 3, features: 8, bits: 4, leafMax: 20, seed: 1 }, 1],
    [
      "five outputs, two threads",
      { trees: 10, depth: 3, features: 6, bits: 5, classes: 5, leafMax: 9, seed: 2 },
      2,
    ],
    [
      "more bits than a ciphertext holds",
      { trees: 4, depth: 3, features: 400, bits: 8, leafMax: 200, seed: 3 },
      2,
    ],
    ["single bits", { trees: 5, depth: 4, features: 40, bits: 1, leafMax: 3, seed: 4 }, 1],
  ])("%s", async (_, shape, threads) => {
    const { program, evaluate, row } = randomEnsemble(shape);
    const { client, server, parameters } = await openCircuit(program);
    try {
      if (shape.features === 400) expect(parameters.ciphertexts).toBeGreaterThan(1);
      for (let key = 0; key < 2; key++) {
        const { secretKey, evaluationKeys } = await client.keygen();
        const rows = Array.from({ length: 3 }, row);
        const queries = rows.map((x) => client.encrypt([new Tensor(x, [x.length])], secretKey));
        const answers = await server.run(queries, evaluationKeys, { threads });
        rows.forEach((x, i) => {
          expect([...client.decrypt(answers[i], secretKey)[0].data]).toEqual(evaluate(x));
        });
      }
    } finally {
      await server.close();
    }
  });

  test("several inputs with ranges of their own, outputs of several shapes, shared and repeated roots", async () => {
    const inputs = [
      { name: "a", shape: [2], min: -3, max: 9 },
      { name: "b", shape: [], min: 100, max: 163 },
      { name: "c", shape: [1, 2], min: 5, max: 5 },
    ];
    const builder = new DiagramBuilder(inputs);
    const leaf = (...values: number[]): DiagramRef => builder.leaf(values);
    const root = builder.threshold(
      2,
      130.5,
      builder.threshold(0, 4, leaf(-7, 1, 0), leaf(2, 0, 5)),
      builder.threshold(1, -2, leaf(0, 0, 0), leaf(3, -3, 8)),
    );
    const program = builder.program({
      outputs: [{ shape: [2] }, { shape: [] }],
      roots: [root, builder.threshold(0, 4, leaf(1, 1, 1), leaf(0, 0, 0)), root, leaf(5, 5, 5)],
      bias: [0, -10, 100],
    });
    const { client, server } = await openCircuit(program);
    const { secretKey, evaluationKeys } = await client.keygen();
    for (const [a0, a1, b] of [
      [-3, 9, 100],
      [9, -3, 163],
      [4, -2, 131],
      [3, 0, 130],
    ]) {
      const sample = [tensor([a0, a1], [2]), tensor([b], []), tensor([5, 5], [1, 2])];
      const query = client.encrypt(sample, secretKey);
      const [answer] = await server.run([query], evaluationKeys, { threads: 1 });
      const outputs = client.decrypt(answer, secretKey);
      const tree = b >= 130.5 ? (a1 >= -2 ? [3, -3, 8] : [0, 0, 0]) : a0 >= 4 ? [2, 0, 5] : [-7, 1, 0];
      const other = a0 >= 4 ? 0 : 1;
      expect(outputs.map(({ shape }) => shape)).toEqual([[2], []]);
      expect(outputs.flatMap(({ data }) => [...data])).toEqual(
        tree.map((value, c) => 2 * value + other + 5 + [0, -10, 100][c]),
      );
    }
    await server.close();
  });

  test.each([
    ["two elements of 6 bits", [6, 6], 1],
    ["two outputs, ranges that are no powers of two, a shared bit", [5, 4], 3],
    ["all bits rotate", [3, 2], 1],
    ["many polynomials", [7, 7], 2],
  ])("tables by vertical packing beside a diagram: %s", async (_, [a, b], outputs) => {
    const [most, least] = [2 ** a - 2, 2 ** b - 1];
    const inputs = [
      { name: "a", shape: [], min: -1, max: most - 1 },
      { name: "b", shape: [], min: 0, max: least },
    ];
    const builder = new DiagramBuilder(inputs);
    const f = ([x, y]: readonly number[]): number[] =>
      Array.from({ length: outputs }, (_, c) => ((x * x + 7 * y + 3 * x * y * (c + 1)) % 41) - 20);
    const g = ([y]: readonly number[]): number[] => Array.from({ length: outputs }, (_, c) => (y % 5) * c);
    const leaf = (value: number): DiagramRef => builder.leaf(new Array<number>(outputs).fill(value));
    const program = builder.program({
      outputs: [{ shape: [outputs] }],
      roots: [builder.threshold(1, 2, leaf(0), leaf(5))],
      tables: [builder.table([0, 1], f), builder.table([1], g)],
    });
    const { client, server, prediction, parameters } = await openCircuit(program);
    const { rotations, polynomials } = packTable(program.tables![0], outputs, parameters.polynomialSize);
    expect(prediction.cmux).toBe(program.nodes.length + rotations + polynomials - 1 + b);
    const { secretKey, evaluationKeys } = await client.keygen();
    const walker = new DiagramWalker(program);
    const samples = [
      [-1, 0],
      [most - 1, least],
      [Math.floor(most / 3), Math.floor(least / 2)],
      [Math.floor(most / 2), 1],
    ];
    const queries = samples.map(([x, y]) => client.encrypt([tensor([x], []), tensor([y], [])], secretKey));
    const answers = await server.run(queries, evaluationKeys, { threads: 8 });
    samples.forEach(([x, y], i) => {
      const exact = f([x, y]).map((value, c) => value + g([y])[c] + (y >= 2 ? 5 : 0));
      const walked = new Float64Array(outputs);
      walker.row(Float64Array.of(x, y), 0, walked, 0);
      expect([...walked]).toEqual(exact);
      expect([...client.decrypt(answers[i], secretKey)[0].data]).toEqual(exact);
    });
    await server.close();
  });

  test("a constant program", async () => {
    const builder = new DiagramBuilder([{ name: "x", shape: [2], min: 0, max: 3 }]);
    const program = builder.program({ outputs: [{ shape: [1] }], roots: [builder.leaf([42])] });
    const { client, server } = await openCircuit(program);
    const { secretKey, evaluationKeys } = await client.keygen();
    const query = client.encrypt([tensor([1, 2], [2])], secretKey);
    const [answer] = await server.run([query], evaluationKeys, { threads: 1 });
    expect([...client.decrypt(answer, secretKey)[0].data]).toEqual([42]);
    await server.close();
  });
});

describe("noise of answers", () => {
  // The verdict is for ever: all seeds come from one.
  beforeEach(() => {
    const stream = keyStream(unsafeSeedFrom("answers"), 9, 0);
    vi.spyOn(globalThis.crypto, "getRandomValues").mockImplementation((array) => {
      stream.fillBytes(array as Uint8Array<ArrayBuffer>);
      return array;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const ROOTS = 12;

  /** Diagrams whose paths are all of one length, so that the bound is the variance; `width` outputs a run. */
  function evenProgram(width: number, roots: number, bits: number) {
    const builder = new DiagramBuilder([{ name: "x", shape: [roots], min: 0, max: 2 ** bits - 1 }]);
    return builder.program({
      outputs: [{ shape: [width] }],
      roots: Array.from({ length: roots }, (_, r) =>
        builder.fromFunction(r, (x) => Array.from({ length: width }, (_, c) => (x * (c + r + 1)) % 13)),
      ),
    });
  }

  /** Steps of the output by which each of many decisions is off, by query; the bits are 1 where rounding counts. */
  async function errorsOf(log2PError: number, keys: number, runs: number) {
    const width = 48;
    const program = evenProgram(width, ROOTS, 5);
    const { client, server, parameters } = await openCircuit(program, { log2PError });
    const x = new Tensor(new Float64Array(ROOTS).fill(31), [ROOTS]);
    const exact = Array.from({ length: width }, (_, c) =>
      Array.from({ length: ROOTS }, (_, r) => (31 * (c + r + 1)) % 13).reduce((sum, value) => sum + value),
    );
    const byQuery: number[][] = [];
    for (let key = 0; key < keys; key++) {
      const { secretKey, evaluationKeys } = await client.keygen();
      for (let run = 0; run < runs; run++) {
        const errors: number[] = [];
        const [answer] = await server.run([client.encrypt([x], secretKey)], evaluationKeys, { threads: 1 });
        client.unsafePhases(answer, secretKey as DiagramSecretKey).forEach((phase, c) => {
          const wanted = BigInt(exact[c] - program.ranges[c].min) << BigInt(64 - parameters.precision);
          errors.push(Number(BigInt.asIntN(64, phase - wanted)) * 2 ** (parameters.precision - 64));
        });
        byQuery.push(errors);
      }
    }
    await server.close();
    const variance = diagramVariance(parameters, diagramWeights(program), width);
    return { byQuery, variance: variance * 4 ** parameters.precision, parameters };
  }

  test("variance and failure rate at p_error 2^-4 are those predicted", async () => {
    const alpha = errorRateEach(2);
    const { byQuery, variance, parameters } = await errorsOf(-4, 20, 10);
    expectVariance(byQuery, variance, alpha, "answers");
    const predicted = 2 ** log2FailureProbability(variance, 0.5);
    // Results of one query share its GGSW ciphertexts: the query is what is drawn anew.
    const wrong = byQuery.map((errors) => errors.map((error) => (Math.abs(error) >= 0.5 ? 1 : 0)));
    expect(predicted).toBeGreaterThan(2 ** -7);
    expect(parameters.precision).toBe(8);
    expectVariance(wrong, predicted, alpha, "failures");
  });
});

describe("objects", () => {
  let circuit: TestCircuit;
  let ensemble: Ensemble;
  let keys: KeySet;
  let other: KeySet;

  beforeAll(async () => {
    ensemble = randomEnsemble({ trees: 3, depth: 2, features: 4, bits: 3, leafMax: 5, seed: 9 });
    circuit = await openCircuit(ensemble.program);
    keys = await circuit.client.keygen();
    other = await circuit.client.keygen();
  });
  afterAll(() => circuit.server.close());

  const sample = (): Tensor[] => [tensor([1, 7, 0, 3], [4])];

  test("everything survives its bytes, sizes are those predicted", async () => {
    const { client, server, prediction } = circuit;
    const secretKey = client.readSecretKey(keys.secretKey.serialize());
    const keyBytes = keys.evaluationKeys.serialize();
    const query = client.encrypt(sample(), secretKey).serialize();
    const evaluationKeys = server.readEvaluationKeys(keyBytes);
    const [answer] = await server.run([server.readEncryptedInputs(query)], evaluationKeys, { threads: 1 });
    const bytes = answer.serialize();
    const [y] = client.decrypt(client.readEncryptedOutputs(bytes), keys.secretKey);
    expect([...y.data]).toEqual(ensemble.evaluate([1, 7, 0, 3]));
    expect([keyBytes.length, query.length, bytes.length]).toEqual([
      prediction.keyBytes,
      prediction.queryBytes,
      prediction.answerBytes,
    ]);
    expect(JSON.stringify(keys.secretKey)).not.toMatch(/[01]{20}/);
  });

  test("truncated and altered bytes are refused", () => {
    const { client, server } = circuit;
    const query = client.encrypt(sample(), keys.secretKey).serialize();
    expect(() => server.readEncryptedInputs(query.subarray(0, query.length - 1))).toThrow(TruncatedDataError);
    const altered = keys.evaluationKeys.serialize();
    altered[altered.length >> 1] ^= 1;
    expect(() => server.readEvaluationKeys(altered)).toThrow(CorruptedDataError);
    expect(() => client.readSecretKey(query)).toThrow(CorruptedDataError);
  });

  test("keys of another client and objects of another circuit are refused", async () => {
    const { client, server } = circuit;
    const query = client.encrypt(sample(), keys.secretKey);
    await expect(server.run([query], other.evaluationKeys)).rejects.toThrow(KeyMismatchError);
    const [answer] = await server.run([query], keys.evaluationKeys, { threads: 1 });
    expect(() => client.decrypt(answer, other.secretKey)).toThrow(KeyMismatchError);
    const stranger = await openCircuit(ensemble.program, { circuitId: "fedcba9876543210" });
    const strange = await stranger.client.keygen();
    await expect(server.run([query], strange.evaluationKeys)).rejects.toThrow(CircuitMismatchError);
    expect(() => client.encrypt(sample(), strange.secretKey)).toThrow(CircuitMismatchError);
    expect(() => stranger.client.decrypt(answer, strange.secretKey)).toThrow(CircuitMismatchError);
    expect(() => client.readSecretKey(strange.secretKey.serialize())).toThrow(CircuitMismatchError);
    await expect(server.run([{ kind: "encrypted-inputs" } as never], keys.evaluationKeys)).rejects.toThrow(
      InvalidInputError,
    );
  });

  test("samples out of range are refused", () => {
    expect(() => circuit.client.encrypt([tensor([1, 8, 0, 3], [4])], keys.secretKey)).toThrow(
      OutOfRangeError,
    );
  });

  test("a run is cancelled between parts, and the next one is right", async () => {
    const { client, server } = circuit;
    const controller = new AbortController();
    const query = client.encrypt(sample(), keys.secretKey);
    const seen: number[] = [];
    const cancelled = server.run([query, query], keys.evaluationKeys, {
      threads: 1,
      signal: controller.signal,
      onProgress: ({ done }) => {
        seen.push(done);
        controller.abort();
      },
    });
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(seen).toEqual([1]);
    await expect(server.run([query], keys.evaluationKeys, { signal: controller.signal })).rejects.toThrow(
      CancelledError,
    );
    await expect(client.keygen({ signal: controller.signal })).rejects.toThrow(CancelledError);
    const progress: [number, number][] = [];
    const [answer] = await server.run([query], keys.evaluationKeys, {
      threads: 1,
      onProgress: ({ done, total }) => progress.push([done, total]),
    });
    expect([...client.decrypt(answer, keys.secretKey)[0].data]).toEqual(ensemble.evaluate([1, 7, 0, 3]));
    const [, total] = progress[0];
    expect(progress).toEqual(Array.from({ length: total }, (_, i) => [i + 1, total]));
  });

  test("runs at the same time on one server do not mix", async () => {
    const { client, server } = circuit;
    const rows = Array.from({ length: 4 }, ensemble.row);
    const answers = await Promise.all(
      rows.map((x) =>
        server.run([client.encrypt([new Tensor(x, [4])], keys.secretKey)], keys.evaluationKeys, {
          threads: 1,
        }),
      ),
    );
    rows.forEach((x, i) => {
      expect([...client.decrypt(answers[i][0], keys.secretKey)[0].data]).toEqual(ensemble.evaluate(x));
    });
  });

  test("a client refuses insecure or malformed specifications", async () => {
    const { specs } = circuit;
    const change = (parameters: object): unknown => ({
      ...specs,
      parameters: { ...specs.parameters, ...parameters },
    });
    await expect(
      DiagramClient.open(change({ noise: { kind: "tuniform", boundLog2: 5 } }) as never),
    ).rejects.toThrow(OptionValueError);
    for (const bad of [
      { scheme: "levelled" },
      { polynomialSize: 1000 },
      { ciphertexts: 0 },
      { query: { baseLog: 30, levels: 9 } },
      { expansion: [] },
      { answerBits: 65 },
      { minimums: [] },
    ]) {
      expect(() => checkDiagramSpecs(change(bad) as never), JSON.stringify(bad)).toThrow(CorruptedDataError);
    }
    const text = JSON.stringify(specs);
    expect(() => checkDiagramSpecs(JSON.parse(text) as never)).not.toThrow();
    // What the model is stays with the server.
    expect(text).not.toContain("nodes");
    expect(text).not.toContain("leaves");
  });
});
