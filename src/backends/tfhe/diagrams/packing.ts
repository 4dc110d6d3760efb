/**
 * Which coefficient holds what. A packed ciphertext holds the bits of some elements, each at every level of the gadget;
 * they are numbered as the leaves of the expansion's tree from left to right, so that those of an element lie under few
 * nodes and what no node needs is never expanded. Step i of the expansion parts by bit i of a coefficient's index: leaf x
 * is coefficient reverse(x).
 */
import type { DiagramParameters } from "./shape.ts";

/** How the bits of a sample are spread over ciphertexts. */
export interface Packing {
  /** Bits of a ciphertext; the last one may have fewer. */
  readonly bitsPerCiphertext: number;
  /** Coefficients in use: bits times levels. */
  readonly items: number;
  /** Body words that travel: all where coefficients beyond the expanded ones must be known to be zero. */
  readonly words: number;
}

/** Where things are for `bits` bits in all. */
export function packingOf(
  bits: number,
  { ciphertexts, expansion, query, polynomialSize }: PackingShape,
): Packing {
  const bitsPerCiphertext = Math.ceil(bits / ciphertexts);
  const items = bitsPerCiphertext * query.levels;
  // Expanded to the last coefficient, what did not travel is garbage of leaves nobody takes.
  return {
    bitsPerCiphertext,
    items,
    words: 2 ** expansion.length === polynomialSize ? items : polynomialSize,
  };
}

type PackingShape = Pick<DiagramParameters, "ciphertexts" | "query" | "polynomialSize"> & {
  readonly expansion: { readonly length: number };
};

/** The coefficient of leaf x of a tree of `steps` steps. */
export function reversed(x: number, steps: number): number {
  let out = 0;
  for (let i = 0; i < steps; i++) out |= ((x >> i) & 1) << (steps - 1 - i);
  return out;
}

/** Coefficients whose body words travel, in the order they do. */
export function sentCoefficients(packing: Packing, shape: PackingShape): Int32Array {
  const steps = shape.expansion.length;
  return Int32Array.from({ length: packing.words }, (_, i) =>
    packing.words === packing.items ? reversed(i, steps) : i,
  );
}

/** Where one used bit is: its ciphertext, and its first leaf there. */
export function placeOf(bit: number, packing: Packing, levels: number): { ciphertext: number; leaf: number } {
  return {
    ciphertext: Math.floor(bit / packing.bitsPerCiphertext),
    leaf: (bit % packing.bitsPerCiphertext) * levels,
  };
}

/**
 * Keyswitches of each step: nodes of the trees above a leaf that is used.
 *
 * @param used - Positions of the used bits among those that are sent, ascending.
 */
export function splitCounts(
  used: readonly number[],
  packing: Packing,
  steps: number,
  levels: number,
): number[] {
  const counts = new Array<number>(steps).fill(0);
  for (let step = 0; step < steps; step++) {
    const shift = steps - step;
    let last = -1;
    for (const bit of used) {
      const { ciphertext, leaf } = placeOf(bit, packing, levels);
      const from = ciphertext * 2 ** step + (leaf >> shift);
      const to = ciphertext * 2 ** step + ((leaf + levels - 1) >> shift);
      counts[step] += to - Math.max(from, last + 1) + 1;
      last = to;
    }
  }
  return counts;
}
