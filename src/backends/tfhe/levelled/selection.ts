import type { Address, LevelledKernel } from "./kernel.ts";

/** A word of all ones for each bit that is 1, of zeros for each 0: what the kernel selects by, without branches. */
export function selectionWords(bits: Uint8Array): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(bits, (bit) => BigInt.asUintN(64, -BigInt(bit)));
}

/**
 * Lends secret selection words to `use` in the kernel's memory. What a runtime lets us do: that copy is overwritten, the
 * garbage collector's are not.
 */
export function withSelection<T>(
  kernel: LevelledKernel,
  words: BigUint64Array,
  use: (select: Address) => T,
): T {
  const mark = kernel.mark();
  const select = kernel.words(words.length);
  kernel.u64(select, words.length).set(words);
  try {
    return use(select);
  } finally {
    kernel.u64(select, words.length).fill(0n);
    kernel.release(mark);
  }
}
