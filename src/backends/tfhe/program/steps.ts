/** A program with lookups: a flat list of steps on LWE ciphertexts, one value each. */
import type { Shape } from "../../../core/index.ts";
import type { InputSpec } from "../../backend.ts";
import type { NoiseConstraint } from "../params/index.ts";
import type { Register } from "./program.ts";

/** Torus words as decimal text: JSON has no 64-bit integers. */
export type TorusWord = string;

/**
 * target = sum of weight times register, plus weight times slot, plus a constant. Registers and the constant count in
 * units of `unit`, a slot in the steps of its element.
 */
export interface SumStep {
  readonly op: "sum";
  readonly target: Register;
  /** Number of the unit in the program's list. */
  readonly unit: number;
  readonly registers: readonly Register[];
  readonly weights: readonly number[];
  readonly slots: readonly number[];
  readonly slotWeights: readonly number[];
  readonly constant: number;
}

/** How several tables at one index share a rotation; see the noise formulas of each. */
export type LookupStyle = "single" | "interleaved" | "multi-value";

/** One table of a lookup, in units of `unit`. */
export interface LookupTarget {
  readonly target: Register;
  readonly unit: number;
  readonly values: readonly number[];
}

/** One blind rotation: keyswitch, modulus switch to 2N, rotation of the tables, extraction. */
export interface LookupStep {
  readonly op: "lookup";
  readonly source: Register;
  /** Unit of the source, and how many units a box takes. */
  readonly unit: number;
  readonly box: number;
  /** Added to the position, in boxes: box i holds positions from i - 1/2 - shift to i + 1/2 - shift. */
  readonly shift: number;
  readonly style: LookupStyle;
  readonly targets: readonly LookupTarget[];
  /** Indices it was made for, 0 .. entries - 1; null where the index wraps around on purpose. */
  readonly entries: number | null;
  /** Bits of precision it takes: log2 of the boxes on half the torus, rounded up. */
  readonly bits: number;
  /** Distance from the middle of a box to where a wrong coefficient may begin, as a fraction of the torus. */
  readonly halfWidth: number;
  /** Predicted variance of the noise at the decision, torus units squared. */
  readonly variance: number;
  /** What it asked of the parameters. */
  readonly constraint: NoiseConstraint;
  readonly origin: string;
}

/** Output `first` of the flat sample is min + index, the index 0 .. entries - 1 read from `source`. */
export interface OutputStep {
  readonly op: "output";
  readonly source: Register;
  readonly unit: number;
  readonly box: number;
  readonly entries: number;
  readonly min: number;
  readonly first: number;
  /** As that of a lookup; the switch to the answer's bits included. */
  readonly variance: number;
  readonly constraint: NoiseConstraint;
  readonly origin: string;
}

export type Step = SumStep | LookupStep | OutputStep;

/** One step of an input element is `scale` times unit number `unit`. */
export interface ElementScale {
  readonly unit: number;
  readonly scale: number;
}

/** A lowered graph with lookups. */
export interface StepProgram {
  readonly inputs: readonly InputSpec[];
  readonly outputs: readonly { readonly shape: Shape }[];
  /** Input elements that travel as bits; see `slotsOf`, which numbers the slots. */
  readonly thermometer: readonly number[];
  /** How each input element, or each of its bits, is scaled; null for elements nothing reads. */
  readonly elements: readonly (ElementScale | null)[];
  /** Torus words of one unit. Even: halves of a unit are exact. */
  readonly units: readonly TorusWord[];
  readonly registers: number;
  /** Every register is written once, before it is read. */
  readonly steps: readonly Step[];
}
