import type { NoAttributes, Op } from "../op.ts";
import { defineOp } from "../op.ts";
import { sameShape } from "../shapes.ts";
import { pairwise, truth } from "./kernels.ts";

/** 1 where x < y, else 0. Lowered to one lookup of x - y. */
export const less: Op<NoAttributes> = defineOp<NoAttributes>({
  name: "less",
  kind: "nonlinear",
  arity: 2,
  elementwise: true,
  attributes: {},
  shape: ({ inputs: [x, y], where }) => sameShape([x.shape, y.shape], where),
  range: ({ inputs: [x, y] }) => truth(x.max < y.min, x.min >= y.max),
  clear: pairwise((x, y) => (x < y ? 1 : 0)),
});
