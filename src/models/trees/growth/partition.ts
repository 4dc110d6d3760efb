import type { BinColumn } from "../binning/index.ts";

/** Row numbers in the order of a growing tree: the rows of a node are neighbours, ascending. */
export class RowOrder {
  readonly rows: Uint32Array;
  readonly #right: Uint32Array;

  /** @param rows - Rows the tree is grown on, ascending; taken over. */
  constructor(rows: Uint32Array) {
    this.rows = rows;
    this.#right = new Uint32Array(rows.length);
  }

  /** Puts rows of [start, end) with bins below `bin` first, keeping the order; returns where the others begin. */
  split(column: BinColumn, bin: number, start: number, end: number): number {
    const [rows, right] = [this.rows, this.#right];
    let [left, moved] = [start, 0];
    for (let i = start; i < end; i++) {
      const row = rows[i];
      if (column[row] < bin) rows[left++] = row;
      else right[moved++] = row;
    }
    rows.set(right.subarray(0, moved), left);
    return left;
  }
}
