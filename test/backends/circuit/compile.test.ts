import { describe, expect, test } from "vitest";
import type { Tracer } from "../../../src/graph/index.ts";
import { compile, encrypted, explain } from "../../../src/backends/index.ts";
import type { Circuit } from "../../../src/backends/index.ts";
import {
  BitWidthError,
  CancelledError,
  ConflictingOptionsError,
  InvalidInputError,
  NoParametersError,
  OptionValueError,
  OutOfRangeError,
  ShapeError,
  Tensor,
  UnknownOptionError,
  UnsupportedOperationError,
} from "../../../src/core/index.ts";

const inputs = { x: encrypted };

/** The toy linear model of every tutorial. */
function toy(): Promise<Circuit> {
  return compile((x) => x.mul(2).add(3), inputs, [0, 5, 15]);
}

describe("a function of integers, three ways to run it", () => {
  test("the toy linear model", async () => {
    const circuit = await toy();
    for (let x = 0; x <= 15; x++) {
      expect(circuit.evaluate(x)).toBe(2 * x + 3);
      expect(await circuit.simulate(x)).toBe(2 * x + 3);
      expect(await circuit.encryptRunDecrypt(x)).toBe(2 * x + 3);
    }
    expect(circuit.graph.maximumIntegerBitWidth()).toBe(6);
  });

  test("step by step, with the circuit's own keys", async () => {
    const circuit = await toy();
    expect(() => circuit.encrypt(1)).toThrow(/call await circuit\.keygen\(\) first/);
    await circuit.keygen();
    expect(circuit.decrypt(await circuit.run(circuit.encrypt(7)))).toBe(17);
  });

  test("several inputs by list or by name, several outputs", async () => {
    const f = (x: Tracer, y: Tracer): Tracer[] => [x.add(y), x.sub(y)];
    const byList = await compile(f, { x: encrypted, y: encrypted }, [
      [0, 0],
      [9, 20],
    ] as never);
    const byName = await compile(f, { x: encrypted, y: encrypted }, [
      { x: 0, y: 0 },
      { x: 9, y: 20 },
    ]);
    for (const circuit of [byList, byName]) {
      expect(await circuit.encryptRunDecrypt(4, 13)).toEqual([17, -9]);
    }
  });

  test("rows: clear, simulated and encrypted agree, and keep their shapes", async () => {
    const circuit = await compile(
      (x) =>
        x.matmul([
          [1, -2],
          [3, 4],
          [5, 6],
        ]),
      inputs,
      [
        [0, 0, 0],
        [9, 9, 9],
      ],
    );
    const rows = new Tensor(
      Float64Array.from({ length: 300 }, (_, i) => i % 10),
      [100, 3],
    );
    const clear = circuit.evaluateRows(rows);
    expect(clear.shape).toEqual([100, 2]);
    expect(await circuit.simulateRows(rows, { randomState: 1 })).toEqual(clear);
    expect(await circuit.executeRows(rows)).toEqual(clear);
  });

  test.each(["diagrams", "bootstraps"] as const)(
    "rows are reported as they are done: %s",
    async (lookups) => {
      const circuit = await compile((x) => x.greaterThan(1), inputs, [0, 3], { lookups });
      const rows = new Tensor(
        Float64Array.from({ length: 70 }, (_, i) => i % 4),
        [70, 1],
      );
      const reports: [string, number, number][] = [];
      const found = await circuit.executeRows(rows, {
        threads: 1,
        onProgress: ({ stage, done, total }) => reports.push([stage, done, total]),
      });
      expect(found).toEqual(circuit.evaluateRows(rows));
      const rowReports = reports.filter(([stage]) => stage === "execute: rows");
      expect(new Set(rowReports.map(([, , total]) => total))).toEqual(new Set([70]));
      const done = rowReports.map(([, rowsDone]) => rowsDone);
      // More often than once a batch of 64, each count once, and all of them at the end.
      expect(done.length).toBeGreaterThan(4);
      expect(done).toEqual([...new Set(done)].sort((a, b) => a - b));
      expect(done.at(-1)).toBe(70);
      await circuit.executable.close?.();
    },
  );

  test("the report reads like a listing", async () => {
    const circuit = await toy();
    expect(String(circuit.program)).toMatch(/%0 = load features 0\n%1 = product %0[^]*\noutput 0 = %2/);
    expect(circuit.statistics()).toMatchObject({
      bootstraps: 0,
      keyswitches: 0,
      cmux: 0,
      evaluationKeyBytes: 32,
    });
    expect(circuit.parameters).toMatchObject({ security: 128, precision: 6 });
    expect(circuit.report.log2GlobalFailureProbability).toBeLessThanOrEqual(-40);
  });
});

