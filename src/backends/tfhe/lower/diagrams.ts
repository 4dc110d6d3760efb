import type { Graph } from "../../../graph/index.ts";
import { inputSpecs } from "../../input-specs.ts";
import { DiagramBuilder } from "../diagrams/index.ts";
import type { DiagramProgram, DiagramRef, DiagramTable } from "../diagrams/index.ts";
import { cubeOf } from "./cubes.ts";
import type { Literal } from "./cubes.ts";
import type { Form } from "./form.ts";
import type { ScalarCircuit, ScalarLookup } from "./scalar-circuit.ts";

/** Nodes made while diagrams are combined; beyond, bootstraps are the better way. */
export const NODE_LIMIT = 200_000;
/** Bits of one or two elements together from which a table is cheaper than a diagram, and that a table may have. */
const LEAST_TABLE_BITS = 9;
const MOST_TABLE_BITS = 16;
/** Bits of all inputs together. */
export const MOST_BITS = 16_384;

/** What one lookup adds to each output, and where it is a leaf of a tree. */
interface Part {
  readonly lookup: number;
  /** Which of the lookup's tables, and the variable it gives. */
  readonly table: number;
  readonly variable: number;
  /** One an output element. */
  readonly weights: readonly number[];
}

/** A leaf of a tree: where all literals hold, these values are added. */
interface Leaf {
  readonly literals: readonly Literal[];
  readonly values: readonly number[];
}

/** Whether all lookups are leaves of trees or tables of pairs of inputs: diagrams run them far faster than bootstraps. */
export function suitsDiagrams(circuit: ScalarCircuit): boolean {
  return circuit.lookups.every((lookup) => isLeaf(lookup, circuit) || isPairTable(lookup, circuit));
}

/** Whether a lookup is of a sum of bits of inputs that only one combination satisfies: what trees become. */
function isLeaf(lookup: ScalarLookup, circuit: ScalarCircuit): boolean {
  return lookup.tables.every((_, table) => cubeOf(lookup, table, circuit) !== undefined);
}

/** Whether a table has room for an entry of every pair of values of two elements, as with the index x n + y. */
function isPairTable({ kind, index, entries }: ScalarLookup, { slots }: ScalarCircuit): boolean {
  const sizes = new Map<number, number>();
  for (const variable of index.terms.keys()) {
    if (variable >= slots.length) return false;
    const { element, threshold, min, max } = slots[variable];
    sizes.set(element, threshold === null ? max - min + 1 : (sizes.get(element) ?? 1) + 1);
  }
  const [first, second] = sizes.values();
  return kind === "table" && sizes.size === 2 && entries >= first * second;
}

/**
 * A circuit as decision diagrams over the bits of its inputs: undefined where they would have too many nodes.
 *
 * The lookups of one place in the graph are one diagram. Where they are the leaves of a tree, its tests are found
 * again from the root down: the root's test is the one all leaves take part in. Other lookups are composed of the
 * diagrams of what they read, in one order of bits.
 */
export function lowerDiagrams(graph: Graph, circuit: ScalarCircuit): DiagramProgram | undefined {
  const inputs = inputSpecs(graph);
  const builder = new DiagramBuilder(inputs, { nodeLimit: NODE_LIMIT });
  // Many slots may be thresholds of one element, whose bits they share.
  const elements = new Set(circuit.slots.map(({ element }) => element));
  const bits = [...elements].reduce((sum, element) => sum + builder.bitsOf(element), 0);
  if (bits > MOST_BITS) return undefined;
  return builder.attempt(() => new DiagramLowering(circuit, builder).run(graph));
}

/** The entry of a lookup's table for an index, in exact arithmetic. */
function entryOf({ kind, entries }: ScalarLookup, values: Float64Array, at: number): number {
  if (kind === "bit") return values[((at % 2) + 2) % 2];
  return values[Math.min(Math.max(kind === "approximate" ? Math.floor(at + 0.5) : at, 0), entries - 1)];
}

