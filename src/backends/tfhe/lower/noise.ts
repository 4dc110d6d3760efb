import type { NoiseConstraint } from "../params/index.ts";
import { tableDifferenceNorm } from "../params/index.ts";
import { commonDifference } from "../program/divisor.ts";
import type { LookupStyle } from "../program/steps.ts";
import type { BoxPlan } from "./box-plan.ts";
import type { ScalarCircuit } from "./scalar-circuit.ts";
import type { ScaledReader, Scales } from "./scales.ts";

/** Cutting the bodies of inputs adds at most this share of their variance; see `queryBits`. */
export const QUERY_CUT_SHARE = 1 / 64;

/** Share of an output's variance kept free for the switch to the answer's bits, and for packing. */
export const ANSWER_SHARE = 1 / 4;

/** Half a box of an output, which its constraint leaves a part of for the way to the client. */
export function fullHalfWidth({ halfWidth }: NoiseConstraint): number {
  return halfWidth / Math.sqrt(1 - ANSWER_SHARE);
}

/** Everything the noise of a circuit depends on before parameters are chosen. */
export interface NoiseSetting {
  readonly circuit: ScalarCircuit;
  readonly plans: readonly BoxPlan[];
  readonly scales: Scales;
  readonly styles: readonly LookupStyle[];
  /** Whether outputs are switched to the small key before they travel. */
  readonly smallAnswers: boolean;
}

/** What each lookup, then each output, asks of the parameters. */
export function noiseConstraints(setting: NoiseSetting): NoiseConstraint[] {
  const { circuit, plans, scales, styles, smallAnswers } = setting;
  const lookups = circuit.lookups.map((lookup, l): NoiseConstraint => {
    const reader = scales.readers[l];
    const step = stepOf(reader, scales);
    const interleaved = styles[l] === "interleaved" ? Math.ceil(Math.log2(lookup.tables.length)) : 0;
    return {
      ...norms(reader, setting),
      keyswitched: true,
      droppedBits: interleaved,
      halfWidth: step / 2,
      betweenCoefficients: !Number.isInteger(Math.log2(step)),
      count: styles[l] === "single" ? lookup.tables.length : 1,
      origin: `${lookup.origin}: ${describeLookup(lookup.kind, plans[l].boxes)}`,
    };
  });
  const outputs = circuit.outputs.map(({ origin }, o): NoiseConstraint => {
    const reader = scales.readers[circuit.lookups.length + o];
    return {
      ...norms(reader, setting),
      keyswitched: smallAnswers,
      droppedBits: null,
      halfWidth: (stepOf(reader, scales) / 2) * Math.sqrt(1 - ANSWER_SHARE),
      betweenCoefficients: false,
      count: 1,
      origin: `${origin}: output`,
    };
  });
  return [...lookups, ...outputs];
}

/** Torus units a step of a reader's form takes. A constant has the torus to itself. */
export function stepOf({ component, box }: ScaledReader, { units }: Scales): number {
  return component < 0 ? 0.5 : box * Number(units[component]) * 2 ** -64;
}

function describeLookup(kind: string, boxes: number): string {
  if (kind === "bit") return "bit of an exact rounding";
  return `${kind === "approximate" ? "approximate " : ""}lookup of ${boxes} boxes`;
}

/** Squared norms of the weights on fresh and on bootstrapped ciphertexts. */
function norms(
  reader: ScaledReader,
  setting: NoiseSetting,
): Pick<NoiseConstraint, "bootstrapNorm" | "freshNorm"> {
  const { circuit, plans, scales, styles } = setting;
  let freshNorm = 0;
  const byLookup = new Map<number, { table: number; weight: number; variable: number }[]>();
  for (const [variable, weight] of reader.weights) {
    const producer = circuit.producers[variable]!;
    if (producer.kind === "slot") freshNorm += weight ** 2;
    else {
      const terms = byLookup.get(producer.lookup) ?? [];
      byLookup.set(producer.lookup, terms);
      terms.push({ table: producer.table, weight, variable });
    }
  }
  let bootstrapNorm = 0;
  for (const [l, terms] of byLookup) {
    switch (styles[l]) {
      case "single":
        for (const { weight } of terms) bootstrapNorm += weight ** 2;
        break;
      case "interleaved":
        // Neighbouring coefficients of one accumulator: taken as fully correlated, which is never too kind.
        bootstrapNorm += terms.reduce((sum, { weight }) => sum + Math.abs(weight), 0) ** 2;
        break;
      case "multi-value": {
        // All outputs combine the same coefficients: the combined table tells how much of each.
        const common = multiValueUnit(l, setting);
        const boxes = plans[l].tables[0].values.length;
        const combined = new Float64Array(boxes);
        for (const { table, weight, variable } of terms) {
          const factor = (weight * scales.scale[variable]) / common;
          plans[l].tables[table].values.forEach((value, i) => {
            combined[i] += factor * value;
          });
        }
        bootstrapNorm += tableDifferenceNorm(combined);
        break;
      }
    }
  }
  return { bootstrapNorm, freshNorm: freshNorm * (1 + QUERY_CUT_SHARE) };
}

/** The unit of a multi-value rotation: what all its tables, as ciphertexts hold them, differ by multiples of. */
function multiValueUnit(lookup: number, { circuit, plans, scales }: NoiseSetting): number {
  const tables = circuit.lookups[lookup].variables.map((variable, t) =>
    Array.from(plans[lookup].tables[t].values, (value) => value * scales.scale[variable]),
  );
  return commonDifference(tables);
}
