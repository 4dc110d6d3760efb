import type { Tensor } from "../../core/index.ts";
import { tensor } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineOp } from "../op.ts";
import { rangeOf } from "./kernels.ts";

export interface ConstantAttributes {
  readonly value: Tensor;
}

/** A public tensor of integers. */
export const constant: Op<ConstantAttributes> = defineOp<ConstantAttributes>({
  name: "constant",
  kind: "source",
  arity: 0,
  attributes: { value: tensor },
  shape: ({ attributes }) => attributes.value.shape,
  range: ({ attributes }) => rangeOf(attributes.value.data),
  clear:
    ({ attributes }) =>
    (_, out, rows) => {
      for (let row = 0; row < rows; row++) out.set(attributes.value.data, row * attributes.value.size);
    },
  print: (_, { value }) => tensor.print(value),
});
