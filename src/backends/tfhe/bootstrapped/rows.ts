import type { Address, LevelledKernel } from "../levelled/index.ts";

/** Rows of words weighted and added: addresses relative to a base, and weights, in the kernel's memory. */
export interface WeightedRows {
  readonly offsets: Address;
  readonly weights: Address;
  readonly count: number;
}

/**
 * Places a weighted sum of rows that lie `offset` words after a base.
 *
 * @param offsets - In words, one a row.
 */
export function placeRows(
  kernel: LevelledKernel,
  offsets: readonly number[],
  weights: readonly number[],
): WeightedRows {
  const count = offsets.length;
  const placed = { offsets: kernel.bytes(4 * count), weights: kernel.words(count), count };
  // A row `offset` words further on is what the kernel calls a polynomial turned back by as much.
  kernel.i32(placed.offsets, count).set(offsets.map((offset) => -offset));
  kernel
    .u64(placed.weights, count)
    .set(BigUint64Array.from(weights, (weight) => BigInt.asUintN(64, BigInt(weight))));
  return placed;
}

/** out[i] += sum of weight times word i of each row, for i below `words`. */
export function addRows(
  kernel: LevelledKernel,
  base: Address,
  { offsets, weights, count }: WeightedRows,
  words: number,
  out: Address,
): void {
  if (count > 0) kernel.run.addWeighted(base, 0, offsets, weights, count, 0, words, out);
}
