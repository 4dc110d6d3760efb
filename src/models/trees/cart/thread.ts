import { hasNodeWorkers, nodeWorkerArguments } from "../../../backends/tfhe/kernel/index.ts";
import type { FromGrower, ToGrower } from "./messages.ts";

/** A worker thread of Node, Deno or a browser behind one face. */
export interface Thread {
  /** One message at a time; a thread that ended answers an error. */
  ask(message: ToGrower): Promise<FromGrower>;
  close(): Promise<void>;
}

/**
 * Starts a thread; undefined where that is forbidden. One whose file is missing, as bundlers may leave it, answers an
 * error to the first message.
 */
export async function startThread(): Promise<Thread | undefined> {
  try {
    return hasNodeWorkers() ? await startNodeThread() : startWebThread();
  } catch {
    return undefined;
  }
}

async function startNodeThread(): Promise<Thread> {
  const { Worker } = await import("node:worker_threads");
  const worker = new Worker(...nodeWorkerArguments(import.meta.url));
  const answers = new Answers();
  worker.on("message", (answer: FromGrower) => {
    answers.take(answer);
  });
  worker.on("error", (error) => {
    answers.end(String(error));
  });
  worker.on("exit", () => {
    answers.end("the thread ended");
  });
  return {
    ask: (message) =>
      answers.next(() => {
        worker.postMessage(message);
      }),
    close: async () => {
      answers.end("the thread was closed");
      await worker.terminate();
    },
  };
}

function startWebThread(): Thread {
  // Bundlers look for exactly this expression.
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  const answers = new Answers();
  worker.onmessage = ({ data }: MessageEvent<FromGrower>) => {
    answers.take(data);
  };
  worker.onerror = ({ message }) => {
    answers.end(message);
  };
  return {
    ask: (message) =>
      answers.next(() => {
        worker.postMessage(message);
      }),
    close: () => {
      answers.end("the thread was closed");
      worker.terminate();
      return Promise.resolve();
    },
  };
}

/** Answers of a thread, one to each message; whoever waits when it ends is told, and so is who asks later. */
class Answers {
  #waiting: ((answer: FromGrower) => void) | undefined;
  #end: FromGrower | undefined;

  next(post: () => void): Promise<FromGrower> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      if (this.#end) this.take(this.#end);
      else post();
    });
  }

  take(answer: FromGrower): void {
    this.#waiting?.(answer);
    this.#waiting = undefined;
  }

  end(error: string): void {
    this.#end ??= { error };
    this.take(this.#end);
  }
}
