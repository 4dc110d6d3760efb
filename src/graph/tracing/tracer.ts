import type { Shape } from "../../core/index.ts";
import { UnsupportedOperationError } from "../../core/index.ts";
import type { Node } from "../node.ts";
import type { RoundingMethod } from "../ops/index.ts";
import type { ValueType } from "../types.ts";
import type { Constant } from "./constants.ts";
import { readConstant, readIntegers, showConstant } from "./constants.ts";
import type { BinaryName } from "./elementwise.ts";
import { applyFunction, broadcastTo, combine, combineConstant } from "./elementwise.ts";
import type { ConvOptions } from "./linear.ts";
import { conv1d, conv2d, leftMatmul, matmul, matmulEncrypted, sum } from "./linear.ts";
import { lookupTable } from "./lookup-table.ts";
import { materialize } from "./materialize.ts";
import type { SliceRange } from "./movement.ts";
import { concat, gather, pad, reshape, slice, stack, transpose } from "./movement.ts";
import { reduce } from "./reduce.ts";
import { rint } from "./rint.ts";
import type { Traced } from "./traced.ts";
import { constantNode, nodeOf, shapeOf } from "./traced.ts";
import { where } from "./where.ts";

/** What an op takes beside a Tracer: another Tracer (encrypted), or public numbers. */
export type Operand = Tracer | Constant;

/** The part of a mathjs Index that is needed to read it; indices count from 0. */
export interface MathjsIndex {
  dimension(axis: number): number | { toArray(): number[] | number[][] } | null;
  isScalar(): boolean;
}

/**
 * A value met while tracing. Its methods compute nothing: they write down what is to be computed.
 *
 * Integers stay integers: sums, products with public integers, comparisons and moves become nodes of
 * the graph. A step into the reals (`mul(0.5)`, `apply(Math.tanh)`) starts a function of one variable,
 * which becomes a single table lookup once its values are integers again (`rint`, `floor`, `ceil`).
 * Shapes of two operands follow numpy's broadcasting.
 */
export class Tracer {
  /** Internal state; read it through the methods. */
  readonly traced: Traced;

  constructor(traced: Traced) {
    this.traced = traced;
  }

  get shape(): Shape {
    return shapeOf(this.traced);
  }

  /** Shape and integer range. Ends a function of one variable, which must be integer. */
  get type(): ValueType {
    return this.node.type;
  }

  /** The node of this value. Ends a function of one variable, which must be integer. */
  get node(): Node {
    return materialize(this.traced);
  }

  /** The same value; it and all that is computed from it carry `source` in messages and printing. */
  label(source: string): Tracer {
    return new Tracer({ ...this.traced, label: source });
  }

  /** this + y. */
  add(y: Operand): Tracer {
    return this.#binary("add", y);
  }

  /** this - y. */
  sub(y: Operand): Tracer {
    return this.#binary("sub", y);
  }

  /** y - this. */
  subFrom(y: Operand): Tracer {
    return this.#binary("sub", y, true);
  }

  /** this * y, element by element; for two encrypted values lookups of their sum and difference. */
  mul(y: Operand): Tracer {
    return this.#binary("mul", y);
  }

  /** this / y, a real number: end it with `floor`, `rint` or `ceil`. */
  div(y: Operand): Tracer {
    return this.#binary("div", y);
  }

  /** y / this, a real number. */
  divInto(y: Operand): Tracer {
    return this.#binary("div", y, true);
  }

  neg(): Tracer {
    if (this.traced.form.kind === "float") return this.mul(-1);
    return new Tracer(nodeOf(this.traced, `-${this.traced.text}`, "neg", [this.traced.form.node], {}));
  }

  /** The greater of both, element by element. */
  max(y: Operand): Tracer {
    return this.#binary("max", y);
  }

  /** The lesser of both, element by element. */
  min(y: Operand): Tracer {
    return this.#binary("min", y);
  }

  /** 1 where this = y, else 0. */
  equal(y: Operand): Tracer {
    return this.#binary("equal", y);
  }

  /** 1 where this differs from y, else 0. */
  notEqual(y: Operand): Tracer {
    return this.equal(y).subFrom(1);
  }

  /** 1 where this < y, else 0. */
  lessThan(y: Operand): Tracer {
    return this.#binary("less", y);
  }

  /** 1 where this <= y, else 0. */
  lessEqual(y: Operand): Tracer {
    return this.#binary("lessEqual", y);
  }

  /** 1 where this > y, else 0. */
  greaterThan(y: Operand): Tracer {
    return this.#binary("less", y, true);
  }

