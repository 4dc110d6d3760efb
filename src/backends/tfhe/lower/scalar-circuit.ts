import type { Range } from "../../../graph/index.ts";
import type { Slot } from "../program/slots.ts";
import type { Form } from "./form.ts";

/**
 * How an index meets its tables.
 * - `table`: whole numbers 0 .. entries - 1, each with a box of its own.
 * - `approximate`: numbers between -1/2 and entries - 1/2; which box they are in is what is looked up, and noise
 *   decides near the borders. One more box keeps both ends apart.
 * - `bit`: whole numbers, looked up is their parity; a box is half the torus.
 */
export type LookupKind = "table" | "approximate" | "bit";

/** All tables looked up at one index, before it is decided how they share rotations. */
export interface ScalarLookup {
  readonly kind: LookupKind;
  readonly index: Form;
  /** Values the index takes. */
  readonly entries: number;
  /** Of each table its values at index 0, 1 ..; for a bit those for 0 and 1. */
  readonly tables: readonly Float64Array[];
  /** Of each table the variable it computes. */
  readonly variables: readonly number[];
  /** What it does in the user's words. */
  readonly origin: string;
}

/** An output element: a form, and the whole numbers it can be. */
export interface ScalarOutput extends Range {
  readonly form: Form;
  readonly origin: string;
}

/** Where a variable comes from: a slot, or a table of a lookup. */
export type Producer =
  | { readonly kind: "slot"; readonly slot: number }
  | { readonly kind: "lookup"; readonly lookup: number; readonly table: number };

/** A graph element by element: everything linear is in the forms, what remains are lookups. */
export interface ScalarCircuit {
  /** Positions in the flat sample of the elements that travel as bits, ascending. */
  readonly thermometer: readonly number[];
  /** Variables 0 .. slots - 1 are the slots. */
  readonly slots: readonly Slot[];
  /** Those the outputs need, operands before readers. */
  readonly lookups: readonly ScalarLookup[];
  readonly outputs: readonly ScalarOutput[];
  /** By variable; undefined for variables nothing needs. */
  readonly producers: readonly (Producer | undefined)[];
}