describe("lookups", () => {
  test("x squared: a function of one input needs no bootstrap", async () => {
    const circuit = await compile((x) => x.mul(x), inputs, [-4, 7]);
    expect(circuit.evaluate(-3)).toBe(9);
    expect(circuit.statistics().bootstraps).toBe(0);
    expect(await circuit.simulate(-3)).toBe(9);
    expect(await circuit.encryptRunDecrypt(-3)).toBe(9);
  });

  test("x times y: two bootstraps, and progress in bootstraps", async () => {
    const circuit = await compile((x, y) => x.mul(y), { x: encrypted, y: encrypted }, [
      [0, 0],
      [7, 7],
    ]);
    expect(circuit.statistics().bootstraps).toBe(2);
    await circuit.keygen();
    const progress: string[] = [];
    const outputs = await circuit.run(circuit.encrypt(6, 7), {
      threads: 1,
      onProgress: ({ stage, done, total }) => progress.push(`${stage} ${done} of ${total}`),
    });
    expect(circuit.decrypt(outputs)).toBe(42);
    expect(progress.at(-1)).toBe("run: bootstraps 2 of 2");
    await circuit.close();
  });

  test("a lookup too wide for a bootstrap is refused at compile, with the remedy", async () => {
    const attempt = compile((x) => x.mul(x), inputs, [0, 2000]);
    await expect(attempt).rejects.toThrow(BitWidthError);
    await expect(attempt).rejects.toThrow(/limit 8/);
    await expect(attempt).rejects.toThrow(/11 bits would take keys of about 35 GB in memory/);
  });
});

describe("p_error and its costs", () => {
  const table = (x: Tracer, y: Tracer): Tracer => x.add(y).apply((v) => (v * v) % 11);
  const both = { x: encrypted, y: encrypted };
  const set = [
    [0, 0],
    [7, 7],
  ];

  test('"cpa-d" is 2^-128', async () => {
    const circuit = await compile(table, both, set, { pError: "cpa-d" });
    expect(circuit.report.log2FailureProbability).toBeLessThanOrEqual(-128);
    const usual = await compile(table, both, set);
    expect(circuit.statistics().predictedMilliseconds).toBeGreaterThan(
      usual.statistics().predictedMilliseconds,
    );
  });

  test('"cpa-d" says which precisions it reaches', async () => {
    const wide = compile(
      table,
      both,
      [
        [0, 0],
        [127, 127],
      ],
      { pError: "cpa-d" },
    );
    await expect(wide).rejects.toThrow(NoParametersError);
    await expect(wide).rejects.toThrow(/CPA-D preset \(2\^-128\) reaches lookups of at most \d bits/);
  });

  test("globalPError bounds a sample with all its lookups", async () => {
    const circuit = await compile((x, y) => table(x, y).add(x.mul(y)), both, set, { globalPError: 1e-6 });
    expect(circuit.report.log2GlobalFailureProbability).toBeLessThanOrEqual(Math.log2(1e-6));
    expect(circuit.report.log2GlobalFailureProbability).toBeGreaterThan(-40);
  });

  test("explain names the dearest place, the one that decides, and what a bit less would save", async () => {
    const circuit = await compile((x, y) => table(x, y).label("table").add(x.mul(y).round(2)), both, set);
    const { nodes, milliseconds } = explain(circuit);
    const deciding = nodes.filter(({ decides }) => decides);
    expect(deciding).toHaveLength(1);
    expect(deciding[0].millisecondsWithOneBitLess).toBeLessThan(milliseconds);
    expect(nodes.reduce((sum, node) => sum + node.milliseconds, 0)).toBeCloseTo(milliseconds);
    expect(nodes.reduce((sum, { bootstraps }) => sum + bootstraps, 0)).toBe(circuit.statistics().bootstraps);
    expect(explain(circuit).toString()).toMatch(/\n\* f\(x \+ y\)/);
    expect(explain(await compile((x) => x.mul(3), { x: encrypted }, [0, 9])).nodes).toHaveLength(1);
    const clear = await compile(table, both, set, { backend: "clear" });
    expect(() => explain(clear)).toThrow(UnsupportedOperationError);
  });
});

