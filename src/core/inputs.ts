import { describeValue, isNumericArray, isObject } from "./arrays.ts";
import type { NumericArray } from "./arrays.ts";
import { EmptyInputError, InvalidInputError, NonFiniteValueError, ShapeError } from "./errors.ts";
import { frameToMatrix, isArrowVector, isFrameLike, readColumn, toFrame } from "./frames/index.ts";
import type { ArrowVector, FrameLike } from "./frames/index.ts";
import { sizeOf, Tensor } from "./tensor.ts";
import type { Shape } from "./tensor.ts";

/** A typed array with a shape, row-major: what most array libraries can hand over. */
export interface ShapedArray {
  readonly data: NumericArray | readonly number[];
  readonly shape: Shape;
}

/** The part of a mathjs matrix (DenseMatrix, SparseMatrix) that is needed to read it. */
export interface MathjsMatrix {
  size(): number[];
  toArray(): unknown;
}

/** The part of an ml-matrix `Matrix` that is needed to read it. */
export interface MlMatrix {
  readonly rows: number;
  readonly columns: number;
  get(row: number, column: number): number;
}

/** Rows of numbers in any of the accepted forms; the columns of a table with names must be numeric. */
export type MatrixLike =
  Tensor | readonly (readonly number[] | NumericArray)[] | ShapedArray | MathjsMatrix | MlMatrix | FrameLike;

/** A list of numbers in any of the accepted forms; of a table, one with a single column. */
export type VectorLike =
  | Tensor
  | readonly number[]
  | NumericArray
  | BigInt64Array
  | BigUint64Array
  | ShapedArray
  | MathjsMatrix
  | ArrowVector
  | FrameLike;

/** Targets of a classifier: numbers, strings or booleans. */
export type LabelsLike = VectorLike | readonly (string | null)[] | readonly boolean[];

/**
 * Reads any accepted matrix form into a tensor of shape `[rows, columns]`; no copy where none is needed.
 *
 * @param where - Names the argument in messages: `Ridge.fit(X)`.
 * @throws ShapeError for ragged rows or a rank other than 2.
 * @throws EmptyInputError without rows or without columns.
 * @throws NonFiniteValueError for NaN or an infinity, naming row and column.
 * @throws InvalidInputError for anything that is not numbers.
 */
export function toMatrix(values: MatrixLike, where: string): Tensor {
  const tensor = toTensor(values, where);
  if (tensor.rank !== 2) {
    throw new ShapeError({
      where,
      problem: `an array of ${tensor.rank} axes, shape [${tensor.shape.join(", ")}]`,
      allowed: "a matrix: rows of features, shape [rows, features]",
      remedy: tensor.rank === 1 ? "wrap a single row in an array: [row]" : "reshape it to [rows, features]",
    });
  }
  if (tensor.size === 0) {
    throw new EmptyInputError({
      where,
      problem: `shape [${tensor.shape.join(", ")}] has no elements`,
      allowed: "at least one row and one column",
      remedy: "check how the data was loaded or filtered",
    });
  }
  return tensor;
}

/**
 * Reads any accepted vector form into a Float64Array; a matrix with one column counts as a vector.
 *
 * @throws The errors of {@link toMatrix}.
 */
export function toVector(values: VectorLike, where: string): Float64Array {
  const tensor = toTensor(values, where);
  const isColumn = tensor.rank === 2 && tensor.shape[1] === 1;
  if (tensor.rank !== 1 && !isColumn) {
    throw new ShapeError({
      where,
      problem: `an array of shape [${tensor.shape.join(", ")}]`,
      allowed: "one number a row, shape [rows]",
      remedy: "pass a flat array",
    });
  }
  if (tensor.size === 0) {
    throw new EmptyInputError({
      where,
      problem: "an empty list",
      allowed: "at least one value",
      remedy: "check how the data was loaded or filtered",
    });
  }
  return tensor.data;
}

/**
 * Reads nested arrays, shaped typed arrays, mathjs matrices or ml-matrix matrices of any rank.
 *
 * @throws The errors of {@link toMatrix}, but for those about rank and emptiness.
 */
export function toTensor(
  values: MatrixLike | VectorLike | number | readonly unknown[],
  where: string,
): Tensor {
  const tensor = toTensorWithGaps(values, where);
  const bad = tensor.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new NonFiniteValueError({
      where,
      problem: `${tensor.data[bad]} ${position(bad, tensor.shape)}`,
      allowed: "finite numbers",
      remedy: "remove or impute the missing values first",
    });
  }
  return tensor;
}

