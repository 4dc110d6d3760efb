import { InternalError, sizeOf } from "../../../core/index.ts";
import { elementWeights, isOp, sourcesOf } from "../../../graph/index.ts";
import type { Graph, Node, NodeWith, Range } from "../../../graph/index.ts";
import { inputSpecs } from "../../input-specs.ts";
import { slotsOf } from "../program/slots.ts";
import { CircuitBuilder } from "./circuit-builder.ts";
import { combineForms, constantForm, scaleForm, variableForm } from "./form.ts";
import type { Form } from "./form.ts";
import type { ScalarCircuit } from "./scalar-circuit.ts";

/** Widest input element that travels as bits, in values. */
const MAXIMUM_THERMOMETER_VALUES = 256;
/** Slots of a sample beyond which inputs travel as they are. */
const MAXIMUM_SLOTS = 16_384;

/**
 * Takes a graph apart element by element. Linear ops vanish into forms; an input that a table reads directly travels
 * as bits [x >= t], and any function of it is then a form: f(x) = f(min) + sum of (f(t) - f(t - 1)) [x >= t].
 */
export function scalarize(graph: Graph): ScalarCircuit {
  const plain = new Scalarizer(graph, new Set());
  const first = plain.run();
  const thermometer = plain.thermometerCandidates();
  return thermometer.size === 0 ? first : new Scalarizer(graph, thermometer).run();
}

class Scalarizer {
  readonly #graph: Graph;
  readonly #thermometer: ReadonlySet<number>;
  readonly #builder: CircuitBuilder;
  /** Of every input element its first slot. */
  readonly #firstSlot: number[] = [];
  readonly #forms = new Map<Node, readonly Form[]>();
  /** Elements of inputs that tables read directly. */
  readonly #read = new Set<number>();

  constructor(graph: Graph, thermometer: ReadonlySet<number>) {
    this.#graph = graph;
    this.#thermometer = thermometer;
    const slots = slotsOf(inputSpecs(graph), [...thermometer]);
    slots.forEach(({ element }, slot) => {
      this.#firstSlot[element] ??= slot;
    });
    this.#builder = new CircuitBuilder(slots);
  }

