import { describe, expect, test } from "vitest";
import { CancelledError, createRandom, OptionValueError, Tensor } from "../../../src/core/index.ts";
import type { SimulationReport } from "../../../src/backends/index.ts";
import { simulateLowered, simulateRows } from "../../../src/backends/simulate/index.ts";
import { lower } from "../../../src/backends/tfhe/index.ts";
import type { Lowered } from "../../../src/backends/tfhe/index.ts";
import { runPasses, trace } from "../../../src/graph/index.ts";

const small = { shape: [12], min: 0, max: 3 };

/** At a weak p_error noise shows, so that equal results mean equal noise. */
const kinds: [string, () => Lowered][] = [
  [
    "packed products",
    () =>
      lower(runPasses(trace((x) => x.matmul([...Array(12)].map(() => [1, 2])), { x: small })), {
        pError: 0.2,
      }),
  ],
  [
    "bootstraps",
    () =>
      lower(
        runPasses(
          trace(
            (x) =>
              x.matmul([...Array(12)].map((_, i) => [(i % 3) - 1, (i % 2) + 0])).apply((v) => (v * v) % 11),
            {
              x: small,
            },
          ),
        ),
        { pError: 0.05 },
      ),
  ],
  [
    "decision diagrams",
    () =>
      lower(
        runPasses(
          trace(
            (x) =>
              x
                .greaterEqual(2)
                .reshape([3, 4])
                .sum(1)
                .apply((v) => Number(v === 4))
                .dot([5, 9, 3]),
            { x: small },
          ),
        ),
        { pError: 0.2 },
      ),
  ],
];

function rows(count: number): Tensor {
  const random = createRandom("rows");
  return Tensor.zeros([count, 12]).map(() => random.integer(4));
}

describe.each(kinds)("%s", (_, lowered) => {
  test("over threads the same rows give the same, noise and report included", async () => {
    const program = lowered();
    const features = rows(9000);
    const reports: SimulationReport[] = [];
    const options = { randomState: 4, onReport: (report: SimulationReport) => reports.push(report) };
    const alone = simulateLowered(program, features, options);
    // However short the work is: 9000 rows are five blocks.
    const together = await simulateRows(program, features, { ...options, threads: 2 });
    expect(together.data).toEqual(alone.data);
    expect(reports[1]).toEqual(reports[0]);
    expect(reports[0].failures).toBeGreaterThan(0);
    expect(reports[0].rows).toBe(9000);
    const other = simulateLowered(program, features, { randomState: 5 });
    expect(other.data).not.toEqual(alone.data);
  });
});

test("threads are started for long work, and ended by cancelling", async () => {
  const program = kinds[1][1]();
  const features = rows(400_000);
  const alone = simulateLowered(program, features, { randomState: 1 });
  const together = await simulateRows(program, features, { randomState: 1, threads: 2 });
  expect(together.data).toEqual(alone.data);
  const controller = new AbortController();
  const cancelled = simulateRows(program, features, {
    threads: 2,
    signal: controller.signal,
    onProgress: ({ done }) => {
      if (done > 20_000) controller.abort();
    },
  });
  await expect(cancelled).rejects.toThrow(CancelledError);
});

test("threads must be a whole number", async () => {
  await expect(simulateRows(kinds[1][1](), rows(1), { threads: 0 })).rejects.toThrow(OptionValueError);
});
