import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import {
  CancelledError,
  MemoryLimitError,
  OptionValueError,
  OutOfRangeError,
  ShapeError,
  UnsupportedOperationError,
} from "../../../../src/core/index.ts";
import { memoryNeeded, openEngine, type EngineShape } from "../../../../src/backends/tfhe/kernel/index.ts";
import { encryptLwe, loadToyKeys, tablePolynomial } from "./toy-keys.ts";

const shape: EngineShape = {
  glweDimension: 1,
  polynomialSize: 512,
  lweDimension: 300,
  bootstrap: { baseLog: 10, levels: 2 },
  keyswitch: { baseLog: 4, levels: 4, modulusLog: 32 },
};

test("one and two threads, and both memories, compute the same bits", async () => {
  const outputs: BigUint64Array[] = [];
  for (const options of [{ threads: 1 }, { threads: 2 }, { threads: 3 }]) {
    const engine = await openEngine(shape, options);
    const { glweKey } = await loadToyKeys(engine, engine, 5);
    const inputs = encryptLwe(
      glweKey,
      Array.from({ length: 21 }, (_, i) => BigInt(i % 4) << 61n),
      6,
      40,
    );
    const index = Array.from({ length: 21 }, (_, i) => i % 2);
    const tables = new BigUint64Array(1024);
    tables.set(tablePolynomial([0, 1, 2, 3], 512));
    tables.set(tablePolynomial([3, 1, 0, 2], 512), 512);
    outputs.push(await engine.bootstrap(inputs, { tables, index }, { positions: [0, 5] }));
    await engine.close();
  }
  expect(outputs[1]).toEqual(outputs[0]);
  expect(outputs[2]).toEqual(outputs[0]);
});

test.for([1, 2])(
  "progress counts bootstraps, cancelling stops between batches: %i threads",
  async (threads) => {
    const engine = await openEngine(shape, { threads });
    const { glweKey } = await loadToyKeys(engine, engine, 5);
    const inputs = encryptLwe(glweKey, new Array<bigint>(64).fill(0n), 6, 40);
    const tables = tablePolynomial([0, 1, 2, 3], 512);
    const seen: number[] = [];
    const controller = new AbortController();
    const cancelled = engine.bootstrap(
      inputs,
      { tables },
      {
        signal: controller.signal,
        onProgress: ({ done, total }) => {
          expect(total).toBe(64);
          seen.push(done);
          if (seen.length === 2) controller.abort(new Error("enough"));
        },
      },
    );
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(seen.at(-1)).toBeLessThan(64);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    // The engine is free at once for the next job, which counts to its end.
    const done: number[] = [];
    await engine.bootstrap(inputs, { tables }, { onProgress: (progress) => done.push(progress.done) });
    expect(done.at(-1)).toBe(64);
    const aborted = AbortSignal.abort();
    await expect(engine.keyswitch(inputs, { signal: aborted })).rejects.toThrow(CancelledError);
    await expect(openEngine(shape, { signal: aborted })).rejects.toThrow(CancelledError);
    await engine.close();
  },
);

test("the memory figure bounds what is taken, and is named before anything is allocated", async () => {
  const engine = await openEngine(shape);
  const { glweKey } = await loadToyKeys(engine, engine, 5);
  await engine.bootstrap(encryptLwe(glweKey, new Array<bigint>(16).fill(0n), 6), {
    tables: tablePolynomial([0, 1], 512),
  });
  const keys = 300 * 2 * 2 * 1024 * 8 + 512 * 4 * 304 * 4;
  expect(memoryNeeded(shape)).toBeGreaterThan(keys);
  // Besides the estimate: staging of the toy key generation, and tables.
  expect(engine.memoryBytes).toBeGreaterThan(keys);
  expect(engine.memoryBytes).toBeLessThan(memoryNeeded(shape) * 1.25 + 2 ** 26);
  await engine.close();
  expect(engine.memoryBytes).toBe(0);
  const huge = { ...shape, polynomialSize: 32768, bootstrap: { baseLog: 2, levels: 20 } };
  await expect(openEngine(huge)).rejects.toThrow(MemoryLimitError);
  await expect(openEngine(huge)).rejects.toThrow(/need \d+ MB of 4096 MB/);
  await expect(openEngine(shape, { memoryLimit: 2 ** 20 })).rejects.toThrow(/of 1 MB/);
});