describe("bad input", () => {
  test.each([
    [{ pError: 0 }, OptionValueError, /pError = 0.*above 0 and below 1/],
    [{ pError: 2 }, OptionValueError, /pError = 2/],
    [{ pError: -1 }, OptionValueError, /pError = -1/],
    [{ globalPError: 1 }, OptionValueError, /globalPError = 1/],
    [{ pError: 0.1, globalPError: 0.1 }, ConflictingOptionsError, /one of the two/],
    [{ perror: 0.1 }, UnknownOptionError, /unknown option "perror".*pError/],
    [{ security: 80 }, OptionValueError, /128 or 132/],
    [{ backend: "gpu" }, OptionValueError, /"gpu" is not registered.*tfhe, simulate, clear/],
    [{ ranges: "guessed" }, OptionValueError, /"sound" or "measured"/],
    [{ roundingThresholdBits: 0 }, OptionValueError, /1 to 16/],
    [{ modelPrivacy: { statisticalBits: 0 } }, OptionValueError, /1 to 60/],
  ])("options %j", async (options, type, message) => {
    const attempt = compile((x) => x.mul(2), inputs, [0, 3], options as never);
    await expect(attempt).rejects.toThrow(type);
    await expect(attempt).rejects.toThrow(message);
  });

  test.each([
    ["an empty input set", [], InvalidInputError, /at least one sample/],
    ["values that are not whole", [0.5], OutOfRangeError, /inputSet\[0\], input "x": got 0\.5.*quantize/],
    [
      "samples of two shapes",
      [
        [1, 2],
        [1, 2, 3],
      ],
      ShapeError,
      /inputSet\[1\]/,
    ],
  ])("%s", async (_, set, type, message) => {
    const attempt = compile((x) => x.mul(2), inputs, set);
    await expect(attempt).rejects.toThrow(type);
    await expect(attempt).rejects.toThrow(message);
  });

  test("a clear input says what to do instead", async () => {
    const attempt = compile((x) => x.mul(2), { x: "clear" as never }, [0, 3]);
    await expect(attempt).rejects.toThrow(/values the server knows are constants/);
  });

  test("values out of range name input, index and range", async () => {
    const circuit = await toy();
    await circuit.keygen();
    expect(() => circuit.encrypt(16)).toThrow(OutOfRangeError);
    expect(() => circuit.encrypt(16)).toThrow(/input "x" holds 16 at index 0.*from 0 to 15/);
    expect(() => circuit.encrypt(1, 2)).toThrow(ShapeError);
    expect(() => circuit.encrypt([1, 2])).toThrow(/shape \[2\]/);
  });

  test("rows of the wrong width, and cancelled runs", async () => {
    const circuit = await toy();
    await expect(circuit.simulateRows(Tensor.zeros([4, 2]))).rejects.toThrow(ShapeError);
    const aborted = { signal: AbortSignal.abort() };
    await expect(circuit.executeRows(Tensor.zeros([4, 1]), aborted)).rejects.toThrow(CancelledError);
    await expect(circuit.simulateRows(Tensor.zeros([4, 1]), aborted)).rejects.toThrow(CancelledError);
    await expect(compile((x) => x.mul(2), inputs, [0, 3], aborted)).rejects.toThrow(CancelledError);
  });
});

