import type { NoAttributes, Op } from "../op.ts";
import { defineOp } from "../op.ts";
import { sameShape } from "../shapes.ts";
import { pairwise } from "./kernels.ts";

/** x y for two encrypted values of one shape. Lowered to two lookups: ((x+y)^2 - (x-y)^2) / 4. */
export const mulEncrypted: Op<NoAttributes> = defineOp<NoAttributes>({
  name: "mulEncrypted",
  kind: "nonlinear",
  arity: 2,
  elementwise: true,
  attributes: {},
  shape: ({ inputs: [x, y], where }) => sameShape([x.shape, y.shape], where),
  range: ({ inputs: [x, y] }) => {
    const corners = [x.min * y.min, x.min * y.max, x.max * y.min, x.max * y.max];
    return { min: Math.min(...corners) + 0, max: Math.max(...corners) + 0 };
  },
  clear: pairwise((x, y) => x * y + 0),
});
