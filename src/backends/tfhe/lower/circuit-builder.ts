import { rangeOf } from "../../../graph/index.ts";
import type { Range } from "../../../graph/index.ts";
import { commonDivisor } from "../program/divisor.ts";
import { combineForms, constantForm, scaleForm, termsKey, variableForm } from "./form.ts";
import type { Form } from "./form.ts";
import type { Slot } from "../program/slots.ts";
import type { LookupKind, Producer, ScalarCircuit, ScalarLookup, ScalarOutput } from "./scalar-circuit.ts";

interface OpenLookup {
  readonly kind: LookupKind;
  readonly index: Form;
  readonly entries: number;
  readonly tables: Float64Array[];
  readonly variables: number[];
  readonly origins: string[];
}

/** A rounding nobody has needed yet as a number of its own: 0 .. entries - 1. */
interface Rounding {
  /** Between -1/2 and entries - 1/2. */
  readonly position: Form;
  readonly entries: number;
  readonly origin: string;
}

/** Collects lookups, so that equal ones exist once and those at one index stand together. */
export class CircuitBuilder {
  readonly slots: readonly Slot[];
  readonly #ranges: Range[];
  readonly #producers: (Producer | undefined)[];
  readonly #lookups: OpenLookup[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #roundings = new Map<number, Rounding>();

  constructor(slots: readonly Slot[]) {
    this.slots = slots;
    this.#ranges = slots.map(({ min, max }) => ({ min, max }));
    this.#producers = slots.map((_, slot) => ({ kind: "slot", slot }));
  }

  /** The range of a form whose variables are independent: sound, not always tight. */
  rangeOf({ terms, constant }: Form): Range {
    let min = constant;
    let max = constant;
    for (const [variable, weight] of terms) {
      const range = this.#ranges[variable];
      min += weight * (weight > 0 ? range.min : range.max);
      max += weight * (weight > 0 ? range.max : range.min);
    }
    return { min, max };
  }

  /** The rounding a form is, if it is one alone: value = slope rounded + offset. */
  roundingOf({ terms, constant }: Form): { rounding: Rounding; slope: number; offset: number } | undefined {
    if (terms.size !== 1) return undefined;
    const [[variable, slope]] = terms;
    const rounding = this.#roundings.get(variable);
    return rounding === undefined ? undefined : { rounding, slope, offset: constant };
  }

  /**
   * A rounding that noise may decide, of a position in boxes around 0 .. entries - 1. It is looked up only where
   * more than a table reads it.
   */
  deferRounding(position: Form, entries: number, origin: string): Form {
    if (entries === 1) return constantForm(0);
    const variable = this.#variable({ min: 0, max: entries - 1 });
    this.#roundings.set(variable, { position, entries, origin });
    return variableForm(variable);
  }

  /** f(form) for form in range: a form again, and a lookup unless f is a line there. */
  table(form: Form, range: Range, f: (value: number) => number, origin: string): Form {
    const step = commonDivisor(form.terms.values());
    if (step === 0) return { terms: new Map(), constant: f(form.constant) };
    // All values are congruent to the constant modulo the common divisor of whole weights.
    const isCongruent = Number.isInteger(step);
    const stride = isCongruent ? step : 1;
    const low = isCongruent
      ? form.constant + stride * Math.ceil((range.min - form.constant) / stride)
      : Math.ceil(range.min);
    const entries = Math.floor((range.max - low) / stride) + 1;
    const values = new Float64Array(entries);
    for (let i = 0; i < entries; i++) values[i] = f(low + stride * i);
    const slope = entries > 1 ? values[1] - values[0] : 0;
    if (values.every((value, i) => value === values[0] + slope * i)) {
      return scaleForm(form, slope / stride, values[0] - (slope / stride) * low);
    }
    return this.#lookup("table", scaleForm(form, 1 / stride, -low / stride), values, origin);
  }

  /** f of the box that position falls in; boxes 0 .. entries - 1 are around whole numbers. */
  approximate(position: Form, values: Float64Array, origin: string): Form {
    return this.#lookup("approximate", position, values, origin);
  }

  /** The parity of a form, a whole number. */
  bit(form: Form, origin: string): Form {
    return this.#lookup("bit", form, Float64Array.of(0, 1), origin);
  }