  run(): ScalarCircuit {
    let element = 0;
    for (const node of this.#graph.inputs) {
      const size = sizeOf(node.type.shape);
      const start = element;
      this.#forms.set(
        node,
        Array.from({ length: size }, (_, i) => this.#inputForm(start + i, node.type)),
      );
      element += size;
    }
    for (const node of this.#graph.nodes)
      if (!isOp(node, "input")) this.#forms.set(node, this.#formsOf(node));
    const outputs = this.#graph.outputs.flatMap((node) =>
      this.#forms.get(node)!.map((form) => ({
        form,
        ...this.#rangeOf(form, node.type),
        origin: node.source || node.op,
      })),
    );
    return this.#builder.finish(outputs);
  }

  /** Elements read by tables that have few enough values, as many as fit. */
  thermometerCandidates(): Set<number> {
    const chosen = new Set<number>();
    let slots = this.#builder.slots.length;
    for (const element of [...this.#read].sort((a, b) => a - b)) {
      const { min, max } = this.#builder.slots[this.#firstSlot[element]];
      if (max - min >= MAXIMUM_THERMOMETER_VALUES || slots + max - min > MAXIMUM_SLOTS) continue;
      slots += max - min - 1;
      chosen.add(element);
    }
    return chosen;
  }

  #inputForm(element: number, { min, max }: Range): Form {
    const first = this.#firstSlot[element];
    if (!this.#thermometer.has(element)) return variableForm(first);
    return { terms: new Map(Array.from({ length: max - min }, (_, i) => [first + i, 1])), constant: min };
  }

  #formsOf(node: Node): readonly Form[] {
    if (isOp(node, "constant")) return Array.from(node.attributes.value.data, constantForm);
    const operands = node.inputs.flatMap((operand) => this.#forms.get(operand)!);
    const sources = sourcesOf(node);
    if (sources !== undefined) {
      const fill = constantForm(isOp(node, "pad") ? node.attributes.value : 0);
      return Array.from(sources, (source) => (source < 0 ? fill : operands[source]));
    }
    const weights = elementWeights(node);
    if (weights !== undefined) {
      return Array.from({ length: sizeOf(node.type.shape) }, (_, i) =>
        combineForms(weights(i).map(([source, weight]) => [operands[source], weight])),
      );
    }
    if (isOp(node, "lut")) return operands.map((form, i) => this.#lut(node, form, i));
    if (isOp(node, "round")) return operands.map((form) => this.#round(node, form));
    throw new InternalError({
      where: "lowering",
      problem: `${node.op} (${node.source}) is still in the graph`,
      allowed: "linear ops, lookups and roundings, which the passes leave",
      remedy: "run runPasses on the graph first; report this if you did",
    });
  }

  #lut(node: NodeWith<"lut">, form: Form, i: number): Form {
    const { min, tables, tableOf } = node.attributes;
    const entries = tables.shape[1];
    const start = (tableOf === null ? 0 : tableOf.data[i]) * entries - min;
    // Bits of a dishonest client can leave the table; honest ones cannot.
    const f = (value: number): number =>
      tables.data[start + Math.min(Math.max(value, min), min + entries - 1)];
    const origin = node.source || node.op;
    const single = this.#soleElement(form);
    if (single !== undefined) {
      if (this.#thermometer.has(single)) return this.#univariate(single, form, f);
      this.#read.add(single);
    }
    const rounded = this.#builder.roundingOf(form);
    if (rounded !== undefined) {
      const { rounding, slope, offset } = rounded;
      const values = Float64Array.from({ length: rounding.entries }, (_, r) => f(slope * r + offset));
      return this.#builder.approximate(rounding.position, values, origin);
    }
    return this.#builder.table(form, this.#rangeOf(form, node.inputs[0].type), f, origin);
  }

  #round(node: NodeWith<"round">, form: Form): Form {
    const { bits, method } = node.attributes;
    const origin = node.source || node.op;
    const { min, max } = node.type;
    const unit = 2 ** bits;
    if (form.terms.size === 0) return constantForm(Math.floor(form.constant / unit + 0.5));
    const single = this.#soleElement(form);
    if (single !== undefined) {
      if (this.#thermometer.has(single)) {
        return this.#univariate(single, form, (value) => Math.floor(value / unit + 0.5));
      }
      this.#read.add(single);
    }
    if (method === "approximate") {
      // Whole numbers lie half a step off every border, so that noise below half a step decides nothing.
      const position = scaleForm(form, 1 / unit, 0.5 / unit - min);
      return scaleForm(this.#builder.deferRounding(position, max - min + 1, origin), 1, min);
    }
    // Bits are taken off from the lowest up; what is left is a multiple of 2^bits.
    let rest = scaleForm(form, 1, unit / 2 - min * unit);
    for (let j = 0; j < bits; j++) {
      const step = 2 ** j;
      const bit = this.#parity(scaleForm(rest, 1 / step), `${origin}: bit ${j}`);
      rest = combineForms([
        [rest, 1],
        [bit, -step],
      ]);
    }
    return scaleForm(rest, 1 / unit, min);
  }

  /** The parity of a whole form: known where all weights are even. */
  #parity(form: Form, origin: string): Form {
    const isKnown = [...form.terms.values()].every((weight) => weight % 2 === 0);
    return isKnown ? constantForm(((form.constant % 2) + 2) % 2) : this.#builder.bit(form, origin);
  }

  /** The input element all terms belong to, if it is one and in the clear sense a number: x, or bits of x. */
  #soleElement({ terms }: Form): number | undefined {
    let sole: number | undefined;
    for (const variable of terms.keys()) {
      const element =
        variable < this.#builder.slots.length ? this.#builder.slots[variable].element : undefined;
      if (element === undefined || (sole !== undefined && sole !== element)) return undefined;
      sole = element;
    }
    return sole;
  }

  /** f(g(x)) as a form of the bits of x, for g given as such a form. */
  #univariate(element: number, form: Form, f: (value: number) => number): Form {
    const first = this.#firstSlot[element];
    const terms = new Map<number, number>();
    let value = form.constant;
    let before = f(value);
    const constant = before;
    for (let slot = first; this.#builder.slots.at(slot)?.element === element; slot++) {
      value += form.terms.get(slot) ?? 0;
      const after = f(value);
      if (after !== before) terms.set(slot, after - before);
      before = after;
    }
    return { terms, constant };
  }

  /** Forms and types both are sound: their intersection is. Correlated terms make forms look wider. */
  #rangeOf(form: Form, type: Range): Range {
    const { min, max } = this.#builder.rangeOf(form);
    return { min: Math.max(Math.ceil(min), type.min), max: Math.min(Math.floor(max), type.max) };
  }
}