test("globalPError bounds all outputs of a sample together", async () => {
  const weights = [Array.from({ length: 20 }, (_, i) => i - 10)];
  const circuit = await compile((x) => x.reshape([1, 1]).matmul(weights), inputs, [0, 255], {
    globalPError: 1e-6,
  });
  expect(circuit.report.log2GlobalFailureProbability).toBeLessThanOrEqual(Math.log2(1e-6));
  const weaker = await compile((x) => x.reshape([1, 1]).matmul(weights), inputs, [0, 255], { pError: 1e-6 });
  expect(weaker.report.log2FailureProbability).toBeLessThanOrEqual(Math.log2(1e-6));
});

test("measured ranges give narrower messages that wrap outside them, in simulation as in execution", async () => {
  const set = [
    [90, 80, 90, 80],
    [10, 90, 20, 85],
    [0, 0, 0, 0],
  ];
  const difference = (x: Tracer): Tracer => x.matmul([[1], [1], [-1], [-1]]);
  const sound = await compile(difference, inputs, set);
  const measured = await compile(difference, inputs, set, { ranges: "measured" });
  const outside = Tensor.vector([90, 90, 0, 0]);
  expect(await sound.encryptRunDecrypt(outside)).toEqual(Tensor.vector([180]));
  // Differences up to 5 were seen: 180 does not fit the narrower message and wraps, the same way in both.
  const wrapped = (await measured.encryptRunDecrypt(outside)) as Tensor;
  expect(await measured.simulate(outside)).toEqual(wrapped);
  expect(wrapped.data[0]).not.toBe(180);
  expect(await measured.encryptRunDecrypt(Tensor.vector([90, 80, 90, 80]))).toEqual(Tensor.vector([0]));
});

test("values outside measured ranges read wrong entries, the same in simulation and on ciphertexts, and are counted", async () => {
  const set = [
    [0, 7],
    [7, 0],
    [3, 4],
    [4, 2],
  ];
  const table = (x: Tracer, y: Tracer): Tracer => x.add(y).apply((v) => (v * 5) % 13);
  const measured = await compile(table, { x: encrypted, y: encrypted }, set, { ranges: "measured" });
  const sound = await compile(table, { x: encrypted, y: encrypted }, set);
  expect(measured.statistics().bootstrapsByPrecision).toEqual({ 2: 1 });
  expect(sound.statistics().bootstrapsByPrecision).toEqual({ 4: 1 });
  let left = 0;
  let differ = 0;
  for (let x = 0; x <= 7; x++) {
    for (const y of [0, 3, 7]) {
      const encryptedResult = await measured.encryptRunDecrypt(x, y);
      expect(await measured.simulate(x, y), `${x} ${y}`).toBe(encryptedResult);
      if (encryptedResult !== measured.evaluate(x, y)) differ++;
    }
  }
  expect(differ).toBeGreaterThan(5);
  const rows = Tensor.zeros([64, 2]);
  for (let i = 0; i < 64; i++) rows.row(i).set([i >> 3, i & 7]);
  measured.executable.simulate(rows, {
    randomState: 1,
    onReport: ({ rows: seen, outOfRange }) => {
      expect(seen).toBe(64);
      left = outOfRange.reduce((sum, { count }) => sum + count, 0);
    },
  });
  expect(left).toBeGreaterThan(5);
  await measured.close();
});

test.each(["tfhe", "simulate"])(
  "backend %s: simulation errs at a weak p_error, never in the clear",
  async (backend) => {
    const circuit = await compile((x) => x.sum(), inputs, [Array(20).fill(0), Array(20).fill(15)], {
      backend,
      pError: 0.4,
    });
    const rows = Tensor.zeros([4000, 20]);
    const simulated = await circuit.simulateRows(rows, { randomState: 3 });
    expect(simulated.data.some((value) => value !== 0)).toBe(true);
  },
);
