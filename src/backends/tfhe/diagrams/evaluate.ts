import { elementBits } from "./bits.ts";
import type { DiagramProgram } from "./program.ts";

/**
 * A program ready to walk on clear rows: its nodes as one array, bits as shifts.
 *
 * The result of one row is `bias` plus the leaves that its bits lead to.
 */
export class DiagramWalker {
  readonly outputs: number;
  readonly #roots: Int32Array;
  /** Four numbers a node: element, bit, zero, one. */
  readonly #nodes: Int32Array;
  readonly #leaves: Float64Array;
  readonly #bias: Float64Array;
  readonly #minimums: Float64Array;

  /** Element and bit of each bit of an entry's number, and the entries. */
  readonly #tables: readonly { readonly bits: Int32Array; readonly values: Float64Array }[];

  constructor({ inputs, bits, nodes, leaves, roots, bias, tables = [] }: DiagramProgram) {
    this.outputs = bias.length;
    this.#roots = Int32Array.from(roots);
    this.#nodes = Int32Array.from(
      nodes.flatMap(({ bit, zero, one }) => [bits[bit].element, bits[bit].bit, zero, one]),
    );
    this.#leaves = Float64Array.from(leaves.flat());
    this.#bias = Float64Array.from(bias);
    this.#tables = tables.map((table) => ({
      bits: Int32Array.from(table.bits.flatMap((bit) => [bits[bit].element, bits[bit].bit])),
      values: Float64Array.from(table.values.flat()),
    }));
    this.#minimums = Float64Array.from(elementBits(inputs), ({ min }) => min);
  }

  /** Writes the outputs of the row at `first` of `data` to `out` at `to`. */
  row(data: Float64Array, first: number, out: Float64Array, to: number): void {
    const nodes = this.#nodes;
    const leaves = this.#leaves;
    const minimums = this.#minimums;
    const width = this.outputs;
    out.set(this.#bias, to);
    for (let ref of this.#roots) {
      while (ref >= 0) {
        const at = 4 * ref;
        const element = nodes[at];
        const x = data[first + element] - minimums[element];
        const shift = nodes[at + 1];
        // Ranges of more than 31 bits do not travel as bits.
        ref = nodes[at + 2 + ((x >> shift) & 1)];
      }
      for (let c = 0, leaf = (-1 - ref) * width; c < width; c++) out[to + c] += leaves[leaf + c];
    }
    for (const { bits, values } of this.#tables) {
      let entry = 0;
      for (let b = 0; b < bits.length; b += 2) {
        const x = data[first + bits[b]] - minimums[bits[b]];
        entry |= ((x >> bits[b + 1]) & 1) << (b >> 1);
      }
      for (let c = 0; c < width; c++) out[to + c] += values[entry * width + c];
    }
  }
}
