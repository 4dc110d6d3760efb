import { InvalidInputError, KeyMismatchError, OutOfRangeError, ShapeError } from "../../../core/index.ts";
import type { Lookups } from "./engine-types.ts";
import { glweWords, type EngineShape } from "./shape.ts";

/** @throws KeyMismatchError unless a key has the length its shape asks for. */
export function checkArray(where: string, length: number, expected: number): void {
  if (length === expected) return;
  throw new KeyMismatchError({
    where,
    problem: `got ${length} words`,
    allowed: `${expected} words for this engine's shape`,
    remedy: "open the engine with the parameters the key was made for",
  });
}

/** Rows in a batch. @throws ShapeError unless the length is a positive multiple of a row. */
export function rowCount(where: string, length: number, row: number): number {
  if (length > 0 && length % row === 0) return length / row;
  throw new ShapeError({
    where,
    problem: `got ${length} words`,
    allowed: `one or more rows of ${row} words`,
    remedy: "pass a batch of ciphertexts of this engine's dimensions, one after the other",
  });
}

/** @throws OutOfRangeError unless there is one valid index for every ciphertext. */
export function checkIndex(where: string, index: ArrayLike<number>, count: number, limit: number): void {
  let bad = index.length === count ? -1 : index.length;
  for (let c = 0; c < count && bad < 0; c++) {
    if (!Number.isInteger(index[c]) || index[c] < 0 || index[c] >= limit) bad = c;
  }
  if (bad < 0) return;
  throw new OutOfRangeError({
    where,
    problem: `index has ${index.length} entries, number ${bad} is ${String(index[bad])}`,
    allowed: `${count} integers from 0 to ${limit - 1}, one for each ciphertext`,
    remedy: "name for every ciphertext a key or table that was given",
  });
}

/** @throws OutOfRangeError unless every extracted coefficient exists. */
export function checkPositions(positions: ArrayLike<number>, size: number): void {
  for (let p = 0; p < positions.length; p++) {
    if (Number.isInteger(positions[p]) && positions[p] >= 0 && positions[p] < size) continue;
    throw new OutOfRangeError({
      where: "engine positions",
      problem: `got ${String(positions[p])}`,
      allowed: `integers from 0 to ${size - 1}`,
      remedy: "extract coefficients of the polynomial only",
    });
  }
}

/** How many accumulators are given. @throws InvalidInputError unless exactly one form is used. */
export function lookupCount(where: string, lookups: Lookups, shape: EngineShape): number {
  const { tables, accumulators } = lookups;
  if ((tables === undefined) === (accumulators === undefined)) {
    throw new InvalidInputError({
      where,
      problem: "got both or neither of tables and accumulators",
      allowed: "exactly one of them",
      remedy: "pass `tables` for clear tables, `accumulators` for GLWE ciphertexts",
    });
  }
  if (tables !== undefined) return rowCount(`${where} tables`, tables.length, shape.polynomialSize);
  return rowCount(`${where} accumulators`, accumulators!.length, glweWords(shape));
}
