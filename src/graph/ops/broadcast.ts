import type { Shape } from "../../core/index.ts";
import { equalShapes, ShapeError } from "../../core/index.ts";
import { integers } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineMovement } from "../op.ts";
import { broadcastMap, broadcastShapes, showShape } from "../shapes.ts";

export interface BroadcastAttributes {
  readonly shape: Shape;
}

/** The value repeated along new axes and axes of length 1, by numpy's rule. */
export const broadcast: Op<BroadcastAttributes> = defineMovement<BroadcastAttributes>({
  name: "broadcast",
  arity: 1,
  attributes: { shape: integers },
  shape: ({ inputs: [x], attributes: { shape }, where }) => {
    if (equalShapes(broadcastShapes(x.shape, shape, where), shape)) return shape;
    throw new ShapeError({
      where,
      problem: `shape ${showShape(x.shape)} to shape ${showShape(shape)}`,
      allowed: "a shape the value stretches to: only axes of length 1 repeat",
      remedy: "reshape the value first",
    });
  },
  sources: ({ inputs: [x] }, shape) => broadcastMap(x.shape, shape),
});
