import type { NoAttributes, Op } from "../op.ts";
import { defineOp } from "../op.ts";
import { sameShape } from "../shapes.ts";
import { pairwise } from "./kernels.ts";

/** The lesser of two encrypted values, element by element. Lowered to one lookup: x - relu(x - y). */
export const min: Op<NoAttributes> = defineOp<NoAttributes>({
  name: "min",
  kind: "nonlinear",
  arity: 2,
  elementwise: true,
  attributes: {},
  shape: ({ inputs: [x, y], where }) => sameShape([x.shape, y.shape], where),
  range: ({ inputs: [x, y] }) => ({ min: Math.min(x.min, y.min), max: Math.min(x.max, y.max) }),
  clear: pairwise(Math.min),
});
