import { MemoryLimitError, OutOfRangeError } from "../../../core/index.ts";
import type { InputSpec } from "../../backend.ts";
import { bitOf, elementBits, sentBits } from "./bits.ts";
import type { ElementBits } from "./bits.ts";
import { programOf } from "./finish.ts";
import type { DiagramOutputs } from "./finish.ts";
import type { DiagramBit, DiagramNode, DiagramProgram, DiagramRef, DiagramTable } from "./program.ts";

/** Options of a {@link DiagramBuilder}. */
export interface DiagramBuilderOptions {
  /** Bits from the roots down, for functions made with `fromFunction`, `combine` and `ite`. Default: {@link sentBits}. */
  readonly order?: readonly DiagramBit[] | undefined;
  /** Nodes made at most. Default 1,000,000. */
  readonly nodeLimit?: number | undefined;
}

/** Bits of a table at most: its entries are held as they are. */
export const MOST_TABLE_BITS = 18;

/** An operation on leaves, a value an output element. */
export type LeafOperation = (a: readonly number[], b: readonly number[]) => readonly number[];

/**
 * Makes decision diagrams over the bits of integer inputs, with several whole numbers at each leaf: equal nodes are made
 * once, and a node whose branches are equal is not made. Nothing is ever removed; {@link DiagramBuilder.program} takes what
 * the roots reach.
 *
 * Functions built bit by bit in one order are canonical: equal functions are one reference. `threshold` and `node` put a
 * test on top of any diagrams, whatever bits those read, as decision trees need; the result is right but not canonical.
 *
 * Source: the reduced ordered diagrams and memoised apply of R. Bryant, IEEE Transactions on Computers C-35 (1986), with
 * number vectors at the leaves.
 */
export class DiagramBuilder {
  readonly inputs: readonly InputSpec[];
  readonly order: readonly DiagramBit[];
  readonly #elements: readonly ElementBits[];
  readonly #limit: number;
  /** Position in the order, by element and bit. */
  readonly #position: readonly (readonly number[])[];
  readonly #nodes: DiagramNode[] = [];
  readonly #leaves: (readonly number[])[] = [];
  readonly #nodeOf = new Map<string, DiagramRef>();
  readonly #leafOf = new Map<string, DiagramRef>();

  constructor(inputs: readonly InputSpec[], { order, nodeLimit = 1_000_000 }: DiagramBuilderOptions = {}) {
    this.inputs = inputs;
    this.#elements = elementBits(inputs);
    this.order = order ?? sentBits(inputs);
    this.#limit = nodeLimit;
    const position = this.#elements.map(({ bits }) => new Array<number>(bits).fill(-1));
    this.order.forEach(({ element, bit }, i) => (position[element][bit] = i));
    this.#position = position;
  }

  /** Bits of an element of the flat sample. */
  bitsOf(element: number): number {
    return this.#elementAt(element, "bitsOf").bits;
  }

  /** Nodes made so far. */
  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** The leaf with these values, one an output element. */
  leaf(values: readonly number[]): DiagramRef {
    const key = values.join();
    let ref = this.#leafOf.get(key);
    if (ref === undefined) {
      ref = -1 - this.#leaves.length;
      this.#leaves.push(values);
      this.#leafOf.set(key, ref);
    }
    return ref;
  }

