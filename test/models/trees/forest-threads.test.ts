import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CancelledError, createRandom, OptionValueError, Tensor } from "../../../src/core/index.ts";
import type { Progress } from "../../../src/core/index.ts";
import { RandomForestClassifier, RandomForestRegressor } from "../../../src/models/trees/index.ts";
import type * as ForestTree from "../../../src/models/trees/cart/forest-tree.ts";
import type * as GrowingTime from "../../../src/models/trees/cart/growing-time.ts";
import type { ForestFitOptions } from "../../../src/models/trees/index.ts";

// Threads are started for long fits only: here the estimate says that every fit is one, unless a test wants the truth.
const estimate = vi.hoisted(() => ({ isTrue: false }));
vi.mock("../../../src/models/trees/cart/growing-time.ts", async (original) => {
  const { growingTime } = await original<typeof GrowingTime>();
  const pretended: typeof growingTime = (task) => (estimate.isTrue ? growingTime(task) : Infinity);
  return { growingTime: pretended };
});

// Trees grown by the calling thread are counted.
const here = vi.hoisted(() => ({ grown: 0 }));
vi.mock("../../../src/models/trees/cart/forest-tree.ts", async (original) => {
  const { forestGrower } = await original<typeof ForestTree>();
  const counted: typeof forestGrower = (task) => {
    const grow = forestGrower(task);
    return (tree) => {
      here.grown++;
      return grow(tree);
    };
  };
  return { forestGrower: counted };
});

const random = createRandom("forest threads");
const X = Tensor.zeros([240, 6]).map(() => random.normal());
const labels = Int32Array.from(X, (row) => (row[0] + row[1] > 0.5 ? 2 : row[2] > 0 ? 1 : 0));
const targets = Float64Array.from(X, (row) => 3 * row[0] + Math.sin(3 * row[1]) + 0.1 * random.normal());
const sampleWeight = Float64Array.from(X, () => random.integer(4) / 2);

type Forest = RandomForestClassifier | RandomForestRegressor;
type Fit = (options: ForestFitOptions) => Promise<Forest>;

const shared = { nEstimators: 14, randomState: 7 };
const forests: [string, Fit][] = [
  [
    "three classes, weights, some features and rows",
    (options) =>
      new RandomForestClassifier({
        ...{ ...shared, oobScore: true, maxDepth: 6, maxSamples: 0.6, maxFeatures: "log2" },
        ...{ classWeight: "balanced", criterion: "entropy" },
      }).fit(X, labels, { sampleWeight, ...options }),
  ],
  [
    "two classes, exact grid, pruned",
    (options) =>
      new RandomForestClassifier({
        ...{ ...shared, binning: "exact", maxDepth: null, ccpAlpha: 0.002, classWeight: { 0: 1, 1: 3 } },
      }).fit(
        X,
        labels.map((label) => Math.min(label, 1)),
        options,
      ),
  ],
  [
    "targets, weights, some rows",
    (options) =>
      new RandomForestRegressor({ ...shared, oobScore: true, maxSamples: 150 }).fit(X, targets, {
        ...{ sampleWeight, ...options },
      }),
  ],
  [
    "targets, all rows, leaves limited, some features",
    (options) =>
      new RandomForestRegressor({
        ...{ ...shared, bootstrap: false, binning: "uniform", maxLeafNodes: 9, maxFeatures: 0.5 },
      }).fit(X, targets, options),
  ],
];

let started = 0;
const count = (): void => {
  started++;
};
beforeEach(() => {
  started = here.grown = 0;
  process.on("worker", count);
});
afterEach(() => {
  process.off("worker", count);
  estimate.isTrue = false;
});

