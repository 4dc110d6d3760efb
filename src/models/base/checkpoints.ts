import { throwIfCancelled, yieldToEventLoop } from "../../core/index.ts";
import type { RunOptions } from "../../core/index.ts";

/** Long enough that yielding costs nothing, short enough for a page to stay responsive. */
const MILLISECONDS_BETWEEN_YIELDS = 30;

/** The safe points of a long loop: cancellation, progress, and room for other tasks. */
export class Checkpoints {
  readonly #where: string;
  readonly #stage: string;
  readonly #total: number;
  readonly #options: RunOptions;
  #lastYield: number;

  /** Counts up to `total` units of `stage`, for example `"fit: iterations"`. */
  constructor(where: string, stage: string, total: number, options: RunOptions) {
    this.#where = where;
    this.#stage = stage;
    this.#total = total;
    this.#options = options;
    this.#lastYield = performance.now();
    throwIfCancelled(options.signal, where);
  }

  /** @throws CancelledError when the caller asked to stop. */
  async reach(done: number): Promise<void> {
    this.#options.onProgress?.({ stage: this.#stage, done, total: this.#total });
    if (performance.now() - this.#lastYield > MILLISECONDS_BETWEEN_YIELDS) {
      await yieldToEventLoop();
      this.#lastYield = performance.now();
    }
    throwIfCancelled(this.#options.signal, this.#where);
  }
}