  /** What the outputs need, in order. */
  finish(outputs: readonly ScalarOutput[]): ScalarCircuit {
    const resolved = outputs.map((output) => ({ ...output, form: this.#resolved(output.form) }));
    const indices = new Map<number, Form>();
    const order: number[] = [];
    const read = new Set<number>();
    const visit = ({ terms }: Form): void => {
      for (const variable of terms.keys()) {
        read.add(variable);
        const producer = this.#producers[variable]!;
        if (producer.kind === "slot" || indices.has(producer.lookup)) continue;
        const index = this.#resolved(this.#lookups[producer.lookup].index);
        indices.set(producer.lookup, index);
        visit(index);
        order.push(producer.lookup);
      }
    };
    for (const { form } of resolved) visit(form);
    const producers: (Producer | undefined)[] = this.#producers.slice(0, this.slots.length);
    const lookups = order.map((number, position): ScalarLookup => {
      const { kind, entries, tables, variables, origins } = this.#lookups[number];
      const kept = variables.map((_, table) => table).filter((table) => read.has(variables[table]));
      kept.forEach((table, at) => {
        producers[variables[table]] = { kind: "lookup", lookup: position, table: at };
      });
      return {
        kind,
        index: indices.get(number)!,
        entries,
        tables: kept.map((table) => tables[table]),
        variables: kept.map((table) => variables[table]),
        origin: [...new Set(kept.map((table) => origins[table]))].join(", "),
      };
    });
    const asBits = this.slots.filter(({ threshold }) => threshold !== null).map(({ element }) => element);
    return {
      thermometer: [...new Set(asBits)],
      slots: this.slots,
      lookups,
      outputs: resolved,
      producers: Array.from({ length: this.#ranges.length }, (_, variable) => producers[variable]),
    };
  }

  /** The form without deferred roundings: those it needs are looked up as numbers of their own. */
  #resolved(form: Form): Form {
    if (![...form.terms.keys()].some((variable) => this.#roundings.has(variable))) return form;
    const parts = Array.from(form.terms, ([variable, weight]) => [this.#numberOf(variable), weight] as const);
    return combineForms([...parts, [constantForm(1), form.constant]]);
  }

  #numberOf(variable: number): Form {
    const rounding = this.#roundings.get(variable);
    if (rounding === undefined) return variableForm(variable);
    const { position, entries, origin } = rounding;
    return this.#lookup(
      "approximate",
      position,
      Float64Array.from({ length: entries }, (_, i) => i),
      origin,
    );
  }

  #variable(range: Range, producer?: Producer): number {
    this.#ranges.push(range);
    return this.#producers.push(producer) - 1;
  }

  /**
   * A table's value as a form: tables that differ by a factor and an offset are one.
   *
   * @param values - Kept, and overwritten.
   */
  #lookup(kind: LookupKind, form: Form, values: Float64Array, origin: string): Form {
    const entries = kind === "bit" ? 1 : values.length;
    // f(x) and g(-x) share an index: the weight of the first variable is positive. A parity has no direction.
    const flipped = form.terms.get(Math.min(...form.terms.keys()))! < 0;
    const index = flipped ? scaleForm(form, -1, kind === "bit" ? 0 : entries - 1) : form;
    const normal = flipped && kind !== "bit" ? values.reverse() : values;
    const { factor, offset } = normalise(normal);
    const key = `${kind} ${entries} ${index.constant} ${termsKey(index)}`;
    let number = this.#byKey.get(key);
    if (number === undefined) {
      number = this.#lookups.push({ kind, index, entries, tables: [], variables: [], origins: [] }) - 1;
      this.#byKey.set(key, number);
    }
    const lookup = this.#lookups[number];
    const twin = lookup.tables.findIndex((known) => known.every((value, i) => value === normal[i]));
    if (twin >= 0) return scaleForm(variableForm(lookup.variables[twin]), factor, offset);
    const variable = this.#variable(rangeOf(normal), {
      kind: "lookup",
      lookup: number,
      table: lookup.tables.length,
    });
    lookup.tables.push(normal);
    lookup.variables.push(variable);
    lookup.origins.push(origin);
    return scaleForm(variableForm(variable), factor, offset);
  }
}

/** table = factor normal + offset, in place; normal starts at 0, first goes up, and has no common factor. */
function normalise(table: Float64Array): { factor: number; offset: number } {
  const offset = table[0];
  for (let i = 0; i < table.length; i++) table[i] -= offset;
  const first = table.find((step) => step !== 0) ?? 1;
  const factor = Math.sign(first) * Math.max(1, commonDivisor(table));
  // No -0: tables are compared and printed.
  for (let i = 0; i < table.length; i++) table[i] = table[i] / factor + 0;
  return { factor, offset };
}
