import type { NoAttributes, Op } from "../op.ts";
import { defineOp } from "../op.ts";
import { sameShape } from "../shapes.ts";
import { pairwise } from "./kernels.ts";

/** The greater of two encrypted values, element by element. Lowered to one lookup: y + relu(x - y). */
export const max: Op<NoAttributes> = defineOp<NoAttributes>({
  name: "max",
  kind: "nonlinear",
  arity: 2,
  elementwise: true,
  attributes: {},
  shape: ({ inputs: [x, y], where }) => sameShape([x.shape, y.shape], where),
  range: ({ inputs: [x, y] }) => ({ min: Math.max(x.min, y.min), max: Math.max(x.max, y.max) }),
  clear: pairwise(Math.max),
});
