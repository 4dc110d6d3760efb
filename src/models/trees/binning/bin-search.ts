import { countAtMost } from "./distinct.ts";

/** Cells an edge, so that most hold one edge or none. */
const CELLS_PER_EDGE = 8;

/**
 * Finds the bin of many values: cells of equal width tell which few edges are left to compare with.
 *
 * The cell of a value never falls as the value grows, so an edge in a lower cell is below the value and one in
 * a higher cell above it, however the arithmetic rounds.
 */
export class BinSearch {
  readonly #edges: Float64Array;
  readonly #low: number;
  readonly #perUnit: number;
  /** Edges in lower cells. */
  readonly #below: Uint32Array;

  constructor(edges: Float64Array) {
    this.#edges = edges;
    const cells = Math.max(CELLS_PER_EDGE * edges.length, 1);
    this.#low = edges.length > 0 ? edges[0] : 0;
    const width = edges.length > 0 ? edges[edges.length - 1] - this.#low : 0;
    // Without a usable width all values share a cell.
    const perUnit = (cells - 1) / width;
    this.#perUnit = Number.isFinite(perUnit) ? perUnit : 0;
    this.#below = new Uint32Array(cells + 1);
    for (const edge of edges) this.#below[this.#cell(edge) + 1]++;
    for (let cell = 0; cell < cells; cell++) this.#below[cell + 1] += this.#below[cell];
  }

  /** How many edges are at most `value`. */
  find(value: number): number {
    const cell = this.#cell(value);
    let bin = this.#below[cell];
    const end = this.#below[cell + 1];
    if (end - bin > CELLS_PER_EDGE) return countAtMost(this.#edges, value);
    while (bin < end && this.#edges[bin] <= value) bin++;
    return bin;
  }

  #cell(value: number): number {
    const cells = this.#below.length - 1;
    const cell = Math.floor((value - this.#low) * this.#perUnit);
    // Not a number where an infinite difference meets a factor of 0: everything shares a cell then.
    return cell > 0 ? Math.min(cell, cells - 1) : 0;
  }
}