/** As {@link toTensor}, but NaN and infinities stay; tables must be complete all the same. */
export function toTensorWithGaps(values: unknown, where: string): Tensor {
  if (values instanceof Tensor) return values;
  if (typeof values === "number") return Tensor.scalar(values);
  if (isNumericArray(values)) return Tensor.vector(values);
  if (isArrowVector(values) || values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const column = readColumn(values, "of the column", where);
    if (column instanceof Float64Array) return Tensor.vector(column);
    throw notNumbers(column[0], " at row 0", where);
  }
  if (Array.isArray(values) && !isFrameLike(values)) return fromNested(values, where);
  if (isMathjsMatrix(values)) return toTensorWithGaps(values.toArray(), where);
  if (isMlMatrix(values)) return fromMlMatrix(values);
  if (isShaped(values)) return fromShaped(values, where);
  if (isFrameLike(values)) return frameToMatrix(toFrame(values, where), where);
  throw notNumbers(values, "", where);
}

function fromNested(values: readonly unknown[], where: string): Tensor {
  const shape = nestedShape(values);
  const data = new Float64Array(sizeOf(shape));
  let next = 0;
  const walk = (value: unknown, axis: number): void => {
    if (axis === shape.length) {
      if (typeof value !== "number") throw notNumbers(value, ` ${position(next, shape)}`, where);
      data[next++] = value;
      return;
    }
    if (!isList(value)) throw notNumbers(value, ` ${position(next, shape)}`, where);
    if (value.length !== shape[axis]) {
      const width = sizeOf(shape.slice(axis));
      throw new ShapeError({
        where,
        problem: `row ${Math.floor(next / Math.max(width, 1))} has ${value.length} values, row 0 has ${shape[axis]}`,
        allowed: "rows of one length",
        remedy: "fill in or drop the missing cells",
      });
    }
    for (let i = 0; i < value.length; i++) walk(value[i], axis + 1);
  };
  walk(values, 0);
  return new Tensor(data, shape);
}

/** The shape the first elements suggest; the walk then holds every other element to it. */
function nestedShape(values: readonly unknown[]): number[] {
  const shape: number[] = [];
  for (let level: unknown = values; isList(level); level = level[0]) shape.push(level.length);
  return shape;
}

function fromMlMatrix(matrix: MlMatrix): Tensor {
  const tensor = Tensor.zeros([matrix.rows, matrix.columns]);
  for (let i = 0, next = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) tensor.data[next++] = matrix.get(i, j);
  }
  return tensor;
}

function fromShaped({ data, shape }: ShapedArray, where: string): Tensor {
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError({
      where,
      problem: `${data.length} elements for shape [${shape.join(", ")}]`,
      allowed: `${sizeOf(shape)} elements, the product of the shape`,
      remedy: "pass the shape the data was laid out for, row-major",
    });
  }
  return new Tensor(data instanceof Float64Array ? data : Float64Array.from(data), [...shape]);
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isNumericArray(value);
}

function isMathjsMatrix(value: unknown): value is MathjsMatrix {
  return isObject(value) && typeof value.size === "function" && typeof value.toArray === "function";
}

function isMlMatrix(value: unknown): value is MlMatrix {
  return (
    isObject(value) &&
    typeof value.rows === "number" &&
    typeof value.columns === "number" &&
    typeof value.get === "function"
  );
}

function isShaped(value: unknown): value is ShapedArray {
  return isObject(value) && Array.isArray(value.shape) && isList(value.data);
}

/** "at row 3, column 1" for matrices, "at index [..]" otherwise. */
function position(offset: number, shape: Shape): string {
  const indices: number[] = [];
  for (let axis = shape.length - 1, rest = offset; axis >= 0; axis--) {
    indices.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  if (indices.length === 2) return `at row ${indices[0]}, column ${indices[1]}`;
  return `at index ${indices.length === 1 ? String(indices[0]) : `[${indices.join(", ")}]`}`;
}

function notNumbers(value: unknown, at: string, where: string): InvalidInputError {
  return new InvalidInputError({
    where,
    problem: `${describeValue(value)}${at}`,
    allowed:
      "numbers: nested arrays, typed arrays with a shape, mathjs or ml-matrix matrices, tables of numbers",
    remedy: "convert the data to numbers first, for example by encoding categories",
  });
}
