import { InternalError, throwIfCancelled, yieldToEventLoop } from "../../../core/index.ts";
import { perform, type Call, type FromWorker, type ToWorker } from "./calls.ts";
import { hasNodeWorkers } from "./features.ts";
import type { KernelExports } from "./instantiate.ts";
import { nodeWorkerArguments } from "./node-worker.ts";

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
  close(): Promise<void>;
}

/** The calling thread: lets the event loop in about every 30 ms. */
export function inlineRunner(kernel: KernelExports): Runner {
  let turn = Promise.resolve();
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
  return {
    threads: 1,
    // Operations share scratch memory: one after the other, in the order of the calls.
    run(chunks, where, signal) {
      const result = turn.then(() => runAll(chunks, where, signal));
      turn = result.catch(() => undefined);
      return result;
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
  let turn = Promise.resolve();
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
    run(chunks, where, signal) {
      const result = turn.then(() => runAll(chunks, where, signal));
      turn = result.catch(() => undefined);
      return result;
    },
    async close() {
      await turn;
      await Promise.all(pool.map((thread) => thread.close()));
    },
  };
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
