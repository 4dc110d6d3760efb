import type { BinnedMatrix } from "../binning/index.ts";

/** Neighbouring bins of a feature joined in at most `most` parts: the part of each bin. */
export function partsOf(bins: number, most: number): Uint16Array {
  return Uint16Array.from({ length: bins }, (_, bin) => Math.floor((bin * most) / Math.max(bins, most)));
}

/** Number of parts in a list of {@link partsOf}. */
export function countParts(parts: Uint16Array): number {
  return parts[parts.length - 1] + 1;
}

/** The cell of each row in a table of the parts of two features, row-major. */
export function cellsOf(
  { rows, columns }: BinnedMatrix,
  [a, b]: readonly [number, number],
  [ofA, ofB]: readonly [Uint16Array, Uint16Array],
): Uint32Array {
  const [first, second, width] = [columns[a], columns[b], countParts(ofB)];
  const cells = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) cells[i] = ofA[first[i]] * width + ofB[second[i]];
  return cells;
}
