import { createRandom, Tensor } from "../../core/index.ts";
import type { Random, RandomState } from "../../core/index.ts";

/** A data set made by a generator. */
export interface Generated {
  /** Features, shape [rows, features]. */
  readonly X: Tensor;
  /** Class numbers 0, 1, ... or real targets, one a row. */
  readonly y: Float64Array;
}

/** The generator of a seed; null stands for none. */
export function randomOf(randomState: Exclude<RandomState, undefined> | null): Random {
  return createRandom(randomState ?? undefined);
}

/** Standard normal variates, shape [rows, columns]. */
export function normals(random: Random, rows: number, columns: number): Tensor {
  return Tensor.zeros([rows, columns]).map(() => random.normal());
}

/** The rows in random order. */
export function shuffleRows({ X, y }: Generated, random: Random): Generated {
  const order = random.permutation(y.length);
  return { X: X.take(order), y: Float64Array.from(order, (i) => y[i]) };
}

/** Columns of X in another order: column j of the result is column order[j]. */
export function takeColumns(X: Tensor, order: ArrayLike<number>): Tensor {
  const [rows, columns] = X.shape;
  const out = Tensor.zeros([rows, order.length]);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < order.length; j++) out.data[i * order.length + j] = X.data[i * columns + order[j]];
  }
  return out;
}

/** Normal noise of a standard deviation added to every value. */
export function withNoise(X: Tensor, deviation: number, random: Random): Tensor {
  return deviation === 0 ? X : X.map((value) => value + deviation * random.normal());
}

/** Rows of two parts: as given, or halves, the second one greater by one where the number is odd. */
export function twoParts(nSamples: number | readonly number[]): [number, number] {
  if (typeof nSamples !== "number") return [nSamples[0], nSamples[1]];
  const first = Math.floor(nSamples / 2);
  return [first, nSamples - first];
}

/** `length` numbers from `start` to `end`, `end` included unless `isOpen`. */
export function linspace(start: number, end: number, length: number, isOpen = false): Float64Array {
  const steps = isOpen ? length : Math.max(length - 1, 1);
  return Float64Array.from({ length }, (_, i) => start + (i * (end - start)) / steps);
}

/** Points in the plane with a class each, the first part 0, the second 1. */
export function twoClasses(parts: readonly (readonly [x: number, y: number][])[]): Generated {
  const points = parts.flat();
  return {
    X: new Tensor(Float64Array.from(points.flat()), [points.length, 2]),
    y: Float64Array.from(parts.flatMap((part, label) => part.map(() => label))),
  };
}
