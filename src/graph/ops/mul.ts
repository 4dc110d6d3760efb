import type { Tensor } from "../../core/index.ts";
import { sizeOf } from "../../core/index.ts";
import { tensor } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineOp } from "../op.ts";
import { sameShape } from "../shapes.ts";

export interface MulAttributes {
  /** Integers of the operand's shape. */
  readonly factor: Tensor;
}

/** x times a public factor, element by element. Levelled: the noise grows with the factor. */
export const mul: Op<MulAttributes> = defineOp<MulAttributes>({
  name: "mul",
  kind: "linear",
  arity: 1,
  elementwise: true,
  attributes: { factor: tensor },
  shape: ({ inputs: [x], attributes, where }) => sameShape([x.shape, attributes.factor.shape], where),
  range: ({ inputs: [x], attributes }) => {
    let min = Infinity;
    let max = -Infinity;
    for (const factor of attributes.factor.data) {
      min = Math.min(min, factor >= 0 ? factor * x.min : factor * x.max);
      max = Math.max(max, factor >= 0 ? factor * x.max : factor * x.min);
    }
    return { min: min + 0, max: max + 0 };
  },
  clear: ({ attributes }, shape) => {
    const size = sizeOf(shape);
    const factor = attributes.factor.data;
    return ([x], out, rows) => {
      for (let row = 0, next = 0; row < rows; row++) {
        // + 0 turns the minus zero of a negative factor into zero.
        for (let i = 0; i < size; i++, next++) out[next] = x[next] * factor[i] + 0;
      }
    };
  },
});
