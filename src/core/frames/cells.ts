import { describeValue, isNumericArray } from "../arrays.ts";
import { InvalidInputError, OutOfRangeError } from "../errors.ts";
import { isArrowVector } from "./forms.ts";
import type { ColumnLike } from "./forms.ts";
import type { Column } from "./frame.ts";

/**
 * Reads a column: all cells that are there are numbers (also true and false, dates, big integers), or all
 * are text.
 *
 * @param at - Completes messages: `row 3, ${at}`.
 * @throws InvalidInputError naming row and column for cells of two kinds, or of none that is known.
 * @throws OutOfRangeError for a big integer beyond 2^53 - 1, which a number cannot hold exactly.
 */
export function readColumn(cells: ColumnLike, at: string, where: string): Column {
  if (isNumericArray(cells)) return cells instanceof Float64Array ? cells : Float64Array.from(cells);
  // An Arrow vector's raw values say nothing about its nulls, units and dictionaries; its cells do.
  const cell = isArrowVector(cells) ? (i: number) => cells.get(i) : (i: number): unknown => cells[i];
  const first = firstPresent(cells.length, cell);
  if (typeof cell(first) === "string") return textColumn(cells.length, cell, at, where);
  return Float64Array.from({ length: cells.length }, (_, i) => {
    const value = toNumber(cell(i), i, at, where);
    if (value !== undefined) return value;
    throw unfit(cell(i), i, at, where, first < cells.length ? typeof cell(first) : "number");
  });
}

function textColumn(
  length: number,
  cell: (i: number) => unknown,
  at: string,
  where: string,
): (string | null)[] {
  return Array.from({ length }, (_, i) => {
    const value = cell(i);
    if (typeof value === "string") return value;
    if (isMissing(value)) return null;
    throw unfit(value, i, at, where, "string");
  });
}

/** The number a cell stands for, NaN where it is missing; undefined where it is no number. */
function toNumber(value: unknown, row: number, at: string, where: string): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (isMissing(value)) return NaN;
  if (value instanceof Date) return value.getTime();
  if (typeof value !== "bigint") return undefined;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new OutOfRangeError({
    where,
    problem: `${value} at row ${row}, ${at}`,
    allowed: "integers of at most 2^53 - 1 in magnitude",
    remedy: "pass identifiers as text, and scale quantities down",
  });
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

function firstPresent(length: number, cell: (i: number) => unknown): number {
  let i = 0;
  while (i < length && isMissing(cell(i))) i++;
  return i;
}

function unfit(value: unknown, row: number, at: string, where: string, kind: string): InvalidInputError {
  return new InvalidInputError({
    where,
    problem: `${describeValue(value)} at row ${row}, ${at} in a column of ${kind === "string" ? "text" : `${kind}s`}`,
    allowed: "cells of one kind a column: numbers, true and false, dates, or text; null where missing",
    remedy: "convert the column to one kind, and write missing cells as null",
  });
}
