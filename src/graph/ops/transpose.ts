import { OutOfRangeError } from "../../core/index.ts";
import { integers } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineMovement } from "../op.ts";
import { strided, stridesOf } from "../shapes.ts";

export interface TransposeAttributes {
  /** Axis `i` of the result is axis `axes[i]` of the operand. */
  readonly axes: readonly number[];
}

/** The axes in another order. */
export const transpose: Op<TransposeAttributes> = defineMovement<TransposeAttributes>({
  name: "transpose",
  arity: 1,
  attributes: { axes: integers },
  shape: ({ inputs: [x], attributes: { axes }, where }) => {
    const sorted = [...axes].sort((a, b) => a - b);
    if (axes.length === x.shape.length && sorted.every((axis, i) => axis === i)) {
      return axes.map((axis) => x.shape[axis]);
    }
    throw new OutOfRangeError({
      where,
      problem: `axes [${axes.join(", ")}] of a value of ${x.shape.length} axes`,
      allowed: "every axis once",
      remedy: "list all axes in the order wanted",
    });
  },
  sources: ({ inputs: [x], attributes: { axes } }, shape) => {
    const strides = stridesOf(x.shape);
    return strided(
      shape,
      axes.map((axis) => strides[axis]),
      0,
    );
  },
});
