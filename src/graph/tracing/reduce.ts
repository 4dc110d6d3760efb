import { normalizeAxis } from "../shapes.ts";
import { combine } from "./elementwise.ts";
import { concat, reshape, slice } from "./movement.ts";
import type { Traced } from "./traced.ts";
import { asOne, shapeOf } from "./traced.ts";

/** The greatest or least element along an axis, or of all, in log2 rounds of pairs. */
export function reduce(name: "max" | "min", x: Traced, axis?: number): Traced {
  const text = `${name}(${x.text})`;
  return asOne(x, text, (value) => {
    if (axis === undefined) return tournament(name, reshape(value, [-1]), 0);
    return tournament(name, value, normalizeAxis(axis, shapeOf(value).length, text));
  });
}

function tournament(name: "max" | "min", x: Traced, axis: number): Traced {
  const part = (value: Traced, start: number, stop: number): Traced =>
    slice(
      value,
      shapeOf(value).map((_, i) => (i === axis ? { start, stop } : {})),
    );
  let left = x;
  for (let length = shapeOf(left)[axis]; length > 1; length = shapeOf(left)[axis]) {
    const half = Math.floor(length / 2);
    const winners = combine(name, part(left, 0, half), part(left, half, 2 * half));
    left = length === 2 * half ? winners : concat([winners, part(left, 2 * half, length)], axis);
  }
  return reshape(
    left,
    shapeOf(left).filter((_, i) => i !== axis),
  );
}
