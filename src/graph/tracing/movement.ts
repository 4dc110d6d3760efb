import type { Shape } from "../../core/index.ts";
import { OptionValueError } from "../../core/index.ts";
import { sourcesOf } from "../factory.ts";
import type { Node } from "../node.ts";
import type { AttributesOf, OpName } from "../ops/index.ts";
import { normalizeAxis } from "../shapes.ts";
import { broadcastTo, moveFloat } from "./elementwise.ts";
import { materialize } from "./materialize.ts";
import type { Traced } from "./traced.ts";
import { asOne, nodeOf, sameTrace, shapeOf, sourceOf } from "./traced.ts";

type Moving = Extract<OpName, "reshape" | "transpose" | "slice" | "gather">;

/** Moves the elements; a function of a variable becomes the function of the moved variable. */
function move<N extends Moving>(x: Traced, op: N, attributes: AttributesOf[N], text: string): Traced {
  if (x.form.kind === "integer") return nodeOf(x, text, op, [x.form.node], attributes);
  const onto = (node: Node): Traced => nodeOf(x, text, op, [node], attributes);
  const moved = materialize(onto(x.form.function.base));
  const sources = sourcesOf(moved) ?? new Int32Array();
  return { ...moveFloat(x, x.form.function, sources, onto), text };
}

/** The same elements under another shape; one length may be -1 and is worked out. */
export function reshape(x: Traced, shape: Shape): Traced {
  const size = shapeOf(x).reduce((product, length) => product * length, 1);
  const known = shape.reduce((product, length) => (length === -1 ? product : product * length), 1);
  const full =
    shape.filter((length) => length === -1).length === 1
      ? shape.map((n) => (n === -1 ? size / known : n))
      : shape;
  return move(x, "reshape", { shape: [...full] }, `${x.text}.reshape(${shape.join()})`);
}

/** The axes in another order, reversed by default. */
export function transpose(x: Traced, axes?: readonly number[]): Traced {
  const rank = shapeOf(x).length;
  const order =
    axes?.map((axis) => normalizeAxis(axis, rank, sourceOf(x))) ?? shapeOf(x).map((_, i) => rank - 1 - i);
  return move(x, "transpose", { axes: order }, `${x.text}.transpose(${axes?.join() ?? ""})`);
}

/** Bounds of a slice of one axis, as Python's start:stop:step; null takes what is natural for the step. */
export interface SliceRange {
  readonly start?: number | null | undefined;
  readonly stop?: number | null | undefined;
  readonly step?: number | undefined;
}

/** One entry an axis: a range, or a single index, which drops the axis. Missing axes are taken whole. */
export function slice(x: Traced, ranges: readonly (SliceRange | number)[]): Traced {
  const shape = shapeOf(x);
  const text = `${x.text}[${ranges.map(showRange).join(", ")}]`;
  if (ranges.length > shape.length) normalizeAxis(ranges.length - 1, shape.length, text);
  const bounds = shape.map((length, axis) => {
    const range = ranges.at(axis);
    if (axis >= ranges.length || range === undefined) return { start: 0, count: length, step: 1 };
    if (typeof range === "number") return { start: normalizeAxis(range, length, text), count: 1, step: 1 };
    return resolve(range, length, text);
  });
  const sliced = move(
    x,
    "slice",
    {
      start: bounds.map(({ start }) => start),
      count: bounds.map(({ count }) => count),
      step: bounds.map(({ step }) => step),
    },
    text,
  );
  const kept = shapeOf(sliced).filter((_, axis) => typeof ranges[axis] !== "number");
  return kept.length === shape.length ? sliced : { ...reshape(sliced, kept), text };
}

function resolve(
  { start, stop, step = 1 }: SliceRange,
  length: number,
  where: string,
): { start: number; count: number; step: number } {
  if (!Number.isInteger(step) || step === 0) {
    throw new OptionValueError({
      where,
      problem: `step = ${step}`,
      allowed: "an integer other than 0",
      remedy: "use 1 for every element, -1 to reverse",
    });
  }
  const clamp = (i: number, low: number, high: number): number =>
    Math.min(Math.max(i < 0 ? i + length : i, low), high);
  const first =
    step > 0 ? clamp(start ?? 0, 0, length) : start == null ? length - 1 : clamp(start, -1, length - 1);
  const end = step > 0 ? clamp(stop ?? length, 0, length) : stop == null ? -1 : clamp(stop, -1, length - 1);
  return { start: first, count: Math.max(0, Math.ceil((end - first) / step)), step };
}

function showRange(range: SliceRange | number): string {
  if (typeof range === "number") return String(range);
  const { start, stop, step } = range;
  return `${start ?? ""}:${stop ?? ""}${step === undefined ? "" : `:${step}`}`;
}

/** The entries of one axis at the listed indices, negative ones counted from the end. */
export function gather(x: Traced, indices: readonly number[], axis: number): Traced {
  const text = `${x.text}.gather([${indices.join()}], ${axis})`;
  const normal = normalizeAxis(axis, shapeOf(x).length, text);
  const length = shapeOf(x)[normal];
  return move(
    x,
    "gather",
    { axis: normal, indices: indices.map((i) => normalizeAxis(i, length, text)) },
    text,
  );
}

/** Values one after the other along an axis. */
export function concat(values: readonly Traced[], axis: number): Traced {
  const [first, ...rest] = values;
  for (const value of rest) sameTrace(first, value);
  const text = `concat(${values.map((value) => value.text).join(", ")})`;
  return nodeOf(first, text, "concat", values.map(materialize), {
    axis: normalizeAxis(axis, shapeOf(first).length, text),
  });
}

/** Public elements around the value. */
export function pad(x: Traced, before: readonly number[], after: readonly number[], value: number): Traced {
  return nodeOf(x, `${x.text}.pad(${before.join()})`, "pad", [materialize(x)], { before, after, value });
}

/** Values of one shape along a new first axis. */
export function stack(values: readonly Traced[]): Traced {
  const text = `[${values.map((value) => value.text).join(", ")}]`;
  return asOne(values[0], text, ({ label }) =>
    concat(
      values.map((value) => reshape({ ...value, label }, [1, ...shapeOf(value)])),
      0,
    ),
  );
}

export { broadcastTo };
