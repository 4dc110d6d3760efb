import { OutOfRangeError, sizeOf } from "../../core/index.ts";
import { flag, integers } from "../attributes.ts";
import type { Op } from "../op.ts";
import { defineOp } from "../op.ts";
import { strided, stridesOf } from "../shapes.ts";

export interface SumAttributes {
  /** Axes summed over, ascending, each counted from the front. */
  readonly axes: readonly number[];
  /** Keep the summed axes with length 1. */
  readonly keepDims: boolean;
}

/** Sum over some axes. Levelled. */
export const sum: Op<SumAttributes> = defineOp<SumAttributes>({
  name: "sum",
  kind: "linear",
  arity: 1,
  attributes: { axes: integers, keepDims: flag },
  shape: ({ inputs: [x], attributes: { axes, keepDims }, where }) => {
    if (!axes.every((axis, i) => axis >= 0 && axis < x.shape.length && (i === 0 || axis > axes[i - 1]))) {
      throw new OutOfRangeError({
        where,
        problem: `axes [${axes.join(", ")}] of a value of ${x.shape.length} axes`,
        allowed: `different axes from 0 to ${x.shape.length - 1}, ascending`,
        remedy: "check the shape of the value",
      });
    }
    if (keepDims) return x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    return x.shape.filter((_, axis) => !axes.includes(axis));
  },
  range: ({ inputs: [x] }, shape) => {
    const terms = sizeOf(x.shape) / sizeOf(shape);
    return {
      min: terms * x.min,
      max: terms * x.max,
      partial: terms * Math.max(Math.abs(x.min), Math.abs(x.max)),
    };
  },
  clear: ({ inputs: [x], attributes: { axes } }) => {
    const strides = stridesOf(x.shape);
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const pick = (some: readonly number[], start: number): Int32Array =>
      strided(
        some.map((axis) => x.shape[axis]),
        some.map((axis) => strides[axis]),
        start,
      );
    const starts = pick(kept, 0);
    const terms = pick(axes, 0);
    const size = sizeOf(x.shape);
    return ([values], out, rows) => {
      for (let row = 0, next = 0; row < rows; row++) {
        for (const start of starts) {
          const from = row * size + start;
          let total = 0;
          for (const term of terms) total += values[from + term];
          out[next++] = total;
        }
      }
    };
  },
});
