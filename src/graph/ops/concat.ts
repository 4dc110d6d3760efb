import { ShapeError, sizeOf } from "../../core/index.ts";
import { integer } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineMovement } from "../op.ts";
import { normalizeAxis, showShape } from "../shapes.ts";

export interface ConcatAttributes {
  readonly axis: number;
}

/** Values one after the other along an axis; all other axes are equal. */
export const concat: Op<ConcatAttributes> = defineMovement<ConcatAttributes>({
  name: "concat",
  arity: "any",
  attributes: { axis: integer },
  shape: ({ inputs, attributes, where }) => {
    const first = inputs[0].shape;
    const axis = normalizeAxis(attributes.axis, first.length, where);
    for (const { shape } of inputs) {
      if (shape.length === first.length && shape.every((length, i) => i === axis || length === first[i]))
        continue;
      throw new ShapeError({
        where,
        problem: `shapes ${showShape(first)} and ${showShape(shape)} along axis ${axis}`,
        allowed: "shapes that differ along that axis only",
        remedy: "reshape the values or choose another axis",
      });
    }
    const total = inputs.reduce((sum, { shape }) => sum + shape[axis], 0);
    return first.map((length, i) => (i === axis ? total : length));
  },
  sources: ({ inputs, attributes: { axis } }, shape) => {
    const sources = new Int32Array(sizeOf(shape));
    const widths = inputs.map((type) => sizeOf(type.shape.slice(axis)));
    const outer = sizeOf(shape.slice(0, axis));
    for (let block = 0, next = 0; block < outer; block++) {
      let before = 0;
      for (const width of widths) {
        for (let i = 0; i < width; i++) sources[next++] = before + block * width + i;
        before += outer * width;
      }
    }
    return sources;
  },
});
