import type { NoAttributes, Op } from "../op.ts";
import { defineOp } from "../op.ts";

/** -x. Levelled: no bootstrap. */
export const neg: Op<NoAttributes> = defineOp<NoAttributes>({
  name: "neg",
  kind: "linear",
  arity: 1,
  elementwise: true,
  attributes: {},
  shape: ({ inputs: [x] }) => x.shape,
  range: ({ inputs: [x] }) => ({ min: 0 - x.max, max: 0 - x.min }),
  clear:
    () =>
    ([x], out) => {
      // 0 - x, so that no minus zero appears.
      for (let i = 0; i < out.length; i++) out[i] = 0 - x[i];
    },
});
