import { describe, expect, test } from "vitest";
import { createRandom, Tensor } from "../../../../src/core/index.ts";
import { evaluateAllRows, runPasses, trace } from "../../../../src/graph/index.ts";
import type { Graph } from "../../../../src/graph/index.ts";
import { TfheExecutable } from "../../../../src/backends/tfhe/index.ts";
import { log2FailureProbability } from "../../../../src/backends/tfhe/params/index.ts";

/**
 * Every run is a new experiment: counts are held to 4.5 standard deviations, one false alarm in 100,000.
 */
const Z = 4.5;

/** Wrong outputs of encrypted runs, over several keys. */
async function executed(
  executable: TfheExecutable,
  rows: Tensor,
  keys: number,
  wanted: Tensor,
): Promise<number> {
  let wrong = 0;
  const { inputs } = executable.clientSpecs;
  for (let key = 0; key < keys; key++) {
    const { secretKey, evaluationKeys } = await executable.keygen();
    const encrypted = [...rows].map((row) => {
      let next = 0;
      const sample = inputs.map(({ shape }) => {
        const size = shape.reduce((a, b) => a * b, 1);
        return new Tensor(row.slice(next, (next += size)), shape);
      });
      return executable.encrypt(sample, secretKey);
    });
    const outputs = await executable.run(encrypted, evaluationKeys);
    outputs.forEach((output, i) => {
      const found = executable.decrypt(output, secretKey).flatMap(({ data }) => [...data]);
      found.forEach((value, c) => (wrong += Number(value !== wanted.row(i)[c])));
    });
  }
  await executable.close();
  return wrong;
}

function randomRows(count: number, width: number, values: number, seed: string): Tensor {
  const random = createRandom(seed);
  return Tensor.zeros([count, width]).map(() => random.integer(values));
}

function clear(graph: Graph, rows: Tensor): Tensor {
  const half = rows.shape[1] / 2;
  const part = (first: number): Tensor => {
    const tensor = Tensor.zeros([rows.length, half]);
    for (let row = 0; row < rows.length; row++)
      tensor.row(row).set(rows.row(row).subarray(first, first + half));
    return tensor;
  };
  return evaluateAllRows(graph, [part(0), part(half)])[0];
}

describe("failure rates at weak p_error: prediction, simulation and ciphertexts agree", () => {
  // 16 boxes of a power of two; the table changes at every border and does not fold.
  const graph = runPasses(
    trace((x, y) => x.add(y).apply((v) => (v % 2) * 8 + (v >> 1)), {
      x: { shape: [8], min: 0, max: 7 },
      y: { shape: [8], min: 0, max: 8 },
    }),
  );

  test.each([2 ** -3, 2 ** -5])(
    "p_error %d",
    async (pError) => {
      const executable = await TfheExecutable.compile(graph, { pError });
      const { lowered } = executable;
      if (lowered.kind !== "bootstrapped") throw new Error("expected lookups");
      const lookup = lowered.program.steps.find((step) => step.op === "lookup")!;
      const output = lowered.program.steps.find((step) => step.op === "output")!;
      const step = (output.box * Number(lowered.program.units[output.unit])) / 2 ** 64;
      const right =
        (1 - 2 ** log2FailureProbability(lookup.variance, lookup.halfWidth)) *
        (1 - 2 ** log2FailureProbability(output.variance, step / 2));
      const predicted = 1 - right;
      expect(predicted).toBeGreaterThan(pError / 2);

      const many = randomRows(25_000, 16, 8, "simulated");
      const simulated = executable.simulate(many, { randomState: 5 });
      const wanted = clear(graph, many);
      const simulatedWrong = simulated.data.filter((value, i) => value !== wanted.data[i]).length;
      const simulatedTotal = wanted.size;
      expect(Math.abs(simulatedWrong - predicted * simulatedTotal)).toBeLessThan(
        Z * Math.sqrt(simulatedTotal * predicted * right),
      );

      const few = randomRows(50, 16, 8, "executed");
      const keys = 6;
      const total = few.length * 8 * keys;
      const executedWrong = await executed(executable, few, keys, clear(graph, few));
      expect(Math.abs(executedWrong - predicted * total)).toBeLessThan(
        Z * Math.sqrt(total * predicted * right),
      );
    },
    300_000,
  );
});

describe("approximate rounding: noise decides near the borders, alike in simulation and on ciphertexts", () => {
  const graph = runPasses(
    trace(
      (x, y) =>
        x
          .add(y)
          .round(3, { method: "approximate" })
          .apply((v) => v * 2),
      {
        x: { shape: [32], min: 0, max: 32 },
        y: { shape: [32], min: 0, max: 31 },
      },
    ),
  );

  test("how often each value is rounded up", async () => {
    const executable = await TfheExecutable.compile(graph);
    // Every sum from 0 to 63 twice.
    const rows = Tensor.zeros([2, 64]);
    for (let i = 0; i < 64; i++) {
      const [row, at] = [i >> 5, i & 31];
      rows.row(row)[at] = Math.min(i, 32);
      rows.row(row)[32 + at] = i - Math.min(i, 32);
    }
    const repeat = 10;
    const keys = 4;
    const encryptedRows = Tensor.zeros([2 * repeat, 64]);
    for (let r = 0; r < 2 * repeat; r++) encryptedRows.row(r).set(rows.row(r & 1));
    const simulatedRepeat = 4000;
    const simulatedRows = Tensor.zeros([2 * simulatedRepeat, 64]);
    for (let r = 0; r < 2 * simulatedRepeat; r++) simulatedRows.row(r).set(rows.row(r & 1));
    const simulated = executable.simulate(simulatedRows, { randomState: 9 });

    const counts = (values: Iterable<Float64Array>): Map<string, number> => {
      const found = new Map<string, number>();
      let r = 0;
      for (const row of values) {
        row.forEach((value, i) => {
          const key = `${(r & 1) * 32 + i} ${value}`;
          found.set(key, (found.get(key) ?? 0) + 1);
        });
        r++;
      }
      return found;
    };
    const real: Float64Array[] = [];
    for (let key = 0; key < keys; key++) {
      const { secretKey, evaluationKeys } = await executable.keygen();
      const inputs = [...encryptedRows].map((row) =>
        executable.encrypt([Tensor.vector(row.slice(0, 32)), Tensor.vector(row.slice(32))], secretKey),
      );
      for (const output of await executable.run(inputs, evaluationKeys)) {
        real.push(Float64Array.from(executable.decrypt(output, secretKey)[0].data));
      }
    }
    await executable.close();
    const [expected, found] = [counts(simulated), counts(real)];
    const trials = repeat * keys;
    let undecided = 0;
    for (const key of new Set([...expected.keys(), ...found.keys()])) {
      const p = (expected.get(key) ?? 0) / simulatedRepeat;
      if (p > 0.05 && p < 0.95) undecided++;
      // The simulated share has an error of its own; half a count keeps rare cases from dividing by nothing.
      const deviation = Math.sqrt(
        trials * (p * (1 - p) + 0.5 / simulatedRepeat) * (1 + trials / simulatedRepeat),
      );
      expect(Math.abs((found.get(key) ?? 0) - trials * p), key).toBeLessThan(Z * deviation + 1);
    }
    // Eight borders with values half a step to both sides: noise must matter somewhere.
    expect(undecided).toBeGreaterThan(8);
  }, 300_000);
});
