import { MemoryLimitError, threadsToUse, throwIfCancelled } from "../../core/index.ts";
import type { ExecuteOptions } from "../backend.ts";
import { Turns } from "./turns.ts";

/** How a server's engine is made. */
export interface EngineMaker<Keys, Engine> {
  /** Rejects leaving nothing open. */
  open(keys: Keys, threads: number, signal: AbortSignal | undefined): Promise<Engine>;
  /** Puts other keys in the place of those of an open engine; without it such an engine is closed and a new one opened. */
  load?(engine: Engine, keys: Keys, signal: AbortSignal | undefined): Promise<void>;
  close(engine: Engine): Promise<void>;
}

/**
 * A server's engine: that of the keys used last and of one number of threads, so that the next run of the same client finds
 * everything in place. Runs with others wait until it is free.
 */
export class KeptEngine<Keys, Engine> {
  readonly #maker: EngineMaker<Keys, Engine>;
  readonly #turns = new Turns();
  #kept: { readonly keys: Keys; readonly threads: number; readonly engine: Engine } | undefined;

  constructor(maker: EngineMaker<Keys, Engine>) {
    this.#maker = maker;
  }

  /**
   * Runs `work` with the engine of these keys, after all that was asked for before.
   *
   * @throws OptionValueError for `threads` that are none, CancelledError.
   */
  run<T>(keys: Keys, { threads, signal }: ExecuteOptions, work: (engine: Engine) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      throwIfCancelled(signal, "run");
      return work(await this.#open(keys, threadsToUse(threads, "run option threads"), signal));
    });
  }

  /** Of the engine as it is once all runs asked for before have ended; undefined where none is open. */
  look<T>(at: (engine: Engine) => T): Promise<T | undefined> {
    return this.#turns.take(() => Promise.resolve(this.#kept && at(this.#kept.engine)));
  }

  /** Ends worker threads and frees the memory of the keys used last, once all runs asked for before have ended. */
  close(): Promise<void> {
    return this.#turns.take(() => this.#free());
  }

  async #open(keys: Keys, threads: number, signal: AbortSignal | undefined): Promise<Engine> {
    const kept = this.#kept;
    if (kept?.threads === threads) {
      if (kept.keys === keys) return kept.engine;
      if (this.#maker.load !== undefined) {
        this.#kept = undefined;
        try {
          await this.#maker.load(kept.engine, keys, signal);
        } catch (error) {
          await this.#maker.close(kept.engine);
          throw error;
        }
        this.#kept = { keys, threads, engine: kept.engine };
        return kept.engine;
      }
    }
    await this.#free();
    const engine = await this.#maker.open(keys, threads, signal);
    this.#kept = { keys, threads, engine };
    return engine;
  }

  async #free(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept !== undefined) await this.#maker.close(kept.engine);
  }
}

/** The most memory a run may take, in bytes. */
const MEMORY_LIMIT = 2 ** 31;

/** @throws MemoryLimitError where `bytes` are more than a run may take. */
export function checkMemory(bytes: number, what: string, remedy: string): void {
  if (bytes <= MEMORY_LIMIT) return;
  const megabytes = (count: number): string => `${Math.ceil(count / 2 ** 20)} MB`;
  throw new MemoryLimitError({
    where: "run",
    problem: `${what} ${megabytes(bytes)}`,
    allowed: `at most ${megabytes(MEMORY_LIMIT)}`,
    remedy,
  });
}
