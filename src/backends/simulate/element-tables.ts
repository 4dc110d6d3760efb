import type { Load, Product, Slot } from "../tfhe/program/index.ts";

/** A product over inputs of which some travel as bits, by element: bits [x >= t] together are a table over x. */
export interface ElementTables {
  readonly outputs: number;
  /** Elements that travel as they are: position in the row, and a weight for every output. */
  readonly linear: readonly { readonly element: number; readonly weights: Float64Array }[];
  /** Elements that travel as bits: what value min + i adds to output c is table[i * outputs + c]. */
  readonly tables: readonly {
    readonly element: number;
    readonly min: number;
    readonly table: Float64Array;
  }[];
  readonly bias: Float64Array;
}

/** @param loads - The loads of the product's sources. */
export function elementTables(
  { outputs, weights, bias }: Product,
  loads: readonly Load[],
  slots: readonly Slot[],
): ElementTables {
  const weightsOf = (slot: number): Float64Array => {
    const source = loads.findIndex(({ first, count }) => slot >= first && slot < first + count);
    const { first, count } = loads[source];
    return Float64Array.from({ length: outputs }, (_, c) => weights[source][c * count + slot - first]);
  };
  const linear: { element: number; weights: Float64Array }[] = [];
  const tables: { element: number; min: number; table: Float64Array }[] = [];
  for (let slot = 0; slot < slots.length; slot++) {
    const { element, threshold } = slots[slot];
    if (threshold === null) {
      linear.push({ element, weights: weightsOf(slot) });
      continue;
    }
    const rows = [new Float64Array(outputs)];
    for (; slots.at(slot)?.element === element && slot < slots.length; slot++) {
      const added = weightsOf(slot);
      rows.push(rows[rows.length - 1].map((sum, c) => sum + added[c]));
    }
    slot--;
    const table = new Float64Array(rows.length * outputs);
    rows.forEach((row, i) => {
      table.set(row, i * outputs);
    });
    tables.push({ element, min: threshold - 1, table });
  }
  return { outputs, linear, tables, bias };
}

/** The product of every row of inputs: `[rows, outputs]`. */
export function sumElements(plan: ElementTables, data: Float64Array, width: number): Float64Array {
  const { outputs, linear, tables, bias } = plan;
  const rows = data.length / width;
  const out = new Float64Array(rows * outputs);
  for (let row = 0, at = 0, start = 0; row < rows; row++, at += width, start += outputs) {
    for (let c = 0; c < outputs; c++) out[start + c] = bias[c];
    for (const { element, weights } of linear) {
      const x = data[at + element];
      for (let c = 0; c < outputs; c++) out[start + c] += x * weights[c];
    }
    for (const { element, min, table } of tables) {
      const from = (data[at + element] - min) * outputs;
      for (let c = 0; c < outputs; c++) out[start + c] += table[from + c];
    }
  }
  return out;
}
