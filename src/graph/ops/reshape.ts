import type { Shape } from "../../core/index.ts";
import { ShapeError, sizeOf } from "../../core/index.ts";
import { integers } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineMovement } from "../op.ts";
import { showShape } from "../shapes.ts";

export interface ReshapeAttributes {
  readonly shape: Shape;
}

/** The same elements in the same order under another shape. */
export const reshape: Op<ReshapeAttributes> = defineMovement<ReshapeAttributes>({
  name: "reshape",
  arity: 1,
  attributes: { shape: integers },
  shape: ({ inputs: [x], attributes: { shape }, where }) => {
    if (sizeOf(x.shape) === sizeOf(shape) && shape.every((length) => length > 0)) return shape;
    throw new ShapeError({
      where,
      problem: `shape ${showShape(x.shape)} to shape ${showShape(shape)}`,
      allowed: `a shape of ${sizeOf(x.shape)} elements`,
      remedy: "give lengths whose product is the number of elements",
    });
  },
  sources: (_, shape) => Int32Array.from({ length: sizeOf(shape) }, (__, i) => i),
});