  /** 1 where this >= y, else 0. */
  greaterEqual(y: Operand): Tracer {
    return this.#binary("lessEqual", y, true);
  }

  /**
   * `a` where this is 1, `b` where it is 0.
   *
   * @throws OutOfRangeError where this can be anything else.
   */
  where(a: Operand, b: Operand): Tracer {
    return new Tracer(where(this.traced, asTraced(a, this.traced), asTraced(b, this.traced)));
  }

  /** f of every element: real or integer. Functions of one variable in a row become one lookup. */
  apply(f: (value: number) => number, name?: string): Tracer {
    return new Tracer(applyFunction(this.traced, f, name ?? (f.name === "" ? "f" : f.name)));
  }

  /**
   * f of every element as one table lookup of this value, made now.
   *
   * @throws InvalidInputError where f is not an integer somewhere on the range.
   */
  lut(f: (value: number) => number, name?: string): Tracer {
    const applied = this.apply(f, name);
    return new Tracer({ ...applied.traced, form: { kind: "integer", node: applied.node } });
  }

  /** Element `this` of a public table, which has an entry for every integer from 0 to the maximum. */
  lookup(table: Constant): Tracer {
    return new Tracer(lookupTable(this.traced, readConstant(table, this.traced.text)));
  }

  /**
   * Rounds to a multiple of 2^bits, so that what follows reads fewer bits; halves upwards.
   *
   * @param bits - Number of low bits made zero.
   * @param options - `method: "approximate"` costs nothing and may take the other neighbour near the middle.
   */
  round(bits: number, { method = "exact" }: { readonly method?: RoundingMethod } = {}): Tracer {
    const text = `round(${this.traced.text}, ${bits})`;
    if (bits === 0) return this;
    const dropped = nodeOf(this.traced, text, "round", [this.node], { bits, method });
    return new Tracer({ ...combineConstant("mul", dropped, readConstant(2 ** bits, text)), text });
  }

  abs(): Tracer {
    return this.apply(Math.abs, "abs");
  }

  sign(): Tracer {
    return this.apply(Math.sign, "sign");
  }

  square(): Tracer {
    return this.apply((x) => x * x, "square");
  }

  /** This to a public power, element by element. */
  pow(exponent: number): Tracer {
    return this.apply((x) => x ** exponent, `pow${exponent}`);
  }

  exp(): Tracer {
    return this.apply(Math.exp);
  }

  log(): Tracer {
    return this.apply(Math.log);
  }

  sqrt(): Tracer {
    return this.apply(Math.sqrt);
  }

  tanh(): Tracer {
    return this.apply(Math.tanh);
  }

  /** 1 / (1 + exp(-x)). */
  sigmoid(): Tracer {
    return this.apply((x) => 1 / (1 + Math.exp(-x)), "sigmoid");
  }

  /** max(x, 0). */
  relu(): Tracer {
    return this.apply((x) => Math.max(x, 0), "relu");
  }

  /** To the nearest integer, ties to even, as numpy's rint. */
  rint(): Tracer {
    return this.apply(rint);
  }

  floor(): Tracer {
    return this.apply(Math.floor);
  }

  ceil(): Tracer {
    return this.apply(Math.ceil);
  }

  /** Towards zero, as a conversion to an integer type. */
  trunc(): Tracer {
    return this.apply(Math.trunc);
  }

  /** this w by numpy's matmul. Public integer weights `[n]` or `[n, k]`: levelled. */
  matmul(w: Operand): Tracer {
    return new Tracer(w instanceof Tracer ? matmulEncrypted(this.traced, w.traced) : matmul(this.traced, w));
  }

  /** w this by numpy's matmul, for public integer weights `[n]` or `[m, n]`: levelled. */
  leftMatmul(w: Constant): Tracer {
    return new Tracer(leftMatmul(w, this.traced));
  }

  /** numpy's dot: the inner product of vectors, the matrix product of matrices, the product with a scalar. */
  dot(w: Operand): Tracer {
    const shape = w instanceof Tracer ? w.shape : readConstant(w, this.traced.text).shape;
    return shape.length === 0 || this.shape.length === 0 ? this.mul(w) : this.matmul(w);
  }

  /** Cross-correlation with public integer weights `[outputs, channels / groups, height, width]`. */
  conv2d(weights: Constant, options: ConvOptions = {}): Tracer {
    return new Tracer(conv2d(this.traced, weights, options));
  }

  /** Cross-correlation with public integer weights `[outputs, channels / groups, width]`. */
  conv1d(weights: Constant, options: ConvOptions = {}): Tracer {
    return new Tracer(conv1d(this.traced, weights, options));
  }

