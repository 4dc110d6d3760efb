import { sizeOf, Tensor } from "../core/index.ts";
import type { NodeFactory } from "./factory.ts";
import type { Node } from "./node.ts";
import type { RoundingMethod } from "./ops/index.ts";
import { lookupBits, rangeSize } from "./types.ts";
import type { TableInputs } from "./univariate.ts";
import { inputsOf } from "./univariate.ts";

/** Inputs of lookups wider than this many bits are rounded before the lookup. */
export interface LookupRounding {
  /** Bits that remain. */
  readonly nBits: number;
  /** `"exact"` by default. */
  readonly method?: RoundingMethod | undefined;
}

/**
 * The variable of a lookup, rounded where it has more bits than asked for: floor((x - min) / 2^b), so that
 * exactly `nBits` bits remain, each entry standing for the middle of its 2^b inputs.
 */
export function roundVariable(
  base: Node,
  rounding: LookupRounding | undefined,
  factory: NodeFactory,
  source: string,
): { variable: Node; inputs: TableInputs } {
  const bits = rounding === undefined ? 0 : lookupBits(base.type) - rounding.nBits;
  if (rounding === undefined || bits <= 0 || base.op === "round") {
    return { variable: base, inputs: inputsOf(base) };
  }
  const { min, max, shape } = base.type;
  // round adds half a unit before it drops the bits: taking it off makes it the floor.
  const half = 2 ** (bits - 1);
  const value = new Tensor(new Float64Array(sizeOf(shape)).fill(min + half), shape);
  const offset = factory.make("constant", [], { value }, source);
  const shifted = factory.make("sub", [base, offset], {}, source);
  const variable = factory.make("round", [shifted], { bits, method: rounding.method ?? "exact" }, source);
  const inputOf = (index: number): number => Math.min(max, min + index * 2 ** bits + half);
  return { variable, inputs: { min: variable.type.min, entries: rangeSize(variable.type), inputOf } };
}
