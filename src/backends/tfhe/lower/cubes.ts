import type { ScalarCircuit, ScalarLookup } from "./scalar-circuit.ts";

/** [x >= threshold] of an element of the flat sample, or its opposite. */
export interface Literal {
  readonly slot: number;
  readonly element: number;
  readonly threshold: number;
  readonly isTrue: boolean;
}

/** A lookup that is `value` where all literals hold, else `otherwise`: a leaf of a decision tree, for example. */
export interface Cube {
  readonly literals: readonly Literal[];
  readonly value: number;
  readonly otherwise: number;
}

/**
 * The cube a table of a lookup is: a sum of bits whose table is constant but for the one value that only all bits
 * together reach. Undefined for any other lookup.
 */
export function cubeOf(
  { kind, index, entries, tables }: ScalarLookup,
  table: number,
  circuit: ScalarCircuit,
): Cube | undefined {
  if (kind !== "table" || index.terms.size !== entries - 1) return undefined;
  const values = tables[table];
  const middle = values[1];
  const inner = values.subarray(1, entries - 1);
  if (!inner.every((value) => value === middle)) return undefined;
  const isTop = values[0] === middle;
  if (isTop === (values[entries - 1] === middle)) return undefined;
  const literals: Literal[] = [];
  for (const [variable, weight] of index.terms) {
    if (variable >= circuit.slots.length || Math.abs(weight) !== 1) return undefined;
    const { element, threshold } = circuit.slots[variable];
    if (threshold === null) return undefined;
    literals.push({ slot: variable, element, threshold, isTrue: weight > 0 === isTop });
  }
  return { literals, value: isTop ? values[entries - 1] : values[0], otherwise: middle };
}
