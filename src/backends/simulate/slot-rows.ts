import { Tensor } from "../../core/index.ts";
import type { InputSpec } from "../backend.ts";
import { slotsOf, slotValues } from "../tfhe/program/index.ts";

/** The slots' values of every row of inputs: `[rows, slots]`. The rows themselves where nothing travels as bits. */
export function slotRows(
  features: Tensor,
  { inputs, thermometer }: { readonly inputs: readonly InputSpec[]; readonly thermometer: readonly number[] },
): Tensor {
  if (thermometer.length === 0) return features;
  const slots = slotsOf(inputs, thermometer);
  const result = Tensor.zeros([features.length, slots.length]);
  for (let row = 0; row < features.length; row++) result.row(row).set(slotValues(features.row(row), slots));
  return result;
}
