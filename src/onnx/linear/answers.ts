import type { OnnxNode } from "../model.ts";
import { invalidNode } from "../nodes.ts";

/** Values of a node at all probes: one row a probe, or a constant. Texts only where they are labels. */
export interface Answer {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
  /** All labels it can hold, where it holds labels. */
  readonly classes?: readonly (number | string)[];
}

export function answer(shape: readonly number[], data: readonly (number | string)[]): Answer {
  return { shape, data };
}

/** f of every element; labels stay labels only where f keeps them. */
export function mapAnswer({ shape, data }: Answer, f: (value: number) => number): Answer {
  return answer(
    shape,
    data.map((value) => f(value as number)),
  );
}

/** f of pairs of elements, shapes broadcast as ONNX and NumPy do: aligned at the last axis. */
export function broadcast(a: Answer, b: Answer, f: (a: number, b: number) => number, node: OnnxNode): Answer {
  const rank = Math.max(a.shape.length, b.shape.length);
  const [left, right] = [a, b].map(({ shape }) => [...Array<number>(rank - shape.length).fill(1), ...shape]);
  const shape = left.map((size, axis) => {
    const other = right[axis];
    if (size !== other && size !== 1 && other !== 1) {
      const shapes = `[${a.shape.join(", ")}] and [${b.shape.join(", ")}]`;
      throw invalidNode(node, `shapes ${shapes}`, "shapes that broadcast to one");
    }
    return size === 1 ? other : size;
  });
  const at = (sizes: readonly number[], index: readonly number[]): number =>
    sizes.reduce((offset, size, axis) => offset * size + (size === 1 ? 0 : index[axis]), 0);
  const data = indices(shape).map((index) =>
    f(a.data[at(left, index)] as number, b.data[at(right, index)] as number),
  );
  return answer(shape, data);
}

/** All index tuples of a shape, row-major. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

/** Rows of a value of shape [n, k], or of [n] as n rows of one. */
export function rowsOf(value: Answer, node: OnnxNode): (number | string)[][] {
  const [rows, columns = 1] = value.shape;
  if (value.shape.length < 1 || value.shape.length > 2) {
    throw invalidNode(node, `shape [${value.shape.join(", ")}]`, "one row a probe");
  }
  return Array.from({ length: rows }, (_, i) => value.data.slice(i * columns, (i + 1) * columns));
}

/** A value of shape [n, k] from its rows. */
export function fromRows(rows: readonly (readonly (number | string)[])[]): Answer {
  return answer([rows.length, rows[0].length], rows.flat());
}

/** 1 / (1 + e^-z). */
export function logistic(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** e^x[a] / sum over b of e^x[b]. */
export function softmaxOf(row: readonly number[]): number[] {
  const most = greatest(row);
  const powers = row.map((x) => Math.exp(x - most));
  const total = powers.reduce((sum, x) => sum + x, 0);
  return powers.map((x) => x / total);
}

/** The greatest of any number of values. */
export function greatest(row: readonly number[]): number {
  return row.reduce((most, x) => Math.max(most, x), -Infinity);
}
