import type { Graph } from "../../../graph/index.ts";
import { inputSpecs } from "../../input-specs.ts";
import { effectiveHalfWidth } from "../params/index.ts";
import type { ElementScale, LookupStep, OutputStep, Step, StepProgram, SumStep } from "../program/steps.ts";
import { commonDivisor } from "../program/divisor.ts";
import { termsKey } from "./form.ts";
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

/** Shorter sums are as fast to make anew. */
const LEAST_SHARED_TERMS = 3;

function coreKey(core: ReadonlyMap<number, number>): string {
  return termsKey({ terms: core, constant: 0 });
}

class Emitter {
  readonly #graph: Graph;
  readonly #choice: Choice;
  readonly #answerVariance: number;
  readonly #steps: Step[] = [];
  readonly #registerOf = new Map<number, number>();
  readonly #sharedSums = new Map<string, number>();
  /** How many readers have a sum in common. */
  readonly #cores = new Map<string, number>();
  #registers = 0;

  constructor(graph: Graph, choice: Choice, answerVariance: number) {
    this.#graph = graph;
    this.#choice = choice;
    this.#answerVariance = answerVariance;
  }

  run(): StepProgram {
    const { circuit, scales } = this.#choice.setting;
    for (const reader of scales.readers) {
      const { core } = this.#core(reader);
      if (core.size < LEAST_SHARED_TERMS) continue;
      this.#cores.set(coreKey(core), (this.#cores.get(coreKey(core)) ?? 0) + 1);
    }
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
    const source = this.#sum(index, reader, shift);
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
      source: this.#sum({ terms: form.terms, constant: form.constant - min }, reader, 0),
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

  /** A reader's form in a register of its own. */
  #sum(form: Form, reader: ScaledReader, shift: number): number {
    const { circuit, plans } = this.#choice.setting;
    let constant = (form.constant + shift) * reader.box;
    for (const [variable, weight] of form.terms) {
      const producer = circuit.producers[variable]!;
      // The ciphertext holds the value less its table's centre.
      if (producer.kind === "lookup") {
        constant += plans[producer.lookup].tables[producer.table].centre * weight * reader.box;
      }
    }
    const unit = this.#unitOf(reader);
    const { core, factor, rest } = this.#core(reader);
    if ((this.#cores.get(coreKey(core)) ?? 0) < 2) return this.#addUp(reader.weights, [], unit, constant);
    const key = `${unit} ${coreKey(core)}`;
    const shared = this.#sharedSums.get(key) ?? this.#addUp(core, [], unit, 0);
    this.#sharedSums.set(key, shared);
    return this.#addUp(rest, [[shared, factor]], unit, constant);
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

  /**
   * The part of a sum that the lookups of an exact rounding have in common, up to a factor: all but the bits that
   * were taken off.
   */
  #core({ weights }: ScaledReader): { core: Map<number, number>; factor: number; rest: Map<number, number> } {
    const { circuit } = this.#choice.setting;
    const isBit = (variable: number): boolean => {
      const producer = circuit.producers[variable]!;
      return producer.kind === "lookup" && circuit.lookups[producer.lookup].kind === "bit";
    };
    const terms = [...weights];
    const common = terms.filter(([variable]) => !isBit(variable));
    const factor = commonDivisor(common.map(([, weight]) => weight));
    return {
      core: new Map(common.map(([variable, weight]) => [variable, weight / factor])),
      factor,
      rest: new Map(terms.filter(([variable]) => isBit(variable))),
    };
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
