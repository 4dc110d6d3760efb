import type { Shape } from "../../../core/index.ts";
import type { InputSpec } from "../../backend.ts";

/** The name of an intermediate ciphertext: printed as `%3`. */
export type Register = number;

/** Reads `count` features from `first` on, of all inputs in one row, as one packed GLWE ciphertext. */
export interface Load {
  readonly op: "load";
  readonly target: Register;
  readonly first: number;
  readonly count: number;
}

/**
 * The packed linear layer: `outputs` sums over all sources, weights[s][c * count_s + i] for output c and
 * feature i of source s, plus the integer bias[c].
 */
export interface Product {
  readonly op: "product";
  readonly target: Register;
  readonly sources: readonly Register[];
  readonly outputs: number;
  readonly weights: readonly Float64Array[];
  readonly bias: Float64Array;
  /** Coefficients from one output to the next: the width of the sources. */
  readonly stride: number;
}

/** Adds a fresh encryption of zero and flooding noise, so that an answer tells its value and no more. */
export interface Rerandomise {
  readonly op: "rerandomise";
  readonly target: Register;
  readonly source: Register;
}

/** Rounds an answer to the bits that matter before it travels. */
export interface Switch {
  readonly op: "switch";
  readonly target: Register;
  readonly source: Register;
}

/** Outputs `first` .. `first + count - 1` of the sample are read from `source`. */
export interface Output {
  readonly op: "output";
  readonly source: Register;
  readonly first: number;
  readonly count: number;
  readonly stride: number;
}

export type Instruction = Load | Product | Rerandomise | Switch | Output;

/** How output integers are read from a phase. */
export interface OutputEncoding {
  /** Messages are integers modulo 2^precision: one unit is 2^-precision of the torus. No padding bit. */
  readonly precision: number;
  /** Whether residues stand for -2^(precision-1) .. 2^(precision-1) - 1 or 0 .. 2^precision - 1. */
  readonly signed: boolean;
}

/** A lowered graph: a flat list of instructions on ciphertexts, and how values enter and leave. */
export interface TfheProgram {
  readonly inputs: readonly InputSpec[];
  /** Input elements that travel as bits; see `slotsOf`. Features are slots. */
  readonly thermometer: readonly number[];
  readonly outputs: readonly { readonly shape: Shape }[];
  readonly encoding: OutputEncoding;
  readonly instructions: readonly Instruction[];
}

/** The sum of the magnitudes of all weights of a product: what it multiplies a bounded error by. */
export function oneNorm({ weights }: Product): number {
  let sum = 0;
  for (const part of weights) for (const weight of part) sum += Math.abs(weight);
  return sum;
}

/** The 2-norm squared of all weights of a product: what it multiplies the variance of a coefficient by. */
export function squaredNorm({ weights }: Product): number {
  let sum = 0;
  for (const part of weights) for (const weight of part) sum += weight * weight;
  return sum;
}
