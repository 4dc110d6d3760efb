import { InternalError, Tensor, threadsToUse, throwIfCancelled, yieldToEventLoop } from "../../core/index.ts";
import type { ExecuteOptions, SimulateOptions } from "../backend.ts";
import { hasNodeWorkers, nodeWorkerArguments } from "../tfhe/kernel/index.ts";
import type { Lowered } from "../tfhe/lower/index.ts";
import { BlockCollector, blocksOf, simulateBlock } from "./blocks.ts";
import type { Block, BlockResult } from "./blocks.ts";
import type { FromSimulator, ToSimulator } from "./messages.ts";

/** Milliseconds of work below which starting threads costs more than they save. */
const WORTH_THREADS = 400;

/**
 * The same rows over several threads, in blocks; without threads where the work is short.
 *
 * @throws CancelledError between blocks; the threads are ended.
 */
export async function simulateRows(
  lowered: Lowered,
  features: Tensor,
  options: SimulateOptions & Pick<ExecuteOptions, "threads"> = {},
): Promise<Tensor> {
  const { signal } = options;
  const threads = threadsToUse(options.threads, "simulate option threads");
  const collector = new BlockCollector(features.length, options);
  const blocks = blocksOf(features, options);
  const take = (): Block | undefined => blocks.shift();
  // The first block tells how long the others will take.
  let took = 0;
  for (let block = take(); block !== undefined; block = take()) {
    throwIfCancelled(signal, "simulate");
    const start = performance.now();
    collector.add(block, simulateBlock(lowered, block, signal));
    took = performance.now() - start;
    if (threads > 1 && took * blocks.length > WORTH_THREADS) break;
    if (blocks.length > 0) await yieldToEventLoop();
  }
  const helpers = await Promise.all(
    Array.from({ length: Math.min(blocks.length, threads) }, () => startSimulator(lowered)),
  );
  try {
    await Promise.all(
      helpers.map(async (helper) => {
        for (let block = take(); block !== undefined; block = take()) {
          throwIfCancelled(signal, "simulate");
          collector.add(block, await helper.simulate(block));
        }
      }),
    );
  } finally {
    await Promise.all(helpers.map((helper) => helper.close()));
  }
  return collector.finish();
}

interface Simulator {
  simulate(block: Block): Promise<BlockResult>;
  close(): Promise<void>;
}

async function startSimulator(lowered: Lowered): Promise<Simulator> {
  const port = hasNodeWorkers() ? await startNodeWorker() : startWebWorker();
  port.post({ lowered });
  return {
    simulate: ({ first, features, seed }) =>
      new Promise((resolve, reject) => {
        port.listen((answer) => {
          if ("error" in answer) reject(failed(answer.error));
          else
            resolve({
              outputs: new Tensor(answer.outputs.data, answer.outputs.shape),
              report: answer.report,
            });
        });
        port.post({ first, features: { data: features.data.slice(), shape: features.shape }, seed });
      }),
    close: () => port.close(),
  };
}

/** A worker thread of Node, Deno or a browser behind one face. */
interface Port {
  post(message: ToSimulator): void;
  listen(listener: (answer: FromSimulator) => void): void;
  close(): Promise<void>;
}

async function startNodeWorker(): Promise<Port> {
  const { Worker } = await import("node:worker_threads");
  const worker = new Worker(...nodeWorkerArguments(import.meta.url));
  let listener: (answer: FromSimulator) => void = () => undefined;
  worker.on("message", (answer: FromSimulator) => {
    listener(answer);
  });
  worker.on("error", (error) => {
    listener({ error: String(error) });
  });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    listen: (next) => {
      listener = next;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

function startWebWorker(): Port {
  // Bundlers look for exactly this expression.
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    listen: (next) => {
      worker.onmessage = ({ data }: MessageEvent<FromSimulator>) => {
        next(data);
      };
      worker.onerror = (event) => {
        next({ error: event.message });
      };
    },
    close: () => {
      worker.terminate();
      return Promise.resolve();
    },
  };
}

function failed(problem: string): InternalError {
  return new InternalError({
    where: "simulation worker",
    problem,
    allowed: "blocks of rows that can be simulated",
    remedy: "report what led here",
  });
}
