import { describe, expect, test } from "vitest";
import { Tensor } from "../../../src/core/index.ts";
import { runPasses, trace } from "../../../src/graph/index.ts";
import { TfheExecutable } from "../../../src/backends/tfhe/index.ts";
import { Turns } from "../../../src/backends/tfhe/turns.ts";

const scalar = (value: number): Tensor => new Tensor(Float64Array.of(value), []);

describe.each(["bootstraps", "diagrams"] as const)("runs that overlap, lookups as %s", (lookups) => {
  const three = { min: 0, max: 7 };
  const graph = runPasses(trace((x, y) => x.add(y).greaterThan(6), { x: three, y: three }));

  test("with other keys, other threads, and closing while one runs", async () => {
    const executable = await TfheExecutable.compile(graph, { lookups });
    const clients = [await executable.keygen(), await executable.keygen()];
    const samples = Array.from({ length: 12 }, (_, i) => [scalar(i % 8), scalar(5)]);
    const answer = async (client: number, threads: number): Promise<number[]> => {
      const { secretKey, evaluationKeys } = clients[client];
      const inputs = samples.map((sample) => executable.encrypt(sample, secretKey));
      const outputs = await executable.run(inputs, evaluationKeys, { threads });
      return outputs.map((output) => executable.decrypt(output, secretKey)[0].data[0]);
    };
    // The first to have begun is still running when the others ask.
    const first = answer(0, 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const others = [answer(1, 1), answer(0, 2)];
    const closed = executable.close();
    const last = answer(1, 2);
    const wanted = samples.map(([x, y]) => Number(x.data[0] + y.data[0] > 6));
    expect(await Promise.all([first, ...others, last])).toEqual([wanted, wanted, wanted, wanted]);
    await closed;
    await executable.close();
  });
});

test("turns are taken in order, whether the one before failed or not", async () => {
  const turns = new Turns();
  const log: string[] = [];
  const slow = turns.take(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    log.push("slow");
    throw new RangeError("as planned");
  });
  const quick = turns.take(async () => {
    log.push("quick");
    return Promise.resolve(7);
  });
  await expect(slow).rejects.toThrow("as planned");
  expect(await quick).toBe(7);
  expect(log).toEqual(["slow", "quick"]);
});
