import { OutOfRangeError, ShapeError } from "./errors.ts";

/** Sizes of the axes, outermost first. `[]` is a scalar. */
export type Shape = readonly number[];

/** Nested arrays as `toArray` returns them. */
export type NestedNumbers = number | NestedNumbers[];

/**
 * A dense, row-major tensor of 64-bit floats. Integers are held exactly up to 2^53 in magnitude.
 *
 * `slice`, `row` and `reshape` are views: they share memory with the tensor they were taken from.
 */
export class Tensor {
  /** Elements in row-major order; its length is the product of `shape`. */
  readonly data: Float64Array;
  readonly shape: Shape;

  /**
   * Wraps `data` without copying.
   *
   * @throws ShapeError when `data` does not hold exactly the elements of `shape`.
   */
  constructor(data: Float64Array, shape: Shape) {
    if (data.length !== sizeOf(shape)) {
      throw new ShapeError({
        where: "Tensor",
        problem: `${data.length} elements for shape [${shape.join(", ")}]`,
        allowed: `${sizeOf(shape)} elements, the product of the shape`,
        remedy: "pass the shape the data was laid out for",
      });
    }
    this.data = data;
    this.shape = shape;
  }

  static zeros(shape: Shape): Tensor {
    return new Tensor(new Float64Array(sizeOf(shape)), shape);
  }

  /** A scalar tensor (shape `[]`). */
  static scalar(value: number): Tensor {
    return new Tensor(Float64Array.of(value), []);
  }

  /** A tensor of rank 1. Typed arrays other than Float64Array are copied. */
  static vector(values: ArrayLike<number>): Tensor {
    const data = values instanceof Float64Array ? values : Float64Array.from(values);
    return new Tensor(data, [data.length]);
  }

  get size(): number {
    return this.data.length;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Length of the first axis. Named after Array's, so that `X.length` is the number of rows. */
  get length(): number {
    return this.shape[0] ?? 1;
  }

  /**
   * One element.
   *
   * @throws OutOfRangeError when the number of indices is not the rank or one lies outside its axis.
   */
  at(...indices: number[]): number {
    let offset = 0;
    if (indices.length !== this.rank) throw badIndex(indices, this.shape);
    for (let axis = 0; axis < indices.length; axis++) {
      const index = indices[axis];
      if (!Number.isInteger(index) || index < 0 || index >= this.shape[axis])
        throw badIndex(indices, this.shape);
      offset = offset * this.shape[axis] + index;
    }
    return this.data[offset];
  }

  /** The elements of entry `index` of the first axis: a view. */
  row(index: number): Float64Array {
    const width = this.#rowSize();
    if (!Number.isInteger(index) || index < 0 || index >= this.length) throw badIndex([index], this.shape);
    return this.data.subarray(index * width, (index + 1) * width);
  }

  /** Entries `start` to `end` (exclusive) of the first axis, with Array.slice's rules for both: a view. */
  slice(start?: number, end?: number): Tensor {
    const [from, to] = sliceBounds(this.length, start, end);
    const width = this.#rowSize();
    return new Tensor(this.data.subarray(from * width, to * width), [to - from, ...this.shape.slice(1)]);
  }

  /** The entries of the first axis listed in `indices`, in that order: a copy. */
  take(indices: ArrayLike<number>): Tensor {
    const width = this.#rowSize();
    const data = new Float64Array(indices.length * width);
    for (let i = 0; i < indices.length; i++) data.set(this.row(indices[i]), i * width);
    return new Tensor(data, [indices.length, ...this.shape.slice(1)]);
  }

  /**
   * The same elements under another shape: a view.
   *
   * @throws ShapeError when the number of elements differs.
   */
  reshape(shape: Shape): Tensor {
    return new Tensor(this.data, shape);
  }

  /** A new tensor of the same shape with `f` of every element. */
  map(f: (value: number, index: number) => number): Tensor {
    return new Tensor(this.data.map(f), this.shape);
  }

  copy(): Tensor {
    return new Tensor(this.data.slice(), this.shape);
  }

  /** Nested plain arrays, or a number for a scalar. */
  toArray(): NestedNumbers {
    const build = (axis: number, offset: number, stride: number): NestedNumbers => {
      if (axis === this.rank) return this.data[offset];
      const step = stride / this.shape[axis];
      return Array.from({ length: this.shape[axis] }, (_, i) => build(axis + 1, offset + i * step, step));
    };
    return build(0, 0, this.size);
  }

  /** The rows of a matrix, or the elements of a vector, as plain arrays. */
  *[Symbol.iterator](): IterableIterator<Float64Array> {
    for (let i = 0; i < this.length; i++) yield this.row(i);
  }

  toString(): string {
    return `Tensor [${this.shape.join(", ")}]`;
  }

  toJSON(): NestedNumbers {
    return this.toArray();
  }

  #rowSize(): number {
    return this.rank === 0 ? 1 : sizeOf(this.shape.slice(1));
  }
}

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Whether two shapes have the same axes. */
export function equalShapes(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

function sliceBounds(length: number, start = 0, end = length): [number, number] {
  const clamp = (i: number): number => Math.min(Math.max(i < 0 ? i + length : i, 0), length);
  const from = clamp(start);
  return [from, Math.max(from, clamp(end))];
}

function badIndex(indices: number[], shape: Shape): OutOfRangeError {
  return new OutOfRangeError({
    where: "Tensor",
    problem: `index [${indices.join(", ")}] in shape [${shape.join(", ")}]`,
    allowed: "one whole number an axis, from 0 to its length - 1",
    remedy: "check the indices against tensor.shape",
  });
}
