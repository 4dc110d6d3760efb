import { OptionValueError } from "../../core/index.ts";
import { integer, integers } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineMovement } from "../op.ts";
import { strided, stridesOf } from "../shapes.ts";

export interface PadAttributes {
  /** Elements added before each axis. */
  readonly before: readonly number[];
  /** Elements added after each axis. */
  readonly after: readonly number[];
  /** What is added: a public integer. */
  readonly value: number;
}

/** The value with public elements around it. */
export const pad: Op<PadAttributes> = defineMovement<PadAttributes>({
  name: "pad",
  arity: 1,
  attributes: { before: integers, after: integers, value: integer },
  shape: ({ inputs: [x], attributes: { before, after }, where }) => {
    const rank = x.shape.length;
    for (const [name, list] of [
      ["before", before],
      ["after", after],
    ] as const) {
      if (list.length === rank && list.every((count) => count >= 0)) continue;
      throw new OptionValueError({
        where,
        problem: `${name} = [${list.join(", ")}] for a value of ${rank} axes`,
        allowed: "one integer of at least 0 an axis",
        remedy: "give a count for every axis",
      });
    }
    return x.shape.map((length, axis) => before[axis] + length + after[axis]);
  },
  sources: ({ inputs: [x], attributes: { before } }, shape) => {
    const own = stridesOf(shape);
    const start = own.reduce((offset, stride, axis) => offset + stride * before[axis], 0);
    const sources = new Int32Array(shape.reduce((product, length) => product * length, 1)).fill(-1);
    strided(x.shape, own, start).forEach((target, source) => (sources[target] = source));
    return sources;
  },
  fill: ({ value }) => value,
});
