/**
 * Tapes in stages, laid out in shared memory so that threads take one after the other by themselves: a message to a thread
 * and back takes as long as a few products.
 */
import type { Call, ThreadPlan } from "./calls.ts";
import type { Heap } from "./heap.ts";
import type { KernelExports } from "./instantiate.ts";

/**
 * Makes the tape of thread `slot`: operations as in `assembly/diagrams.ts`. Tapes without scratch ciphertexts of their own
 * give the same array for all.
 */
export type Tape = (slot: number) => Int32Array;

/** What the tapes of a plan need besides their addresses. */
export interface TapeWork {
  /** Transformed polynomials the largest operation holds. */
  readonly rows: number;
  /** Words of a leaf. */
  readonly outputs: number;
}

/** A plan as the thread that begins it sees it. */
export interface Plan {
  /** How many it has. */
  readonly tapes: number;
  /** The counters of {@link ThreadPlan.state}. */
  readonly state: Int32Array;
  /** By slot. */
  readonly threads: readonly ThreadPlan[];
}

/** A tape's record: tapes that come before its stage, tapes that come before the next, address and bytes. */
const RECORD_WORDS = 4;
/** The counters have a cache line each. */
const STATE_WORDS = 64;
const NEXT = 0;
const DONE = 32;
/** A bit set in the tapes done by whoever stops a run: more than any plan has. */
const STOPPED = 2 ** 30;

/**
 * Writes tapes and counters to memory, and a record of each tape for each thread.
 *
 * @param threads - By slot, what calls take besides a tape.
 */
export function layOut(
  heap: Heap,
  stages: readonly (readonly Tape[])[],
  threads: readonly Omit<ThreadPlan, "state" | "records" | "count">[],
): Plan {
  const count = stages.reduce((sum, tapes) => sum + tapes.length, 0);
  const state = heap.allocate(4 * STATE_WORDS);
  const placed = new Map<Int32Array, number>();
  const place = (tape: Int32Array): number => {
    let address = placed.get(tape);
    if (address === undefined) {
      address = heap.allocate(tape.byteLength);
      heap.words32(address, tape.length).set(tape);
      placed.set(tape, address);
    }
    return address;
  };
  const plans = threads.map((thread, slot) => {
    let start = 0;
    const all = stages.flatMap((tapes) => {
      const end = start + tapes.length;
      const some = tapes.flatMap((make) => {
        const tape = make(slot);
        return [start, end, place(tape), tape.byteLength];
      });
      start = end;
      return some;
    });
    const records = heap.allocate(4 * all.length);
    heap.words32(records, all.length).set(all);
    return { ...thread, state, records, count };
  });
  return { tapes: count, state: new Int32Array(heap.buffer, state, STATE_WORDS), threads: plans };
}

/** What one thread alone does for a plan. */
export function callsOf(memory: ArrayBufferLike, plan: ThreadPlan): Call[] {
  const records = recordsOf(memory, plan);
  return Array.from({ length: plan.count }, (_, tape) => {
    const { address, bytes } = recordAt(records, tape);
    return ["runTape", address, bytes, plan.rows, plan.polys, plan.glweDimension, plan.outputs];
  });
}

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
  const records = recordsOf(memory, plan);
  for (;;) {
    const tape = Atomics.add(state, NEXT, 1);
    if (tape >= count) return;
    const { start, end, address, bytes } = recordAt(records, tape);
    if (!reached(state, start)) return;
    kernel.runTape(address, bytes, rows, polys, glweDimension, outputs);
    if (Atomics.add(state, DONE, 1) + 1 === end) Atomics.notify(state, DONE);
  }
}

function recordsOf(memory: ArrayBufferLike, { records, count }: ThreadPlan): Uint32Array {
  return new Uint32Array(memory, records, RECORD_WORDS * count);
}

function recordAt(
  records: Uint32Array,
  tape: number,
): { start: number; end: number; address: number; bytes: number } {
  const [start, end, address, bytes] = records.subarray(RECORD_WORDS * tape, RECORD_WORDS * (tape + 1));
  return { start, end, address, bytes };
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
