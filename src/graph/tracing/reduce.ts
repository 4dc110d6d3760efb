import { normalizeAxis } from "../shapes.ts";
import { combine } from "./elementwise.ts";
import { concat, reshape, slice } from "./movement.ts";
import type { Traced } from "./traced.ts";
import { shapeOf } from "./traced.ts";

/** The greatest or least element along an axis, or of all, in log2 rounds of pairs. */
export function reduce(name: "max" | "min", x: Traced, axis?: number): Traced {
  const text = `${name}(${x.text})`;
  if (axis === undefined) {
    return { ...reduce(name, reshape(x, [-1]), 0), text };
  }
  const along = normalizeAxis(axis, shapeOf(x).length, text);
  const part = (value: Traced, start: number, stop: number): Traced =>
    slice(
      value,
      shapeOf(value).map((_, i) => (i === along ? { start, stop } : {})),
    );
  let left = x;
  for (let length = shapeOf(left)[along]; length > 1; length = shapeOf(left)[along]) {
    const half = Math.floor(length / 2);
    const winners = combine(name, part(left, 0, half), part(left, half, 2 * half));
    left = length === 2 * half ? winners : concat([winners, part(left, 2 * half, length)], along);
  }
  const shape = shapeOf(left).filter((_, i) => i !== along);
  return { ...reshape(left, shape), text };
}
