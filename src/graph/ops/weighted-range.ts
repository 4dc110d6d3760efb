import type { OpRange } from "../op.ts";
import type { Range } from "../types.ts";

/** Collects the ranges of sums of weight times x, one sum after the other. */
export interface WeightedRange {
  /** One more term of the current sum. */
  add(weight: number): void;
  /** Ends the current sum. */
  end(): void;
  /** The range of all ended sums, and the largest magnitude of any partial sum in any order. */
  range(): OpRange;
}

/**
 * The exact interval of sums of public weights times independent values of one range:
 * each term reaches w * max for w > 0 and w * min for w < 0, and all can do so at once.
 */
export function weightedRange({ min, max }: Range): WeightedRange {
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  let low = 0;
  let high = 0;
  let partial = 0;
  let lowest = Infinity;
  let highest = -Infinity;
  let largest = 0;
  return {
    add(weight) {
      low += weight > 0 ? weight * min : weight * max;
      high += weight > 0 ? weight * max : weight * min;
      partial += Math.abs(weight) * magnitude;
    },
    end() {
      lowest = Math.min(lowest, low);
      highest = Math.max(highest, high);
      largest = Math.max(largest, partial);
      low = high = partial = 0;
    },
    range: () => ({ min: lowest + 0, max: highest + 0, partial: largest }),
  };
}
