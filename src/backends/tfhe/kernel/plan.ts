/**
 * Tapes in stages, laid out in shared memory so that threads take one after the other by themselves: a message to a thread
 * and back takes as long as a few products.
 */
import type { KernelExports } from "./instantiate.ts";

/** What the tapes of a plan need besides their addresses. */
export interface TapeWork {
  /** Transformed polynomials the largest operation holds. */
  readonly rows: number;
  /** Words of a leaf. */
  readonly outputs: number;
}

/** A plan as one thread sees it: addresses, and what every call of the kernel takes. */
export interface ThreadPlan {
  /** Two counters: the next tape, and tapes done. */
  readonly state: number;
  /** A record a tape; addresses in tapes are those of this thread. */
  readonly records: number;
  readonly count: number;
  /** Scratch memory: transformed polynomials, and k + 4 polynomials. */
  readonly rows: number;
  readonly polys: number;
  readonly glweDimension: number;
  readonly outputs: number;
}

/** A tape's record: tapes that come before its stage, tapes that come before the next, address and bytes. */
export const RECORD_WORDS = 4;
/** The counters have a cache line each. */
export const STATE_WORDS = 64;
const NEXT = 0;
const DONE = 32;
/** A bit set in the tapes done by whoever stops a run: more than any plan has. */
const STOPPED = 2 ** 30;

/** Begins a run anew. No thread may be in it. */
export function reset(state: Int32Array): void {
  Atomics.store(state, NEXT, 0);
  Atomics.store(state, DONE, 0);
}

/** Makes all threads return after the tapes they are at. */
export function stop(state: Int32Array): void {
  Atomics.or(state, DONE, STOPPED);
  Atomics.notify(state, DONE);
}

/** Tapes done so far, in a run that may have been stopped. */
export function tapesDone(state: Int32Array): number {
  return Atomics.load(state, DONE) % STOPPED;
}

/**
 * Runs tapes until none is left or the run is stopped. Threads take tapes in order, so the first that is not done waits
 * for nothing but those before its stage: all threads get to the end. If a call throws, {@link stop} the others.
 */
export function walk(kernel: KernelExports, memory: ArrayBufferLike, plan: ThreadPlan): void {
  const { count, rows, polys, glweDimension, outputs } = plan;
  const state = new Int32Array(memory, plan.state, STATE_WORDS);
  const records = new Uint32Array(memory, plan.records, RECORD_WORDS * count);
  for (;;) {
    const tape = Atomics.add(state, NEXT, 1);
    if (tape >= count) return;
    const [start, end, address, bytes] = records.subarray(RECORD_WORDS * tape, RECORD_WORDS * (tape + 1));
    if (!reached(state, start)) return;
    kernel.runTape(address, bytes, rows, polys, glweDimension, outputs);
    if (Atomics.add(state, DONE, 1) + 1 === end) Atomics.notify(state, DONE);
  }
}

/** Waits until `count` tapes are done; false where the run was stopped. */
function reached(state: Int32Array, count: number): boolean {
  for (;;) {
    const done = Atomics.load(state, DONE);
    if (done >= STOPPED) return false;
    if (done >= count) return true;
    // Returns at once if a tape was done or the run stopped since.
    Atomics.wait(state, DONE, done);
  }
}
