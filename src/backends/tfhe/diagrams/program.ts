/** Decision diagrams over the bits of encrypted inputs: what CMUX gates evaluate without a bootstrap. */
import type { Range } from "../../../graph/index.ts";
import type { Shape } from "../../../core/index.ts";
import type { InputSpec } from "../../backend.ts";

/** One bit a client encrypts: bit number `bit` (0 the lowest) of x - min, for one element of the flat sample. */
export interface DiagramBit {
  readonly element: number;
  readonly bit: number;
}

/** A node by its number, or a leaf as -1 - number. */
export type DiagramRef = number;

/** `zero` where the bit is 0, `one` where it is 1. */
export interface DiagramNode {
  /** Number in the program's list of bits. */
  readonly bit: number;
  readonly zero: DiagramRef;
  readonly one: DiagramRef;
}

/**
 * A function of some bits as a table: the entry whose number the bits make up, added to the outputs. Evaluated by vertical
 * packing: few CMUX choose a polynomial that holds many entries, then each lower bit rotates it.
 */
export interface DiagramTable {
  /** Numbers in the program's list of bits, the lowest bit of an entry's number first. */
  readonly bits: readonly number[];
  /** 2^bits entries, an integer for each output element. */
  readonly values: readonly (readonly number[])[];
}

/**
 * output[c] = bias[c] + sum over roots of what the diagram leads to + sum over tables of their entries, an integer for each output.
 *
 * Diagrams are reduced and share equal nodes over all roots.
 */
export interface DiagramProgram {
  readonly kind: "diagrams";
  readonly inputs: readonly InputSpec[];
  readonly outputs: readonly { readonly shape: Shape }[];
  /** Bits that nodes read. What the client sends is chosen from the inputs' ranges alone, not from these. */
  readonly bits: readonly DiagramBit[];
  /** Leaves: an integer for each output element. */
  readonly leaves: readonly (readonly number[])[];
  /** Children come before their parents. */
  readonly nodes: readonly DiagramNode[];
  readonly roots: readonly DiagramRef[];
  readonly tables?: readonly DiagramTable[];
  readonly bias: readonly number[];
  /** Range of each output element, bias included. */
  readonly ranges: readonly Range[];
}
