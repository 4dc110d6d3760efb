import { expect, test } from "vitest";
import { CancelledError, Tensor } from "../../../../src/core/index.ts";
import { laneCount, machineBytes } from "../../../../src/backends/tfhe/diagrams/memory.ts";
import { scheduleDiagrams } from "../../../../src/backends/tfhe/diagrams/schedule.ts";
import { openCircuit } from "./circuit.ts";
import { randomEnsemble } from "./ensembles.ts";

const small = { trees: 5, depth: 3, features: 4, bits: 3, classes: 2, leafMax: 9, seed: 21 };

test("samples side by side decrypt to what each gives alone, under one key after another", async () => {
  const { program, evaluate, row } = randomEnsemble(small);
  const { client, server } = await openCircuit(program);
  const rows = Array.from({ length: 7 }, row);
  try {
    // Eight threads take four samples at once: groups of 4, 2 and 1.
    for (const count of [7, 1, 4, 7]) {
      const { secretKey, evaluationKeys } = await client.keygen();
      const some = rows.slice(0, count);
      const queries = some.map((x) => client.encrypt([new Tensor(x, [x.length])], secretKey));
      const reports: [number, number][] = [];
      const answers = await server.run(queries, evaluationKeys, {
        threads: 8,
        onProgress: ({ done, total }) => reports.push([done, total]),
      });
      const outputs = answers.map((answer) => [...client.decrypt(answer, secretKey)[0].data]);
      expect(outputs).toEqual(some.map((x) => evaluate(x)));
      const [, total] = reports[0];
      expect(reports).toEqual(Array.from({ length: total }, (_, i) => [i + 1, total]));
    }
  } finally {
    await server.close();
  }
});

test("a batch over several threads is cancelled, and the next one is right", async () => {
  const { program, evaluate, row } = randomEnsemble(small);
  const { client, server } = await openCircuit(program);
  const { secretKey, evaluationKeys } = await client.keygen();
  const rows = Array.from({ length: 6 }, row);
  const queries = rows.map((x) => client.encrypt([new Tensor(x, [x.length])], secretKey));
  const controller = new AbortController();
  const run = server.run(queries, evaluationKeys, {
    threads: 4,
    signal: controller.signal,
    onProgress: () => {
      controller.abort();
    },
  });
  await expect(run).rejects.toThrow(CancelledError);
  const answers = await server.run(queries, evaluationKeys, { threads: 4 });
  const outputs = answers.map((answer) => [...client.decrypt(answer, secretKey)[0].data]);
  expect(outputs).toEqual(rows.map((x) => evaluate(x)));
  await server.close();
});

test("as many samples at once as threads and memory allow", async () => {
  const shapeOf = async (ensemble: Parameters<typeof randomEnsemble>[0], threads: number) => {
    const { program } = randomEnsemble(ensemble);
    const { parameters, server } = await openCircuit(program);
    await server.close();
    return { program, schedule: scheduleDiagrams(program), parameters, threads };
  };
  const light = await shapeOf(small, 1);
  const lanes = [1, 2, 3, 4, 7, 8, 64].map((threads) => laneCount({ ...light, threads }));
  expect(lanes).toEqual([1, 1, 1, 2, 2, 4, 32]);
  // 600 tests of different bits: the GGSW ciphertexts of one sample are above what 8 threads may take for two.
  const heavy = await shapeOf({ ...small, trees: 300, features: 64, bits: 8 }, 8);
  expect(machineBytes(heavy)).toBeGreaterThan(64 * 2 ** 20);
  expect(laneCount(heavy)).toBeLessThan(4);
});