describe.each(forests)("%s", (_, fit) => {
  test.each([2, 3])("over %i threads the forest is the same", async (threads) => {
    const alone = await fit({ threads: 1 });
    expect([started, here.grown]).toEqual([0, 14]);
    const together = await fit({ threads });
    expect([started, here.grown]).toEqual([threads, 14]);
    expect(together.dump().fitted).toEqual(alone.dump().fitted);
    expect(together.featureImportances_).toEqual(alone.featureImportances_);
    expect(together.oobScore_).toBe(alone.oobScore_);
    expect(await together.predict(X)).toEqual(await alone.predict(X));
  });
});

test("progress counts trees, whichever thread grew them", async () => {
  const seen: Progress[] = [];
  await forests[0][1]({ threads: 2, onProgress: (progress) => seen.push(progress) });
  expect(seen).toEqual(
    Array.from({ length: 14 }, (_, t) => ({ stage: "fit: trees", done: t + 1, total: 14 })),
  );
});

test("cancelling ends the threads, and the next fit is as any", async () => {
  const controller = new AbortController();
  const ended: Promise<void>[] = [];
  const watch = (worker: { once(event: "exit", listener: () => void): unknown }): void => {
    ended.push(new Promise((resolve) => worker.once("exit", resolve)));
  };
  process.on("worker", watch);
  let last = 0;
  const cancelled = forests[2][1]({
    threads: 2,
    signal: controller.signal,
    onProgress: ({ done }) => {
      last = done;
      if (done === 3) controller.abort();
    },
  });
  await expect(cancelled).rejects.toThrow(CancelledError);
  process.off("worker", watch);
  expect(ended.length).toBe(2);
  // Each has ended, so this does not wait for ever.
  await Promise.all(ended);
  expect(last).toBe(3);
  const after = await forests[2][1]({ threads: 2 });
  expect(after.dump().fitted).toEqual((await forests[2][1]({ threads: 1 })).dump().fitted);
});

test("an error of the caller's onProgress ends the threads", async () => {
  const onProgress = (): void => {
    throw new RangeError("caller");
  };
  await expect(forests[2][1]({ threads: 2, onProgress })).rejects.toThrow("caller");
});

test("where no thread can be started the calling one grows all trees", async () => {
  const alone = await forests[0][1]({ threads: 1 });
  // A flag of the whole process, which Node refuses for a thread; the other makes the flags given rather than inherited.
  process.execArgv.push("--input-type=module", "--title=forest");
  try {
    const together = await forests[0][1]({ threads: 2 });
    expect(here.grown).toBe(28);
    expect(together.dump().fitted).toEqual(alone.dump().fitted);
  } finally {
    process.execArgv.splice(-2);
  }
});

test("there are no more threads than trees", async () => {
  await new RandomForestRegressor({ nEstimators: 2 }).fit(X, targets, { threads: 3 });
  expect(started).toBe(2);
});

test("small fits start no thread, however many are allowed", async () => {
  estimate.isTrue = true;
  for (const [, fit] of forests) await fit({ threads: 8 });
  expect(started).toBe(0);
});

test.each([0, 1.5, 65, NaN, "2" as never])(
  "threads = %s is refused, also for a small fit",
  async (threads) => {
    estimate.isTrue = true;
    for (const [, fit] of forests) {
      const refused = fit({ threads });
      await expect(refused).rejects.toThrow(OptionValueError);
      await expect(refused).rejects.toThrow(/RandomForest\w+\.fit option threads: threads = .*1 to 64/);
    }
  },
);

test("without a seed two fits differ", async () => {
  const [a, b] = await Promise.all(
    [1, 2].map((threads) => new RandomForestRegressor({ nEstimators: 3 }).fit(X, targets, { threads })),
  );
  expect(a.dump().fitted).not.toEqual(b.dump().fitted);
});

test("more features than there are is refused before any thread is started", async () => {
  await expect(new RandomForestRegressor({ maxFeatures: 7 }).fit(X, targets, { threads: 2 })).rejects.toThrow(
    /maxFeatures = 7 of 6 features/,
  );
  expect(started).toBe(0);
});
