import type { Shape } from "../core/index.ts";
import { equalShapes, OutOfRangeError, ShapeError, sizeOf } from "../core/index.ts";

/** `[3, 4]`, as messages print a shape. */
export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/**
 * The one shape of all operands of an elementwise op.
 *
 * @throws ShapeError where they differ.
 */
export function sameShape(shapes: readonly Shape[], where: string): Shape {
  const [first, ...rest] = shapes;
  for (const shape of rest) {
    if (equalShapes(first, shape)) continue;
    throw new ShapeError({
      where,
      problem: `operands of shapes ${showShape(first)} and ${showShape(shape)}`,
      allowed: "operands of one shape",
      remedy: "broadcast or reshape one of them",
    });
  }
  return first;
}

/**
 * The common shape of two operands by numpy's rule: axes are aligned at the end, and an axis of
 * length 1 (or a missing one) stretches.
 *
 * @throws ShapeError where two lengths differ and neither is 1.
 */
export function broadcastShapes(a: Shape, b: Shape, where: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const m = a[axis - rank + a.length] ?? 1;
    const n = b[axis - rank + b.length] ?? 1;
    if (m === n || n === 1) return m;
    if (m === 1) return n;
    throw new ShapeError({
      where,
      problem: `shapes ${showShape(a)} and ${showShape(b)} do not fit together`,
      allowed: "equal lengths axis by axis from the last, or 1 (numpy's broadcasting)",
      remedy: "reshape or transpose one of them",
    });
  });
}

/** Distance in elements between neighbours along each axis, row-major. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** For each element of shape `to`, the offset of the element of shape `from` it is a copy of. */
export function broadcastMap(from: Shape, to: Shape): Int32Array {
  const strides = stridesOf(from);
  const padded = to.map((_, axis) => {
    const own = axis - to.length + from.length;
    return own < 0 || from[own] === 1 ? 0 : strides[own];
  });
  return strided(to, padded, 0);
}

/** Offsets start + sum of index * stride over all indices of `shape`, in row-major order. */
export function strided(shape: Shape, strides: readonly number[], start: number): Int32Array {
  const map = new Int32Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0, offset = start; i < map.length; i++) {
    map[i] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += strides[axis];
      if (++index[axis] < shape[axis]) break;
      offset -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return map;
}

/**
 * An axis counted from either end as one counted from the front.
 *
 * @throws OutOfRangeError where the shape has no such axis.
 */
export function normalizeAxis(axis: number, rank: number, where: string): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(axis) && normal >= 0 && normal < rank) return normal;
  throw new OutOfRangeError({
    where,
    problem: `axis ${axis} of a value of ${rank} axes`,
    allowed: rank === 0 ? "no axis: the value is a scalar" : `an integer from ${-rank} to ${rank - 1}`,
    remedy: "check the shape of the value",
  });
}
