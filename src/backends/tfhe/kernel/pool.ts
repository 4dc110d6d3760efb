import { InternalError, throwIfCancelled, yieldToEventLoop } from "../../../core/index.ts";
import { Turns } from "../turns.ts";
import { perform, type Call, type FromWorker, type ToWorker } from "./calls.ts";
import { hasNodeWorkers } from "./features.ts";
import type { KernelExports } from "./instantiate.ts";
import { nodeWorkerArguments } from "./node-worker.ts";
import { callsOf, reset, stop, tapesDone, type Plan } from "./plan.ts";

/** Makes the calls of one chunk; `slot` numbers the thread, whose scratch memory the calls use. */
export interface Chunk {
  prepare(slot: number): readonly Call[];
  finish?(slot: number): void;
}

/** Where chunks of work run. */
export interface Runner {
  readonly threads: number;
  /**
   * Runs all chunks, each on the next free thread. Rejects with `CancelledError` when `signal`
   * fires; chunks that were begun are over by then, and none is begun after.
   */
  run(chunks: readonly Chunk[], where: string, signal?: AbortSignal): Promise<void>;
  /** Runs all tapes of a plan; `onTape` once for each, not always at once. Rejects as `run`, between tapes. */
  walk(plan: Plan, where: string, signal?: AbortSignal, onTape?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds between looks at how far threads are that report nothing themselves. */
const PROGRESS_INTERVAL = 50;

/** The calling thread: lets the event loop in about every 30 ms. */
export function inlineRunner(kernel: KernelExports, memory: WebAssembly.Memory): Runner {
  const turns = new Turns();
  const runAll = async (chunks: readonly Chunk[], where: string, signal?: AbortSignal): Promise<void> => {
    let last = performance.now();
    for (const chunk of chunks) {
      for (const call of chunk.prepare(0)) {
        throwIfCancelled(signal, where);
        perform(kernel, [call]);
        if (performance.now() - last < 30) continue;
        await yieldToEventLoop();
        last = performance.now();
      }
      throwIfCancelled(signal, where);
      chunk.finish?.(0);
    }
  };
  // Operations share scratch memory: one after the other, in the order of the calls.
  const run: Runner["run"] = (chunks, where, signal) => turns.take(() => runAll(chunks, where, signal));
  return {
    threads: 1,
    run,
    walk({ threads: [plan] }, where, signal, onTape) {
      const calls = callsOf(memory.buffer, plan);
      const chunks = calls.map((call) => ({ prepare: () => [call], finish: () => onTape?.() }));
      return run(chunks, where, signal);
    },
    close: () => Promise.resolve(),
  };
}

/** A worker thread of Node, Deno or a browser behind one face. */
interface Thread {
  post(message: ToWorker): Promise<void>;
  close(): Promise<void>;
}

/** Starts `threads` workers on one shared memory. Idle workers do not keep a process alive. */
export async function workerRunner(
  threads: number,
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<Runner> {
  const start = hasNodeWorkers() ? startNodeThread : startWebThread;
  const pool = await Promise.all(Array.from({ length: threads }, start));
  await Promise.all(pool.map((thread) => thread.post({ module, memory })));
  const turns = new Turns();
  const runAll = async (chunks: readonly Chunk[], where: string, signal?: AbortSignal): Promise<void> => {
    let next = 0;
    let failed = false;
    const drain = async (thread: Thread, slot: number): Promise<void> => {
      while (next < chunks.length && signal?.aborted !== true && !failed) {
        const chunk = chunks[next++];
        try {
          await thread.post({ calls: chunk.prepare(slot) });
          chunk.finish?.(slot);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    };
    const results = await Promise.allSettled(pool.map(drain));
    for (const result of results) if (result.status === "rejected") throw result.reason;
    throwIfCancelled(signal, where);
  };
  return {
    threads,
    run: (chunks, where, signal) => turns.take(() => runAll(chunks, where, signal)),
    walk: (plan, where, signal, onTape) => turns.take(() => walkAll(pool, plan, where, signal, onTape)),
    close: () =>
      turns.take(async () => {
        await Promise.all(pool.map((thread) => thread.close()));
      }),
  };
}

/** Lets all threads take a plan's tapes; those that wait for a thread that failed are stopped. */
async function walkAll(
  pool: readonly Thread[],
  { state, threads }: Plan,
  where: string,
  signal?: AbortSignal,
  onTape?: () => void,
): Promise<void> {
  throwIfCancelled(signal, where);
  reset(state);
  const stopAll = (): void => {
    stop(state);
  };
  const errors: unknown[] = [];
  const fail = (error: unknown): void => {
    errors.push(error);
    stopAll();
  };
  let reported = 0;
  const report = (): void => {
    try {
      for (const done = tapesDone(state); reported < done && errors.length === 0; reported++) onTape?.();
    } catch (error) {
      fail(error);
    }
  };
  const timer = onTape && setInterval(report, PROGRESS_INTERVAL);
  signal?.addEventListener("abort", stopAll);
  await Promise.all(pool.map((thread, slot) => thread.post({ plan: threads[slot] }).catch(fail)));
  signal?.removeEventListener("abort", stopAll);
  clearInterval(timer);
  report();
  if (errors.length > 0) throw errors[0];
  throwIfCancelled(signal, where);
}

async function startNodeThread(): Promise<Thread> {
  const { Worker } = await import("node:worker_threads");
  const worker = new Worker(...nodeWorkerArguments(import.meta.url));
  worker.unref();
  let waiting: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const settle = (error?: Error): void => {
    worker.unref();
    const { resolve, reject } = waiting ?? {};
    waiting = undefined;
    if (error === undefined) resolve?.();
    else reject?.(error);
  };
  worker.on("message", ({ error }: FromWorker) => {
    settle(error === undefined ? undefined : workerFailed(error));
  });
  worker.on("error", (error) => {
    settle(workerFailed(String(error)));
  });
  worker.on("exit", () => {
    settle(workerFailed("the worker thread ended"));
  });
  return {
    post: (message) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        worker.ref();
        worker.postMessage(message);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}

function startWebThread(): Promise<Thread> {
  // Bundlers look for exactly this expression.
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  return Promise.resolve({
    post: (message) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
          if (data.error === undefined) resolve();
          else reject(workerFailed(data.error));
        };
        worker.onerror = (event) => {
          reject(workerFailed(event.message));
        };
        worker.postMessage(message);
      }),
    close: () => {
      worker.terminate();
      return Promise.resolve();
    },
  });
}

function workerFailed(problem: string): InternalError {
  return new InternalError({
    where: "engine worker",
    problem,
    allowed: "kernel calls that return",
    remedy: "close this engine and report what led here",
  });
}
