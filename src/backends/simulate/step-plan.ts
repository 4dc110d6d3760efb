import { boxesOf, entryAt, nearestIndex } from "../tfhe/bootstrapped/index.ts";
import { slotsOf } from "../tfhe/program/index.ts";
import type { LookupStep, OutputStep, Slot, StepProgram, SumStep } from "../tfhe/program/index.ts";
import { errorLaw } from "./errors.ts";
import type { ErrorLaw } from "./errors.ts";

/** What one input element adds to a sum: a weight, or for one that travels as bits a table from `min` on. */
interface ElementTerm {
  readonly element: number;
  readonly weight: number;
  readonly table: Float64Array | null;
  readonly min: number;
}

/** A sum of columns. */
export interface PlannedSum {
  readonly kind: "sum";
  readonly target: number;
  readonly registers: readonly number[];
  readonly weights: readonly number[];
  readonly elements: readonly ElementTerm[];
  readonly constant: number;
}

/** A table as a rotation answers for it. */
interface PlannedTable {
  readonly target: number;
  /** Its values over a turn of the torus, from box 0 on. */
  readonly direct: Float64Array;
  /** The value at any other index. */
  readonly beyond: (index: number) => number;
  /** Where a turn has a power of two of boxes, one less: indices wrap around by their low bits. Else -1. */
  readonly mask: number;
}

/** A lookup or an output: an index is read from a register, with noise. */
export interface PlannedDecision {
  readonly kind: "decision";
  readonly source: number;
  /** Boxes a unit. */
  readonly scale: number;
  readonly shift: number;
  readonly entries: number | null;
  readonly law: ErrorLaw;
  /** Standard deviation in boxes, where a value's place in its box matters; else null. */
  readonly sigma: number | null;
  readonly tables: readonly PlannedTable[];
  readonly output: {
    readonly first: number;
    readonly min: number;
    readonly nearest: (index: number) => number;
  } | null;
  readonly origin: string;
}

/** A program ready for columns of clear values. */
export interface StepPlan {
  readonly steps: readonly (PlannedSum | PlannedDecision)[];
  readonly outputs: number;
  /** A row. */
  readonly decisions: number;
}

/** Prepares what depends on the program only. */
export function planSteps(program: StepProgram): StepPlan {
  const slots = slotsOf(program.inputs, program.thermometer);
  const steps = program.steps.map((step) => {
    switch (step.op) {
      case "sum":
        return planSum(step, slots, program);
      case "lookup":
        return planLookup(step, program);
      case "output":
        return planOutput(step, program);
    }
  });
  const outputs = program.steps.filter(({ op }) => op === "output").length;
  return { steps, outputs, decisions: steps.filter(({ kind }) => kind === "decision").length };
}

function planSum(step: SumStep, slots: readonly Slot[], { elements: scales }: StepProgram): PlannedSum {
  const { target, registers, weights, constant } = step;
  const byElement = new Map<number, [slot: number, weight: number][]>();
  step.slots.forEach((slot, i) => {
    const { element } = slots[slot];
    const terms = byElement.get(element) ?? [];
    byElement.set(element, terms);
    terms.push([slot, step.slotWeights[i] * scales[element]!.scale]);
  });
  const elements = Array.from(byElement, ([element, terms]): ElementTerm => {
    const [[first, weight]] = terms;
    if (slots[first].threshold === null) return { element, weight, table: null, min: 0 };
    // A weighted sum of bits [x >= t] is a function of x.
    const bits = slots.filter((slot) => slot.element === element);
    const min = bits[0].threshold! - 1;
    const table = new Float64Array(bits.length + 1);
    for (const [slot, added] of terms) {
      for (let x = slots[slot].threshold! - min; x < table.length; x++) table[x] += added;
    }
    return { element, weight: 0, table, min };
  });
  return { kind: "sum", target, registers, weights, elements, constant };
}

function planLookup(step: LookupStep, { units }: StepProgram): PlannedDecision {
  const boxes = boxesOf(step, units);
  const turn = 1 / boxes.step;
  // A box more than half the variance asks for: borders may be half a coefficient off.
  const variance = step.variance / (2 * step.halfWidth) ** 2;
  const isApproximate = step.shift !== 0;
  return {
    kind: "decision",
    source: step.source,
    scale: 1 / step.box,
    shift: step.shift,
    entries: step.entries,
    law: errorLaw(variance),
    sigma: isApproximate ? Math.sqrt(variance) : null,
    tables: step.targets.map(({ target, values }): PlannedTable => {
      const valueAt = (index: number): number => {
        const onTurn = index - turn * Math.floor(index / turn);
        // In a shifted box every place reads the same.
        const position = onTurn + step.shift;
        return position < turn / 2 - 0.5
          ? values[entryAt(position, boxes)]
          : -values[entryAt(position - turn / 2, boxes)];
      };
      const size = Math.max(1, Math.floor(turn + 1e-9));
      const direct = Float64Array.from({ length: size }, (_, i) => valueAt(i));
      const isWhole = Math.abs(turn - Math.round(turn)) < 1e-9;
      const wrapped = (index: number): number => direct[((index % size) + size) % size];
      const mask = isWhole && Number.isInteger(Math.log2(size)) ? size - 1 : -1;
      return { target, direct, beyond: isWhole ? wrapped : valueAt, mask };
    }),
    output: null,
    origin: step.origin,
  };
}

function planOutput(step: OutputStep, { units }: StepProgram): PlannedDecision {
  const width = step.box * Number(units[step.unit]) * 2 ** -64;
  const turn = 1 / width;
  return {
    kind: "decision",
    source: step.source,
    scale: 1 / step.box,
    shift: 0,
    entries: step.entries,
    law: errorLaw(step.variance / width ** 2),
    sigma: null,
    tables: [],
    output: {
      first: step.first,
      min: step.min,
      nearest: (index) => nearestIndex(index - turn * Math.floor(index / turn), turn, step.entries),
    },
    origin: step.origin,
  };
}
