import type { Graph } from "../../../graph/index.ts";
import { inputSpecs } from "../../input-specs.ts";
import { effectiveHalfWidth } from "../params/index.ts";
import type { ElementScale, LookupStep, OutputStep, Step, StepProgram, SumStep } from "../program/steps.ts";
import { commonSums } from "./common-sums.ts";
import type { CommonSum } from "./common-sums.ts";
import type { Form } from "./form.ts";
import type { ScaledReader } from "./scales.ts";
import type { Choice } from "./styles.ts";

/**
 * Writes the steps of a circuit whose scales, styles and parameters are chosen.
 *
 * @param answerVariance - What cutting an answer's words adds to its noise.
 */
export function emitProgram(graph: Graph, choice: Choice, answerVariance: number): StepProgram {
  return new Emitter(graph, choice, answerVariance).run();
}

class Emitter {
  readonly #graph: Graph;
  readonly #choice: Choice;
  readonly #answerVariance: number;
  readonly #steps: Step[] = [];
  readonly #registerOf = new Map<number, number>();
  readonly #sharedSums = new Map<string, number>();
  /** What each reader has in common with others. */
  readonly #common: readonly (CommonSum | undefined)[];
  #registers = 0;

  constructor(graph: Graph, choice: Choice, answerVariance: number) {
    this.#graph = graph;
    this.#choice = choice;
    this.#answerVariance = answerVariance;
    const { circuit, scales } = choice.setting;
    this.#common = commonSums(scales.readers, circuit);
  }

  run(): StepProgram {
    const { circuit, scales } = this.#choice.setting;
    circuit.lookups.forEach((_, l) => {
      this.#lookup(l);
    });
    circuit.outputs.forEach((_, o) => {
      this.#output(o);
    });
    return {
      inputs: inputSpecs(this.#graph),
      outputs: this.#graph.outputs.map(({ type }) => ({ shape: type.shape })),
      thermometer: circuit.thermometer,
      elements: this.#elementScales(),
      // The last unit is that of constants, which meet no other value.
      units: [...scales.units, 2n ** 62n].map(String),
      registers: this.#registers,
      steps: this.#steps,
    };
  }

  #lookup(l: number): void {
    const { setting, optimized } = this.#choice;
    const { circuit, plans, scales, styles } = setting;
    const { kind, index, entries, variables, origin } = circuit.lookups[l];
    const { constraint, variance } = optimized.constraints[l];
    const { boxes, shift, tables } = plans[l];
    const reader = scales.readers[l];
    const source = this.#sum(index, l, shift);
    const step = {
      op: "lookup",
      source,
      unit: reader.component,
      box: reader.box,
      shift,
      entries: kind === "bit" ? null : entries,
      bits: Math.max(1, Math.ceil(Math.log2(boxes))),
      halfWidth: effectiveHalfWidth(constraint, optimized.parameters.polynomialSize),
      variance,
      constraint: { ...constraint, count: 1 },
      origin,
    } as const;
    const targets = tables.map(({ values }, t) => {
      const variable = variables[t];
      const target = this.#registers++;
      this.#registerOf.set(variable, target);
      const scale = scales.scale[variable];
      return {
        target,
        unit: scales.component[variable],
        values: Array.from(values, (value) => value * scale),
      };
    });
    const groups = styles[l] === "single" ? targets.map((target) => [target]) : [targets];
    for (const group of groups) {
      this.#steps.push({ ...step, style: styles[l], targets: group } satisfies LookupStep);
    }
  }

  #output(o: number): void {
    const { setting, optimized } = this.#choice;
    const { circuit, scales } = setting;
    const { form, min, max, origin } = circuit.outputs[o];
    const at = circuit.lookups.length + o;
    const reader = scales.readers[at];
    const step: OutputStep = {
      op: "output",
      source: this.#sum({ terms: form.terms, constant: form.constant - min }, at, 0),
      unit: this.#unitOf(reader),
      box: reader.box,
      entries: max - min + 1,
      min,
      first: o,
      variance: optimized.constraints[at].variance + this.#answerVariance,
      constraint: optimized.constraints[at].constraint,
      origin,
    };
    this.#steps.push(step);
  }

  /** The form of the reader at `at` in a register of its own. */
  #sum(form: Form, at: number, shift: number): number {
    const { circuit, plans, scales } = this.#choice.setting;
    const reader = scales.readers[at];
    let constant = (form.constant + shift) * reader.box;
    for (const [variable, weight] of form.terms) {
      const producer = circuit.producers[variable]!;
      // The ciphertext holds the value less its table's centre.
      if (producer.kind === "lookup") {
        constant += plans[producer.lookup].tables[producer.table].centre * weight * reader.box;
      }
    }
    const unit = this.#unitOf(reader);
    const common = this.#common[at];
    if (common === undefined) return this.#addUp(reader.weights, [], unit, constant);
    const key = `${unit} ${common.key}`;
    const shared = this.#sharedSums.get(key) ?? this.#addUp(common.core, [], unit, 0);
    this.#sharedSums.set(key, shared);
    return this.#addUp(common.rest, [[shared, common.factor]], unit, constant);
  }

  /** A step that adds variables and registers up. */
  #addUp(
    variables: ReadonlyMap<number, number>,
    sums: readonly (readonly [register: number, weight: number])[],
    unit: number,
    constant: number,
  ): number {
    const { circuit } = this.#choice.setting;
    const registers = sums.map(([register]) => register);
    const weights = sums.map(([, weight]) => weight);
    const slots: number[] = [];
    const slotWeights: number[] = [];
    for (const [variable, weight] of variables) {
      const producer = circuit.producers[variable]!;
      if (producer.kind === "slot") {
        slots.push(producer.slot);
        slotWeights.push(weight);
      } else {
        registers.push(this.#registerOf.get(variable)!);
        weights.push(weight);
      }
    }
    const target = this.#registers++;
    const step: SumStep = { op: "sum", target, unit, registers, weights, slots, slotWeights, constant };
    this.#steps.push(step);
    return target;
  }

  #unitOf({ component }: ScaledReader): number {
    return component < 0 ? this.#choice.setting.scales.units.length : component;
  }

  #elementScales(): (ElementScale | null)[] {
    const { circuit, scales } = this.#choice.setting;
    const elements: (ElementScale | null)[] = [];
    circuit.slots.forEach(({ element }, slot) => {
      elements[element] ??= null;
      const unit = scales.component[slot];
      if (unit >= 0) elements[element] = { unit, scale: scales.scale[slot] };
    });
    return elements;
  }
}
