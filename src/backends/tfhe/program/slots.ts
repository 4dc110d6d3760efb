import { sizeOf } from "../../../core/index.ts";
import type { InputSpec } from "../../backend.ts";

/** Something a client encrypts: an input element, or one bit [x >= threshold] of it. */
export interface Slot {
  /** Position in the flat sample. */
  readonly element: number;
  readonly threshold: number | null;
  readonly min: number;
  readonly max: number;
}

/**
 * What a sample is encrypted as: every element of the inputs as it is, but for the thermometer elements, which become
 * a bit for every threshold above their least value.
 *
 * @param thermometer - Positions in the flat sample.
 */
export function slotsOf(inputs: readonly InputSpec[], thermometer: readonly number[]): Slot[] {
  const asBits = new Set(thermometer);
  const slots: Slot[] = [];
  let element = 0;
  for (const { shape, min, max } of inputs) {
    for (let i = 0; i < sizeOf(shape); i++, element++) {
      if (!asBits.has(element)) slots.push({ element, threshold: null, min, max });
      else for (let t = min + 1; t <= max; t++) slots.push({ element, threshold: t, min: 0, max: 1 });
    }
  }
  return slots;
}

/** The slots' values for a flat sample. The sample itself where no element is a thermometer. */
export function slotValues(sample: Float64Array, slots: readonly Slot[]): Float64Array {
  if (slots.length === sample.length && slots.every(({ threshold }) => threshold === null)) return sample;
  return Float64Array.from(slots, ({ element, threshold }) =>
    threshold === null ? sample[element] : Number(sample[element] >= threshold),
  );
}
