import { CancelledError } from "./errors.ts";

/** How far a long job is. `done` and `total` count the same unit, named by `stage`. */
export interface Progress {
  /** What is being counted: `"fit: iterations"`, `"run: bootstraps"`. */
  readonly stage: string;
  readonly done: number;
  /** Expected final value of `done`; an upper bound where the exact number is not known. */
  readonly total: number;
}

/** Options every long-running function takes. */
export interface RunOptions {
  /** Aborting it makes the function reject with a {@link CancelledError} at the next safe point. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then, never more often than once a batch of work. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Throws if the caller asked to stop.
 *
 * @throws CancelledError when `signal` is aborted; its `cause` is the signal's reason.
 */
export function throwIfCancelled(signal: AbortSignal | undefined, where: string): void {
  if (!signal?.aborted) return;
  throw new CancelledError({
    where,
    problem: "the AbortSignal was aborted",
    allowed: "a signal that is not aborted until the call has finished",
    remedy: "call again with a fresh signal if the result is still wanted",
    cause: signal.reason,
  });
}

/** Lets timers and messages run, so that a long loop can be cancelled and does not freeze a page. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