  /** Sum over all axes, or those named. */
  sum(axis?: number | readonly number[], { keepDims = false }: { readonly keepDims?: boolean } = {}): Tracer {
    return new Tracer(sum(this.traced, axis, keepDims));
  }

  /** Mean over all axes, or those named: a real number. */
  mean(axis?: number | readonly number[], options: { readonly keepDims?: boolean } = {}): Tracer {
    const total = this.sum(axis, options);
    const count =
      this.shape.reduce((n, length) => n * length, 1) / total.shape.reduce((n, length) => n * length, 1);
    return total.div(count);
  }

  /** The greatest element along an axis, or of all: a tournament, one lookup a pair. */
  reduceMax(axis?: number): Tracer {
    return new Tracer(reduce("max", this.traced, axis));
  }

  /** The least element along an axis, or of all. */
  reduceMin(axis?: number): Tracer {
    return new Tracer(reduce("min", this.traced, axis));
  }

  /** The same elements under another shape; one length may be -1. */
  reshape(...shape: (number | Shape)[]): Tracer {
    return new Tracer(reshape(this.traced, shape.flat()));
  }

  /** All elements along one axis. */
  flatten(): Tracer {
    return this.reshape(-1);
  }

  /** The axes in another order, reversed by default. */
  transpose(axes?: readonly number[]): Tracer {
    return new Tracer(transpose(this.traced, axes));
  }

  /** One entry an axis: `{ start, stop, step }` as in Python, or an index, which drops the axis. */
  slice(...ranges: (SliceRange | number)[]): Tracer {
    return new Tracer(slice(this.traced, ranges));
  }

  /** The entries of one axis at the listed indices. */
  gather(indices: readonly number[], axis = 0): Tracer {
    return new Tracer(gather(this.traced, indices, axis));
  }

  /** This value and others one after the other along an axis. */
  concat(others: Tracer | readonly Tracer[], axis = 0): Tracer {
    const all = [this, ...(others instanceof Tracer ? [others] : others)];
    return new Tracer(
      concat(
        all.map(({ traced }) => traced),
        axis,
      ),
    );
  }

  /** Values of one shape along a new first axis. */
  static stack(values: readonly Tracer[]): Tracer {
    return new Tracer(stack(values.map(({ traced }) => traced)));
  }

  /** A public integer added around: counts before and after each axis. */
  pad(before: readonly number[], after: readonly number[] = before, value = 0): Tracer {
    return new Tracer(pad(this.traced, before, after, value));
  }

  /** The value repeated to a shape it stretches to. */
  broadcastTo(shape: Shape): Tracer {
    return new Tracer(broadcastTo(this.traced, shape));
  }

  /** Elements by a mathjs index, for `x[2, 1:3]` in expression strings; one index an axis. */
  subset(index: MathjsIndex): Tracer {
    const picked = this.shape.reduce<Tracer>((x, _, axis) => {
      const along = index.dimension(axis);
      const indices = typeof along === "number" ? [along] : along?.toArray();
      return indices === undefined ? x : x.gather(indices.flat(), axis);
    }, this);
    return index.isScalar() ? picked.reshape([]) : picked;
  }

  toString(): string {
    return this.traced.text;
  }

  /** Encrypted values have no number while a function is traced: branches and indexing on them cannot work. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new UnsupportedOperationError({
      where: this.traced.text,
      problem:
        "an encrypted value used as a plain number, by a JavaScript operator or a function that needs one",
      allowed: "the methods of Tracer, or mathjs functions registered by traceMathjs",
      remedy: "write x.add(1) for x + 1, x.lessThan(y).where(a, b) for x < y ? a : b, x.apply(f) for f(x)",
    });
  }

  #binary(name: BinaryName, y: Operand, reversed = false): Tracer {
    if (y instanceof Tracer) {
      return new Tracer(
        reversed ? combine(name, y.traced, this.traced) : combine(name, this.traced, y.traced),
      );
    }
    const where = this.traced.label ?? this.traced.text;
    return new Tracer(combineConstant(name, this.traced, readConstant(y, where), reversed));
  }
}

/** An operand as a traced value; constants become nodes. */
function asTraced(value: Operand, from: Traced): Traced {
  if (value instanceof Tracer) return value.traced;
  const constant = readIntegers(value, from.label ?? from.text);
  return {
    ...from,
    form: { kind: "integer", node: constantNode(from, constant) },
    text: showConstant(constant),
  };
}
