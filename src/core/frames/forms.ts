import { isList, isObject } from "../arrays.ts";
import type { NumericArray } from "../arrays.ts";
import type { Frame } from "./frame.ts";

/** A cell as callers have it: dates count in milliseconds since 1970, true as 1; null and undefined are missing. */
export type Cell = number | bigint | string | boolean | Date | null | undefined;

/** The part of an Apache Arrow vector that is needed to read it. */
export interface ArrowVector {
  readonly length: number;
  readonly nullCount: number;
  get(index: number): unknown;
  toArray(): unknown;
}

/** The part of an Apache Arrow table that is needed to read it. */
export interface ArrowTable {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChildAt(index: number): ArrowVector | null;
}

/** One column in any of the accepted forms. */
export type ColumnLike = readonly Cell[] | NumericArray | BigInt64Array | BigUint64Array | ArrowVector;

/** A table with named columns: a frame, an object of columns, a list of row objects, or an Arrow table. */
export type FrameLike =
  Frame | Readonly<Record<string, ColumnLike>> | readonly Readonly<Record<string, Cell>>[] | ArrowTable;

/** An Arrow vector, told by what it can do. */
export function isArrowVector(value: unknown): value is ArrowVector {
  return (
    isObject(value) &&
    typeof value.length === "number" &&
    typeof value.nullCount === "number" &&
    typeof value.get === "function" &&
    typeof value.toArray === "function"
  );
}

/** An Arrow table, told by what it can do. */
export function isArrowTable(value: unknown): value is ArrowTable {
  return (
    isObject(value) &&
    isObject(value.schema) &&
    Array.isArray(value.schema.fields) &&
    typeof value.getChildAt === "function"
  );
}

/** A list of row objects: its first entry is an object, and no row of cells. */
export function isRowObjects(value: unknown): value is readonly Readonly<Record<string, Cell>>[] {
  return Array.isArray(value) && isPlainObject(value[0]);
}

/** An object of columns, however long they are; `{ data, shape }` is an array with a shape, no table. */
export function isColumns(value: unknown): value is Readonly<Record<string, ColumnLike>> {
  if (!isPlainObject(value) || (isList(value.data) && Array.isArray(value.shape))) return false;
  return Object.values(value).every((entry) => isList(entry) || isArrowVector(entry));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
