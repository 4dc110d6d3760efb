import type { NoAttributes, Op } from "../op.ts";
import { defineOp } from "../op.ts";
import { sameShape } from "../shapes.ts";

/** x + y, element by element, for two values of one shape. Levelled: no bootstrap. */
export const add: Op<NoAttributes> = defineOp<NoAttributes>({
  name: "add",
  kind: "linear",
  arity: 2,
  elementwise: true,
  attributes: {},
  shape: ({ inputs: [x, y], where }) => sameShape([x.shape, y.shape], where),
  range: ({ inputs: [x, y] }) => ({ min: x.min + y.min, max: x.max + y.max }),
  clear:
    () =>
    ([x, y], out) => {
      for (let i = 0; i < out.length; i++) out[i] = x[i] + y[i];
    },
});