test("a closed engine refuses work, and closing twice is allowed", async () => {
  const engine = await openEngine(shape, { threads: 2 });
  await engine.close();
  await engine.close();
  await expect(engine.keyswitch(new BigUint64Array(513))).rejects.toThrow(UnsupportedOperationError);
  expect(() => engine.sampleExtract(new BigUint64Array(1024), [0])).toThrow(/was closed/);
});

test("idle workers of an engine nobody closed do not keep the process alive", async () => {
  const door = new URL("../../../../src/backends/tfhe/kernel/index.ts", import.meta.url);
  const script = `const { openEngine } = await import(${JSON.stringify(door)});
    const engine = await openEngine(${JSON.stringify(shape)}, { threads: 2 });
    await engine.multiplyByBinary(new BigUint64Array(512).fill(3n), new Uint8Array(512).fill(1));
    console.log("worked on", engine.threads);`;
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    timeout: 30_000,
  });
  expect((await run).stdout).toBe("worked on 2\n");
});

test("without shared memory, workers or SIMD it works, and says so once", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const small: EngineShape = { glweDimension: 1, polynomialSize: 128 };
  const words = BigUint64Array.from({ length: 128 }, (_, i) => BigInt(i));
  const bits = new Uint8Array(128).fill(1);
  const results: BigUint64Array[] = [];
  for (const features of [
    {},
    { sharedMemory: false },
    { workers: false },
    { simd: false },
    { simd: false },
  ]) {
    const engine = await openEngine(small, { threads: 2, features });
    expect(engine.threads).toBe(Object.keys(features).length === 0 ? 2 : 1);
    results.push(await engine.multiplyByBinary(words, bits));
    await engine.close();
  }
  for (const result of results) expect(result).toEqual(results[0]);
  expect(warn).toHaveBeenCalledTimes(2);
  warn.mockRestore();
});

test("bad shapes, options and batches are refused by name", async () => {
  for (const [bad, name] of [
    [{ polynomialSize: 100 }, /polynomialSize/],
    [{ polynomialSize: 65536 }, /polynomialSize/],
    [{ glweDimension: 0 }, /glweDimension/],
    [{ lweDimension: 0 }, /lweDimension/],
    [{ bootstrap: { baseLog: 30, levels: 2 } }, /baseLog \* levels/],
    [{ keyswitch: { baseLog: 3, levels: 0, modulusLog: 32 } }, /keyswitch.levels/],
    [{ keyswitch: { baseLog: 3, levels: 5, modulusLog: 48 } }, /modulusLog/],
  ] as const) {
    await expect(openEngine({ ...shape, ...bad } as EngineShape)).rejects.toThrow(name);
  }
  await expect(openEngine(shape, { threads: 0 })).rejects.toThrow(OptionValueError);
  const engine = await openEngine(shape);
  await expect(engine.keyswitch(new BigUint64Array(513))).rejects.toThrow(/no keyswitching key/);
  await loadToyKeys(engine, engine, 1);
  const one = new BigUint64Array(513);
  const tables = new BigUint64Array(512);
  await expect(engine.keyswitch(new BigUint64Array(512))).rejects.toThrow(ShapeError);
  await expect(engine.bootstrap(one, {})).rejects.toThrow(/exactly one/);
  await expect(engine.bootstrap(one, { tables, index: [1] })).rejects.toThrow(OutOfRangeError);
  await expect(engine.bootstrap(one, { tables }, { positions: [512] })).rejects.toThrow(OutOfRangeError);
  await engine.close();
});
