import { slotsOf } from "./slots.ts";
import type { LookupStep, OutputStep, StepProgram, SumStep } from "./steps.ts";

/** One line a step, like an assembly listing. */
export function printSteps(program: StepProgram): string {
  const { inputs, thermometer, units, steps } = program;
  const lines = steps.map((step) => {
    switch (step.op) {
      case "sum":
        return printSum(step);
      case "lookup":
        return printLookup(step);
      case "output":
        return printOutput(step);
    }
  });
  const described = inputs.map(
    ({ name, shape, min, max }) => `${name}[${shape.join(", ")}] in [${min}, ${max}]`,
  );
  const slots = slotsOf(inputs, thermometer).length;
  const bits = thermometer.length === 0 ? "" : `, ${thermometer.length} elements as bits [x >= t]`;
  return [
    `; inputs ${described.join("; ")}: ${slots} slots${bits}`,
    ...units.slice(0, -1).map((unit, i) => `; unit u${i} = 2^${(Math.log2(Number(unit)) - 64).toFixed(3)}`),
    ...lines,
  ].join("\n");
}

function printSum({ target, unit, registers, weights, slots, slotWeights, constant }: SumStep): string {
  const terms = [
    ...registers.map((register, i) => term(weights[i], `%${register}`)),
    ...slots.map((slot, i) => term(slotWeights[i], `$${slot}`)),
  ];
  const shown = terms.length > 8 ? [...terms.slice(0, 6), `... (${terms.length} terms)`] : terms;
  const sum = [...shown, ...(constant === 0 && terms.length > 0 ? [] : [String(constant)])].join(" + ");
  return `%${target} = sum ${sum.replaceAll("+ -", "- ")}  ; u${unit}`;
}

function term(weight: number, name: string): string {
  return weight === 1 ? name : weight === -1 ? `-${name}` : `${weight} ${name}`;
}

function printLookup({ source, unit, box, style, targets, bits, origin }: LookupStep): string {
  const tables = targets.map(({ target, unit: to, values }) => {
    const shown =
      values.length <= 8 ? values.join(", ") : `${values.slice(0, 6).join(", ")}, ... (${values.length})`;
    return `%${target} u${to} [${shown}]`;
  });
  const how = style === "single" ? "" : ` ${style}`;
  const boxes = box === 1 ? `u${unit}` : `${box} u${unit}`;
  return `lookup${how} %${source} / ${boxes}, ${bits} bits -> ${tables.join("; ")}  ; ${origin}`;
}

function printOutput({ source, unit, box, entries, min, first, origin }: OutputStep): string {
  return `output ${first} = ${min} + %${source} / ${box === 1 ? "" : `${box} `}u${unit}, ${entries} values  ; ${origin}`;
}
