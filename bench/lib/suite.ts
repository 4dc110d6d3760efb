/** What a `*.bench.ts` file exports, and how it is measured. */
import { Bench } from "tinybench";
import { summarise, type Summary } from "./stats.ts";

export type Unit = "ms" | "bytes" | "rows/s" | "gain";

/** Work to time. */
export interface BenchTask {
  /** Ciphertexts, rows or calls that one run handles: times are divided by it. Default 1. */
  readonly per?: number;
  /** Rows a second instead of milliseconds. */
  readonly unit?: "ms" | "rows/s";
  readonly run: () => unknown;
}

/** A figure the file measured itself: a size, or work too long to repeat. */
export interface Figure {
  readonly value: number;
  readonly unit: Unit;
}

export interface SuiteBody {
  /** The first is what the others are compared with, where `compare` is set. */
  readonly tasks?: Readonly<Record<string, BenchTask>>;
  readonly figures?: Readonly<Record<string, Figure>>;
  /** The tasks do the same work: show ratios to the first. */
  readonly compare?: boolean;
  /** Runs take seconds: three rounds of one run each, after one to warm up. */
  readonly slow?: boolean;
  readonly close?: () => unknown;
}

export interface SuiteContext {
  readonly quick: boolean;
}

export interface BenchSuite {
  readonly title: string;
  /** Prepares the work and verifies its results: a wrong result throws before anything is timed. */
  readonly prepare: (context: SuiteContext) => SuiteBody | Promise<SuiteBody>;
}

export interface SuiteRow {
  readonly name: string;
  readonly unit: Unit;
  readonly summary: Summary;
  readonly ratio?: number;
}

export function suite(title: string, prepare: BenchSuite["prepare"]): BenchSuite {
  return { title, prepare };
}

/** Prepares, warms up, then times all tasks round by round in turn; medians of the rounds' medians. */
export async function measureSuite(
  { prepare }: BenchSuite,
  context: SuiteContext,
  onRound: (round: number, rounds: number) => void = () => undefined,
): Promise<SuiteRow[]> {
  const body = await prepare(context);
  try {
    const tasks = Object.entries(body.tasks ?? {});
    const medians = new Map<string, number[]>(tasks.map(([name]) => [name, []]));
    const slow = body.slow === true;
    const rounds = tasks.length === 0 ? 0 : context.quick || slow ? 3 : 9;
    for (let round = 0; round < rounds; round++) {
      onRound(round + 1, rounds);
      const bench = new Bench({
        // A round runs a task for 40 ms and at least twice.
        time: slow ? 0 : 40,
        iterations: slow ? 1 : 2,
        // Every round: the tasks before this one have used the caches for something else.
        warmup: !slow || round === 0,
        warmupTime: round === 0 && !slow ? 100 : 0,
        warmupIterations: 1,
        throws: true,
      });
      const order = round % 2 === 0 ? tasks : tasks.toReversed();
      for (const [name, { run }] of order) bench.add(name, run);
      for (const { name, result } of await bench.run()) {
        if (result.state === "completed") medians.get(name)!.push(result.latency.p50);
      }
    }
    const first = tasks.length > 0 ? tasks[0] : undefined;
    const perOne = (name: string, { per = 1 }: BenchTask): Summary =>
      summarise(medians.get(name)!.map((ms) => ms / per));
    const baseline = first === undefined ? NaN : perOne(...first).median;
    const timed = tasks.map(([name, task]): SuiteRow => {
      const summary = perOne(name, task);
      if (task.unit === "rows/s") {
        const rates = medians.get(name)!.map((ms) => ((task.per ?? 1) * 1000) / ms);
        return { name, unit: "rows/s", summary: summarise(rates) };
      }
      const row = { name, unit: "ms", summary } as const;
      return body.compare === true ? { ...row, ratio: summary.median / baseline } : row;
    });
    const figures = Object.entries(body.figures ?? {}).map(([name, { value, unit }]): SuiteRow => ({
      name,
      unit,
      summary: summarise([value]),
    }));
    return [...timed, ...figures];
  } finally {
    await body.close?.();
  }
}
