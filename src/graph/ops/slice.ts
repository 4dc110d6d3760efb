import { OutOfRangeError } from "../../core/index.ts";
import { integers } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineMovement } from "../op.ts";
import { strided, stridesOf } from "../shapes.ts";

/** One entry an axis. */
export interface SliceAttributes {
  /** First index taken. */
  readonly start: readonly number[];
  /** Number of indices taken, at least 1. */
  readonly count: readonly number[];
  /** Distance between them; negative runs backwards. */
  readonly step: readonly number[];
}

/** Every step-th element along each axis. */
export const slice: Op<SliceAttributes> = defineMovement<SliceAttributes>({
  name: "slice",
  arity: 1,
  attributes: { start: integers, count: integers, step: integers },
  shape: ({ inputs: [x], attributes: { start, count, step }, where }) => {
    const isInside = (length: number, axis: number): boolean => {
      const last = start[axis] + (count[axis] - 1) * step[axis];
      return count[axis] >= 1 && start[axis] >= 0 && start[axis] < length && last >= 0 && last < length;
    };
    const rank = x.shape.length;
    const fits = [start, count, step].every((list) => list.length === rank) && x.shape.every(isInside);
    if (fits) return count;
    throw new OutOfRangeError({
      where,
      problem: `start [${start.join(", ")}], count [${count.join(", ")}], step [${step.join(", ")}] of shape [${x.shape.join(", ")}]`,
      allowed: "at least one index an axis, all of them inside the axis",
      remedy: "check the bounds against the shape of the value",
    });
  },
  sources: ({ inputs: [x], attributes: { start, step } }, shape) => {
    const strides = stridesOf(x.shape);
    return strided(
      shape,
      strides.map((stride, axis) => stride * step[axis]),
      strides.reduce((offset, stride, axis) => offset + stride * start[axis], 0),
    );
  },
});
