import { sizeOf } from "../../../core/index.ts";
import type { InputSpec } from "../../backend.ts";
import type { DiagramBit } from "./program.ts";

/** The range of one element of the flat sample, and how many bits x - min has. */
export interface ElementBits {
  readonly min: number;
  readonly max: number;
  /** 0 where the range is one value. */
  readonly bits: number;
}

/** All elements of the inputs, in the order of the flat sample. */
export function elementBits(inputs: readonly InputSpec[]): ElementBits[] {
  return inputs.flatMap(({ shape, min, max }) => {
    const element = { min, max, bits: bitLength(max - min) };
    return Array.from({ length: sizeOf(shape) }, () => element);
  });
}

/**
 * Every bit of every element: what a client sends, whatever a program reads. The highest bit of an element first:
 * a model reads those before the lower ones.
 */
export function sentBits(inputs: readonly InputSpec[]): DiagramBit[] {
  return elementBits(inputs).flatMap(({ bits }, element) =>
    Array.from({ length: bits }, (_, i) => ({ element, bit: bits - 1 - i })),
  );
}

/** Bits that hold the whole numbers up to `value`. */
export function bitLength(value: number): number {
  return value < 1 ? 0 : Math.floor(Math.log2(value)) + 1;
}

/** Bit number `bit` of a whole number below 2^53. */
export function bitOf(value: number, bit: number): 0 | 1 {
  return (Math.floor(value / 2 ** bit) % 2) as 0 | 1;
}