  /**
   * `one` where a bit is 1, else `zero`.
   *
   * @param position - Of the bit in `order`.
   * @throws MemoryLimitError when the node limit is reached.
   */
  node(position: number, zero: DiagramRef, one: DiagramRef): DiagramRef {
    if (zero === one) return zero;
    const key = `${position},${zero},${one}`;
    let ref = this.#nodeOf.get(key);
    if (ref === undefined) {
      if (this.#nodes.length >= this.#limit) throw tooLarge(this.#limit);
      ref = this.#nodes.length;
      this.#nodes.push({ bit: position, zero, one });
      this.#nodeOf.set(key, ref);
    }
    return ref;
  }

  /**
   * `high` where x >= t, else `low`. Bits below the lowest one set in t - min are not read.
   *
   * @param element - Position of x in the flat sample.
   * @param t - Any number: thresholds outside the range give one of the branches.
   */
  threshold(element: number, t: number, low: DiagramRef, high: DiagramRef): DiagramRef {
    const { min, max, bits } = this.#elementAt(element, "threshold");
    const bound = Math.ceil(t);
    if (bound <= min) return high;
    if (bound > max) return low;
    // From the lowest bit up: what is left when all higher bits equal those of the bound.
    let ref = high;
    for (let bit = 0; bit < bits; bit++) {
      const position = this.#position[element][bit];
      ref = bitOf(bound - min, bit) === 1 ? this.node(position, low, ref) : this.node(position, ref, high);
    }
    return ref;
  }

  /**
   * f(x) of one element, for any function. Patterns of bits beyond the range repeat its last value.
   *
   * @param values - f(x), a leaf's values, for an x of the range.
   */
  fromFunction(element: number, values: (x: number) => readonly number[]): DiagramRef {
    const { min, max, bits } = this.#elementAt(element, "fromFunction");
    const last = this.leaf(values(max));
    let row = Array.from({ length: max - min }, (_, i) => this.leaf(values(min + i)));
    row.push(last);
    while (row.length < 2 ** bits) row.push(last);
    for (let bit = 0; bit < bits; bit++) {
      const position = this.#position[element][bit];
      const half: DiagramRef[] = [];
      for (let i = 0; i < row.length; i += 2) half.push(this.node(position, row[i], row[i + 1]));
      row = half;
    }
    return row[0];
  }

  /**
   * f(x, y, ...) of some elements as one table, for {@link DiagramOutputs.tables}: no diagram, 2^bits entries. Patterns of
   * bits beyond a range repeat its last value.
   *
   * @param values - f, an integer for each output element.
   * @throws OutOfRangeError beyond {@link MOST_TABLE_BITS} bits together.
   */
  table(elements: readonly number[], values: (x: readonly number[]) => readonly number[]): DiagramTable {
    const ranges = elements.map((element) => this.#elementAt(element, "table"));
    const total = ranges.reduce((sum, { bits }) => sum + bits, 0);
    if (total > MOST_TABLE_BITS) {
      throw new OutOfRangeError({
        where: "decision diagram, table",
        problem: `elements ${elements.join(", ")} have ${total} bits together`,
        allowed: `at most ${MOST_TABLE_BITS} bits`,
        remedy: "use fewer elements or fewer bits of them",
      });
    }
    return {
      bits: elements.flatMap((element, i) =>
        Array.from({ length: ranges[i].bits }, (_, bit) => this.#position[element][bit]),
      ),
      values: Array.from({ length: 2 ** total }, (_, entry) => {
        let rest = entry;
        const x = ranges.map(({ min, max, bits }) => {
          const value = rest % 2 ** bits;
          rest = Math.floor(rest / 2 ** bits);
          return Math.min(min + value, max);
        });
        return values(x);
      }),
    };
  }

  /** The values of `f`, each leaf changed by `change`. */
  map(f: DiagramRef, change: (values: readonly number[]) => readonly number[]): DiagramRef {
    return this.combine(f, f, (values) => change(values));
  }

  /** f + g. */
  add(f: DiagramRef, g: DiagramRef): DiagramRef {
    return this.combine(f, g, (a, b) => a.map((value, i) => value + b[i]));
  }

  /** The diagram of op(f, g), leaf by leaf. */
  combine(f: DiagramRef, g: DiagramRef, op: LeafOperation): DiagramRef {
    const known = new Map<string, DiagramRef>();
    const apply = (a: DiagramRef, b: DiagramRef): DiagramRef => {
      const key = `${a},${b}`;
      let ref = known.get(key);
      if (ref !== undefined) return ref;
      if (a < 0 && b < 0) ref = this.leaf(op(this.#leaves[-1 - a], this.#leaves[-1 - b]));
      else {
        const position = Math.min(this.#top(a), this.#top(b));
        const [a0, a1] = this.#branches(a, position);
        const [b0, b1] = this.#branches(b, position);
        ref = this.node(position, apply(a0, b0), apply(a1, b1));
      }
      known.set(key, ref);
      return ref;
    };
    return apply(f, g);
  }

  /** `high` where the first value of `condition` is not 0, else `low`. */
  ite(condition: DiagramRef, high: DiagramRef, low: DiagramRef): DiagramRef {
    const known = new Map<string, DiagramRef>();
    const apply = (c: DiagramRef, h: DiagramRef, l: DiagramRef): DiagramRef => {
      if (c < 0) return this.#leaves[-1 - c][0] !== 0 ? h : l;
      if (h === l) return h;
      const key = `${c},${h},${l}`;
      let ref = known.get(key);
      if (ref !== undefined) return ref;
      const position = Math.min(this.#top(c), this.#top(h), this.#top(l));
      const [c0, c1] = this.#branches(c, position);
      const [h0, h1] = this.#branches(h, position);
      const [l0, l1] = this.#branches(l, position);
      ref = this.node(position, apply(c0, h0, l0), apply(c1, h1, l1));
      known.set(key, ref);
      return ref;
    };
    return apply(condition, high, low);
  }

  /** What `build` gives, or undefined where it needs more nodes than the limit. */
  attempt<T>(build: () => T): T | undefined {
    try {
      return build();
    } catch (error) {
      if (error instanceof MemoryLimitError) return undefined;
      throw error;
    }
  }

  /** Least and greatest value of each output element over all leaves `root` reaches. */
  range(root: DiagramRef): { readonly min: readonly number[]; readonly max: readonly number[] } {
    const seen = new Set<DiagramRef>();
    const reached: (readonly number[])[] = [];
    const stack = [root];
    for (let ref = stack.pop(); ref !== undefined; ref = stack.pop()) {
      if (seen.has(ref)) continue;
      seen.add(ref);
      if (ref < 0) reached.push(this.#leaves[-1 - ref]);
      else stack.push(this.#nodes[ref].zero, this.#nodes[ref].one);
    }
    const each = (pick: (values: number[]) => number): number[] =>
      reached[0].map((_, c) => reached.reduce((best, leaf) => pick([best, leaf[c]]), reached[0][c]));
    return { min: each((v) => Math.min(...v)), max: each((v) => Math.max(...v)) };
  }

  /** The program of what `roots` reach; roots that are leaves go into the bias. */
  program(outputs: DiagramOutputs): DiagramProgram {
    const { inputs, order } = this;
    return programOf({ inputs, order, nodes: this.#nodes, leaves: this.#leaves }, outputs);
  }

  #top(ref: DiagramRef): number {
    return ref < 0 ? Infinity : this.#nodes[ref].bit;
  }

  #branches(ref: DiagramRef, position: number): readonly [DiagramRef, DiagramRef] {
    if (ref < 0) return [ref, ref];
    const { bit, zero, one } = this.#nodes[ref];
    return bit === position ? [zero, one] : [ref, ref];
  }

  #elementAt(element: number, where: string): ElementBits {
    if (element in this.#elements) return this.#elements[element];
    throw new OutOfRangeError({
      where: `decision diagram, ${where}`,
      problem: `element ${element}`,
      allowed: `a position in the flat sample, 0 to ${this.#elements.length - 1}`,
      remedy: "number elements over all inputs, in declared order",
    });
  }
}

function tooLarge(limit: number): MemoryLimitError {
  return new MemoryLimitError({
    where: "decision diagram",
    problem: `more than ${limit} nodes`,
    allowed: `at most ${limit} nodes`,
    remedy: "read fewer bits, order related bits next to each other, or raise nodeLimit",
  });
}
