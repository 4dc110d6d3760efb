import type { Shape } from "../core/index.ts";
import { sizeOf } from "../core/index.ts";
import type { Attributes } from "./attributes.ts";
import type { Range, ValueType } from "./types.ts";
import { unite } from "./types.ts";

/**
 * What a backend has to do for an op: `source` nothing, `linear` levelled arithmetic or moving
 * elements about, `lookup` a table lookup, `nonlinear` an op of two encrypted values that
 * the passes rewrite to lookups of linear combinations.
 */
export type OpKind = "source" | "linear" | "lookup" | "nonlinear";

/** A range, and where sums are involved the largest magnitude a partial sum can reach. */
export interface OpRange extends Range {
  readonly partial?: number;
}

/** Computes a batch: every operand and `out` are `[rows, ...shape]`, row-major. */
export type Kernel = (inputs: readonly Float64Array[], out: Float64Array, rows: number) => void;

/** What a rule is given: the operands' types, the node's attributes and its label for messages. */
export interface OpContext<A> {
  readonly inputs: readonly ValueType[];
  readonly attributes: A;
  readonly where: string;
}

/** One op: all its rules in one place. Every interpreter is a table keyed by the same names. */
export interface Op<A> {
  readonly name: string;
  readonly kind: OpKind;
  /** Number of operands; `"any"` for one or more. */
  readonly arity: number | "any";
  /** True where output element i depends on element i of the operands only. */
  readonly elementwise?: boolean;
  readonly attributes: Attributes<A>;
  /** Shape of the result; throws where the operands or attributes do not fit. */
  shape(context: OpContext<A>): Shape;
  /** Sound range of the result, exact for independent operands. */
  range(context: OpContext<A>, shape: Shape): OpRange;
  /** Prepares the clear evaluation: what depends on shapes and attributes only is done once. */
  clear(context: OpContext<A>, shape: Shape): Kernel;
  /**
   * For ops that only move elements: the offset each element of the result comes from, counted
   * through all operands one after the other, or -1 for the attribute `value`.
   */
  sources?(context: OpContext<A>, shape: Shape): Int32Array;
  /** How the right-hand side prints, given the printed operands; a call with named attributes by default. */
  print?(inputs: readonly string[], attributes: A): string;
}

/** Declares an op; exists so that the entry is checked and inferred where it is written. */
export function defineOp<A>(op: Op<A>): Op<A> {
  return op;
}

/** Attributes of an op that has none. */
export type NoAttributes = Readonly<Record<string, never>>;

interface MovementOp<A> extends Omit<Op<A>, "clear" | "kind" | "range" | "sources"> {
  sources(context: OpContext<A>, shape: Shape): Int32Array;
  /** The value of elements without a source. */
  readonly fill?: (attributes: A) => number;
}

/** Declares an op that only moves elements about: it is known by where each element comes from. */
export function defineMovement<A>({ fill, ...op }: MovementOp<A>): Op<A> {
  return {
    ...op,
    kind: "linear",
    range: ({ inputs, attributes }, shape) => {
      const moved = inputs.reduce<Range>(unite, inputs[0]);
      // A result no larger than the operand has no filled element.
      if (fill === undefined || sizeOf(shape) === sizeOf(inputs[0].shape)) return moved;
      return unite(moved, { min: fill(attributes), max: fill(attributes) });
    },
    clear: (context, shape) => {
      const sources = op.sources(context, shape);
      const sizes = context.inputs.map((type) => sizeOf(type.shape));
      const filler = fill?.(context.attributes) ?? 0;
      return sizes.length === 1 ? moveOne(sources, sizes[0], filler) : moveMany(sources, sizes);
    },
  };
}

function moveOne(sources: Int32Array, size: number, filler: number): Kernel {
  return ([x], out, rows) => {
    for (let row = 0, next = 0; row < rows; row++) {
      const start = row * size;
      for (let i = 0; i < sources.length; i++) {
        const source = sources[i];
        out[next++] = source < 0 ? filler : x[start + source];
      }
    }
  };
}

function moveMany(sources: Int32Array, sizes: readonly number[]): Kernel {
  const operand = new Int32Array(sources.length);
  const offset = new Int32Array(sources.length);
  for (let i = 0; i < sources.length; i++) {
    let rest = sources[i];
    let k = 0;
    while (rest >= sizes[k]) rest -= sizes[k++];
    operand[i] = k;
    offset[i] = rest;
  }
  return (inputs, out, rows) => {
    for (let row = 0, next = 0; row < rows; row++) {
      for (let i = 0; i < operand.length; i++) {
        const k = operand[i];
        out[next++] = inputs[k][row * sizes[k] + offset[i]];
      }
    }
  };
}