class DiagramLowering {
  readonly #circuit: ScalarCircuit;
  readonly #builder: DiagramBuilder;
  readonly #outputs: number;
  readonly #variables = new Map<number, DiagramRef>();
  /** Lookups that become tables, by the elements they read. */
  readonly #tabled = new Map<string, { readonly elements: readonly number[]; readonly parts: Part[] }>();

  constructor(circuit: ScalarCircuit, builder: DiagramBuilder) {
    this.#circuit = circuit;
    this.#builder = builder;
    this.#outputs = circuit.outputs.length;
  }

  run(graph: Graph): DiagramProgram {
    const { outputs } = this.#circuit;
    const roots = [...this.#elementRoots(), ...this.#lookupRoots()];
    return this.#builder.program({
      outputs: graph.outputs.map(({ type }) => ({ shape: type.shape })),
      roots,
      tables: this.#tables(),
      bias: outputs.map(({ form }) => form.constant),
    });
  }

  /** Diagrams of what single elements add to the outputs. */
  #elementRoots(): DiagramRef[] {
    const { slots, outputs } = this.#circuit;
    const byElement = new Map<number, number[]>();
    slots.forEach(({ element }, slot) => {
      const isRead = outputs.some(({ form }) => form.terms.has(slot));
      if (isRead) byElement.set(element, [...(byElement.get(element) ?? []), slot]);
    });
    return Array.from(byElement, ([element, read]) =>
      this.#builder.fromFunction(element, (x) =>
        outputs.map(({ form }) =>
          read.reduce((sum, slot) => {
            const { threshold } = slots[slot];
            return sum + (form.terms.get(slot) ?? 0) * (threshold === null ? x : Number(x >= threshold));
          }, 0),
        ),
      ),
    );
  }

  /** Diagrams of what the lookups of each place add to the outputs. */
  #lookupRoots(): DiagramRef[] {
    const { outputs, lookups } = this.#circuit;
    const places = new Map<string, Part[]>();
    lookups.forEach(({ variables, origin }, lookup) => {
      for (const [table, variable] of variables.entries()) {
        const weights = outputs.map(({ form }) => form.terms.get(variable) ?? 0);
        if (weights.every((weight) => weight === 0)) continue;
        const parts = places.get(origin) ?? [];
        places.set(origin, parts);
        parts.push({ lookup, table, variable, weights });
      }
    });
    return [...places.values()].flatMap((parts) => this.#placeRoots(parts));
  }

  /** Takes a lookup out that reads one or two elements of many bits together: a table of its own is cheaper. */
  #isTabled(part: Part): boolean {
    const { slots, lookups } = this.#circuit;
    const elements = new Set<number>();
    for (const variable of lookups[part.lookup].index.terms.keys()) {
      if (variable >= slots.length) return false;
      elements.add(slots[variable].element);
    }
    const sorted = [...elements].sort((a, b) => a - b);
    const bits = sorted.reduce((sum, element) => sum + this.#builder.bitsOf(element), 0);
    if (sorted.length > 2 || bits < LEAST_TABLE_BITS || bits > MOST_TABLE_BITS) return false;
    const key = sorted.join();
    const group = this.#tabled.get(key) ?? { elements: sorted, parts: [] };
    this.#tabled.set(key, group);
    group.parts.push(part);
    return true;
  }

  #tables(): DiagramTable[] {
    const { slots, lookups } = this.#circuit;
    return Array.from(this.#tabled.values(), ({ elements, parts }) =>
      this.#builder.table(elements, (x) => {
        const sums = new Array<number>(this.#outputs).fill(0);
        for (const { lookup, table, weights } of parts) {
          const { index, tables } = lookups[lookup];
          let at = index.constant;
          for (const [slot, weight] of index.terms) {
            const { element, threshold } = slots[slot];
            const value = x[elements.indexOf(element)];
            at += weight * (threshold === null ? value : Number(value >= threshold));
          }
          const value = entryOf(lookups[lookup], tables[table], at);
          weights.forEach((weight, c) => (sums[c] += weight * value));
        }
        return sums;
      }),
    );
  }

  /** One diagram where the parts are the leaves of a tree, else one for each. */
  #placeRoots(parts: readonly Part[]): DiagramRef[] {
    const { lookups } = this.#circuit;
    const leaves: Leaf[] = [];
    const offset = new Array<number>(this.#outputs).fill(0);
    for (const { lookup, table, weights } of parts) {
      const cube = cubeOf(lookups[lookup], table, this.#circuit);
      if (cube === undefined) return this.#separateRoots(parts);
      leaves.push({
        literals: cube.literals,
        values: weights.map((weight) => weight * (cube.value - cube.otherwise)),
      });
      weights.forEach((weight, c) => (offset[c] += weight * cube.otherwise));
    }
    const tree = this.#tree(leaves, offset);
    return tree === undefined ? this.#separateRoots(parts) : [tree];
  }

  /**
   * The tree with these leaves: the test in all of them is the root's. Undefined where there is none, so that they
   * are no tree.
   */
  #tree(leaves: readonly Leaf[], offset: readonly number[]): DiagramRef | undefined {
    if (leaves.length === 0) return this.#builder.leaf(offset);
    if (leaves.every(({ literals }) => literals.length === 0)) {
      return this.#builder.leaf(
        offset.map((sum, c) => leaves.reduce((total, { values }) => total + values[c], sum)),
      );
    }
    const [first] = leaves;
    const test = first.literals.find(({ slot }) =>
      leaves.every(({ literals }) => literals.some((literal) => literal.slot === slot)),
    );
    if (test === undefined) return undefined;
    const side = (isTrue: boolean): DiagramRef | undefined => {
      const kept = leaves.filter(({ literals }) =>
        literals.some((literal) => literal.slot === test.slot && literal.isTrue === isTrue),
      );
      const rest = kept.map(({ literals, values }) => ({
        literals: literals.filter(({ slot }) => slot !== test.slot),
        values,
      }));
      return this.#tree(rest, offset);
    };
    const [low, high] = [side(false), side(true)];
    if (low === undefined || high === undefined) return undefined;
    return this.#builder.threshold(test.element, test.threshold, low, high);
  }

  #separateRoots(parts: readonly Part[]): DiagramRef[] {
    const composed = parts.filter((part) => !this.#isTabled(part));
    return composed.map(({ variable, weights }) =>
      this.#builder.map(this.#variable(variable), ([value]) => weights.map((weight) => weight * value)),
    );
  }

  /** A variable's diagram; its value is the first one of the leaves. */
  #variable(variable: number): DiagramRef {
    const known = this.#variables.get(variable);
    if (known !== undefined) return known;
    const { slots, lookups, producers } = this.#circuit;
    const producer = producers[variable]!;
    let made: DiagramRef;
    if (producer.kind === "slot") {
      const { element, threshold } = slots[variable];
      made =
        threshold === null
          ? this.#builder.fromFunction(element, (x) => this.#scalar(x))
          : this.#builder.threshold(
              element,
              threshold,
              this.#builder.leaf(this.#scalar(0)),
              this.#builder.leaf(this.#scalar(1)),
            );
    } else {
      const lookup = lookups[producer.lookup];
      const values = lookup.tables[producer.table];
      made = this.#builder.map(this.#form(lookup.index), ([at]) => this.#scalar(entryOf(lookup, values, at)));
    }
    this.#variables.set(variable, made);
    return made;
  }

  #form({ terms, constant }: Form): DiagramRef {
    let sum = this.#builder.leaf(this.#scalar(constant));
    for (const [variable, weight] of terms) {
      const term = this.#builder.map(this.#variable(variable), ([value]) => this.#scalar(weight * value));
      sum = this.#builder.add(sum, term);
    }
    return sum;
  }

  /** Leaves have a value for every output; one alone comes first. */
  #scalar(value: number): number[] {
    const values = new Array<number>(this.#outputs).fill(0);
    values[0] = value;
    return values;
  }
}
