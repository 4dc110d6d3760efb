/** How an output is read from a phase: the client does it, and the simulation of the client. */
import type { OutputStep, StepProgram, TorusWord } from "../program/steps.ts";

/** One output element: index i of `entries` sits at i steps, the value is min + i. */
export interface OutputCode {
  readonly step: TorusWord;
  readonly entries: number;
  readonly min: number;
}

/** The codes of all outputs of a program, in the order of the flat sample. */
export function outputCodes({ steps, units }: StepProgram): OutputCode[] {
  return steps
    .filter((step): step is OutputStep => step.op === "output")
    .map(({ unit, box, entries, min }) => ({
      step: String(BigInt(units[unit]) * BigInt(box)),
      entries,
      min,
    }));
}

/**
 * The index nearest to a position on the circle, in steps. Positions beyond the middle of what is left free count as
 * below zero, so that noise around the first index does not read as the last one.
 *
 * @param position - 0 up to `turn`.
 * @param turn - Steps of a whole turn of the torus; at least `entries`.
 */
export function nearestIndex(position: number, turn: number, entries: number): number {
  const wraps = position > (entries - 1 + turn) / 2;
  return Math.round(wraps ? position - turn : position);
}
