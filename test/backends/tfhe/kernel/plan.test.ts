import { afterEach, describe, expect, test } from "vitest";
import { CancelledError, InternalError } from "../../../../src/core/index.ts";
import { openDiagramEngine } from "../../../../src/backends/tfhe/kernel/index.ts";
import type { DiagramEngine, Tape } from "../../../../src/backends/tfhe/kernel/index.ts";

const N = 256;
const WORDS = 2 * N;
const ADD = 3;
const work = { rows: 8, outputs: 1 };

const opened: DiagramEngine[] = [];
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close();
});

async function open(threads: number): Promise<DiagramEngine> {
  const engine = await openDiagramEngine({ glweDimension: 1, polynomialSize: N }, 2 ** 20, { threads });
  opened.push(engine);
  return engine;
}

/** Each of `width` cells of a stage is the sum of all of the stage before: order shows in the result. */
function sums(engine: DiagramEngine, width: number, stages: number): { run: Sum; cells: number[] } {
  const cells = Array.from({ length: (stages + 1) * width }, () => engine.allocate(8 * WORDS));
  const tapes = Array.from({ length: stages }, (_, stage) =>
    Array.from({ length: width }, (_, cell): Tape => {
      const target = cells[(stage + 1) * width + cell];
      const sources = cells.slice(stage * width, (stage + 1) * width);
      const tape = Int32Array.from(sources.flatMap((source) => [ADD, source, target]));
      return () => tape;
    }),
  );
  const plan = engine.plan(tapes, work);
  const run: Sum = async (signal, onTape) => {
    cells.forEach((cell, c) => engine.words(cell, WORDS).fill(c < width ? 1n : 0n));
    await engine.run(plan, "test", signal, onTape);
    return cells.slice(-width).map((cell) => engine.words(cell, WORDS)[WORDS - 1]);
  };
  return { run, cells };
}
type Sum = (signal?: AbortSignal, onTape?: () => void) => Promise<bigint[]>;

describe.each([1, 2, 3])("plans on %i threads", (threads) => {
  test("a stage begins when the one before is done, and every tape is reported once", async () => {
    const engine = await open(threads);
    const { run } = sums(engine, 4, 30);
    for (let i = 0; i < 20; i++) {
      let reported = 0;
      expect(await run(undefined, () => reported++)).toEqual(new Array(4).fill(4n ** 30n));
      expect(reported).toBe(120);
    }
  });

  test("stages narrower than the threads, and plans beside each other", async () => {
    const engine = await open(threads);
    const narrow = sums(engine, 1, 50);
    const wide = sums(engine, 7, 5);
    const results = await Promise.all([narrow.run(), wide.run()]);
    expect(results).toEqual([[1n], new Array(7).fill(7n ** 5n)]);
  });

  test("a run that is cancelled rejects, and the next one is whole", async () => {
    const engine = await open(threads);
    const { run } = sums(engine, 64, 60);
    const before = AbortSignal.abort();
    await expect(run(before)).rejects.toThrow(CancelledError);
    const controller = new AbortController();
    const running = run(controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 2);
    await expect(running).rejects.toThrow(CancelledError);
    expect((await run())[0]).toBe(BigInt.asUintN(64, 64n ** 60n));
  });

  test("what a report throws is what the run rejects with", async () => {
    const engine = await open(threads);
    const { run } = sums(engine, 2, 4);
    const bad = run(undefined, () => {
      throw new RangeError("from the caller");
    });
    await expect(bad).rejects.toThrow("from the caller");
    expect(await run()).toEqual([16n, 16n]);
  });
});

test("a thread that fails stops those that wait for it", async () => {
  const engine = await open(2);
  const { run, cells } = sums(engine, 2, 3);
  const beyond = Int32Array.of(ADD, -256, cells[0]);
  const sound = Int32Array.of(ADD, cells[1], cells[0]);
  const plan = engine.plan([[() => beyond], [() => sound, () => sound]], work);
  await expect(engine.run(plan, "test")).rejects.toThrow(InternalError);
  expect(await run()).toEqual([8n, 8n]);
});
