import { equalShapes, OutOfRangeError, ShapeError, sizeOf, Tensor } from "../core/index.ts";
import type { Shape } from "../core/index.ts";
import type { InputSpec } from "./backend.ts";

/** Elements of all values of a sample together. */
export function elementCount(values: readonly { readonly shape: Shape }[]): number {
  return values.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** @throws ShapeError unless there is one value an input. */
export function checkCount(count: number, inputs: readonly InputSpec[], where: string): void {
  if (count === inputs.length) return;
  throw new ShapeError({
    where,
    problem: `${count} values for ${inputs.length} inputs`,
    allowed: `one value for each of ${inputs.map(({ name }) => name).join(", ")}`,
    remedy: "pass the inputs in the order they were declared in",
  });
}

/**
 * Checks that a sample fits the inputs: number, shapes, whole numbers, ranges.
 *
 * @throws ShapeError, OutOfRangeError (naming input, index, value and range)
 */
export function checkSample(sample: readonly Tensor[], inputs: readonly InputSpec[], where: string): void {
  checkCount(sample.length, inputs, where);
  inputs.forEach(({ name, shape, min, max }, i) => {
    const { data, shape: found } = sample[i];
    if (!equalShapes(found, shape)) {
      throw new ShapeError({
        where,
        problem: `input "${name}" has shape [${found.join(", ")}]`,
        allowed: `shape [${shape.join(", ")}]`,
        remedy: "pass one sample of the shape the circuit was compiled for",
      });
    }
    for (let at = 0; at < data.length; at++) {
      const value = data[at];
      if (value >= min && value <= max && Number.isInteger(value)) continue;
      throw new OutOfRangeError({
        where,
        problem: `input "${name}" holds ${value} at index ${at}`,
        allowed: `whole numbers from ${min} to ${max}`,
        remedy: "clip the value, or compile with an input set that contains such values",
      });
    }
  });
}

/**
 * Checks rows that hold all inputs one after the other: width, whole numbers, ranges.
 *
 * @throws ShapeError, OutOfRangeError (naming input, row, index, value and range)
 */
export function checkRows({ data, shape }: Tensor, inputs: readonly InputSpec[], where: string): void {
  const width = elementCount(inputs);
  if (shape.length !== 2 || shape[1] !== width) {
    throw new ShapeError({
      where,
      problem: `rows of shape [${shape.join(", ")}]`,
      allowed: `[rows, ${width}]: all elements of ${inputs.map(({ name }) => name).join(", ")}`,
      remedy: "put all inputs of a sample in one row, in the order they were declared in",
    });
  }
  let first = 0;
  for (const { name, shape: inputShape, min, max } of inputs) {
    const size = sizeOf(inputShape);
    for (let row = 0; row < shape[0]; row++) {
      for (let i = 0, at = row * width + first; i < size; i++, at++) {
        const value = data[at];
        if (value >= min && value <= max && Number.isInteger(value)) continue;
        throw new OutOfRangeError({
          where,
          problem: `input "${name}" holds ${value} at index ${i} of row ${row}`,
          allowed: `whole numbers from ${min} to ${max}`,
          remedy: "clip the value, or compile with an input set that contains such values",
        });
      }
    }
    first += size;
  }
}

/** All inputs of a sample in one list, in declared order. */
export function flattenSample(sample: readonly Tensor[]): Float64Array {
  if (sample.length === 1) return sample[0].data;
  const flat = new Float64Array(sample.reduce((size, tensor) => size + tensor.size, 0));
  let next = 0;
  for (const { data } of sample) {
    flat.set(data, next);
    next += data.length;
  }
  return flat;
}

/** The reverse of {@link flattenSample}: a copy of each value in its shape. */
export function splitSample(flat: Float64Array, values: readonly { readonly shape: Shape }[]): Tensor[] {
  let next = 0;
  return values.map(({ shape }) => {
    const first = next;
    next += sizeOf(shape);
    return new Tensor(flat.slice(first, next), shape);
  });
}

/** `[rows, a]`, `[rows, b]` … side by side as `[rows, a + b + …]`, whatever shape a row has. */
export function joinColumns(parts: readonly Tensor[]): Tensor {
  const rows = parts[0].length;
  const widths = parts.map(({ size }) => size / rows);
  const width = widths.reduce((sum, part) => sum + part, 0);
  if (parts.length === 1) return parts[0].reshape([rows, width]);
  const joined = Tensor.zeros([rows, width]);
  let first = 0;
  parts.forEach(({ data }, i) => {
    const part = widths[i];
    for (let row = 0; row < rows; row++)
      joined.data.set(data.subarray(row * part, (row + 1) * part), row * width + first);
    first += part;
  });
  return joined;
}

/** The reverse of {@link joinColumns}: one tensor `[rows, ...shape]` a shape. */
export function splitColumns(joined: Tensor, shapes: readonly Shape[]): Tensor[] {
  const rows = joined.length;
  const width = joined.size / rows;
  if (shapes.length === 1) return [joined.reshape([rows, ...shapes[0]])];
  let first = 0;
  return shapes.map((shape) => {
    const part = sizeOf(shape);
    const tensor = Tensor.zeros([rows, ...shape]);
    for (let row = 0; row < rows; row++) {
      tensor.data.set(joined.data.subarray(row * width + first, row * width + first + part), row * part);
    }
    first += part;
    return tensor;
  });
}
