import { OutOfRangeError } from "../../core/index.ts";
import { integer, integers } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineMovement } from "../op.ts";
import { stridesOf } from "../shapes.ts";

export interface GatherAttributes {
  readonly axis: number;
  /** Indices along the axis, repetition allowed. */
  readonly indices: readonly number[];
}

/** The entries of one axis at the listed indices, in that order. */
export const gather: Op<GatherAttributes> = defineMovement<GatherAttributes>({
  name: "gather",
  arity: 1,
  attributes: { axis: integer, indices: integers },
  shape: ({ inputs: [x], attributes: { axis, indices }, where }) => {
    const isAxis = axis >= 0 && axis < x.shape.length;
    const bad = isAxis ? indices.find((index) => index < 0 || index >= x.shape[axis]) : undefined;
    if (isAxis && bad === undefined && indices.length > 0) {
      return x.shape.map((length, i) => (i === axis ? indices.length : length));
    }
    throw new OutOfRangeError({
      where,
      problem:
        bad === undefined
          ? `${indices.length} indices along axis ${axis}`
          : `index ${bad} along axis ${axis}`,
      allowed: isAxis
        ? `at least one index from 0 to ${x.shape[axis] - 1}`
        : `an axis from 0 to ${x.shape.length - 1}`,
      remedy: "check the indices against the shape of the value",
    });
  },
  sources: ({ inputs: [x], attributes: { axis, indices } }, shape) => {
    const inner = stridesOf(x.shape)[axis];
    const outer = shape.slice(0, axis).reduce((product, length) => product * length, 1);
    const sources = new Int32Array(outer * indices.length * inner);
    for (let block = 0, next = 0; block < outer; block++) {
      for (const index of indices) {
        const start = (block * x.shape[axis] + index) * inner;
        for (let i = 0; i < inner; i++) sources[next++] = start + i;
      }
    }
    return sources;
  },
});
