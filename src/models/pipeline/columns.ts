import {
  InvalidInputError,
  isFrameLike,
  OptionValueError,
  readColumn,
  Tensor,
  toFrame,
} from "../../core/index.ts";
import { Frame } from "../../core/index.ts";
import { readRows, show } from "../base/index.ts";
import type { TableLike } from "../base/index.ts";

/** Columns by name, by position (from the end where negative), or as one flag a column. */
export type FixedColumns = string | number | readonly string[] | readonly number[] | readonly boolean[];

/** Columns, or a function that picks them when the transformer is fitted. */
export type Columns = FixedColumns | ((table: Frame) => FixedColumns);

/** A table, and whether its names are the caller's own. */
export interface NamedTable {
  readonly frame: Frame;
  readonly isNamed: boolean;
}

/** Any rows as a frame; columns without names are called x0, x1, ... */
export function toNamedTable(X: TableLike, where: string): NamedTable {
  if (isFrameLike(X)) return { frame: toFrame(X, where), isNamed: true };
  const { all, width, length } = readRows(X, where);
  const cell =
    all instanceof Tensor
      ? (i: number, j: number) => all.data[i * width + j]
      : (i: number, j: number) => (all as unknown[][])[i][j];
  const columns = Array.from({ length: width }, (_, j) => {
    const cells = Array.from({ length }, (_, i) => cell(i, j));
    return [`x${j}`, readColumn(cells as number[], `column ${j}`, where)] as const;
  });
  return { frame: new Frame(columns, where), isNamed: false };
}

/** Whether a value may stand for columns. */
export function isColumns(value: unknown): value is Columns {
  const isOne = typeof value === "string" || Number.isInteger(value) || typeof value === "function";
  if (isOne || !Array.isArray(value)) return isOne;
  return (
    ["string", "boolean"].some((kind) => value.every((one) => typeof one === kind)) ||
    value.every(Number.isInteger)
  );
}

/**
 * Positions of columns in a table.
 *
 * @throws InvalidInputError for names there are none of, or without names at all; OptionValueError for
 *   positions beyond the table, a mask of another length, or a function that gives something else.
 */
export function resolveColumns(columns: Columns, { frame, isNamed }: NamedTable, where: string): number[] {
  if (typeof columns === "function") {
    const picked: unknown = columns(frame);
    if (isColumns(picked) && typeof picked !== "function") {
      return resolveColumns(picked, { frame, isNamed: true }, where);
    }
    throw wrong(`a function that gave ${show(picked)}`, frame, where);
  }
  const list = (Array.isArray(columns) ? columns : [columns]) as readonly (string | number | boolean)[];
  if (list.length > 0 && list.every((one) => typeof one === "boolean")) {
    if (list.length !== frame.names.length) throw wrong(`a mask of ${list.length} flags`, frame, where);
    return list.flatMap((isPicked, j) => (isPicked ? [j] : []));
  }
  const names = list.filter((one) => typeof one === "string");
  const unknown = names.filter((name) => !isNamed || !frame.names.includes(name));
  if (unknown.length > 0) {
    throw new InvalidInputError({
      where,
      problem: isNamed
        ? `no column ${unknown.join(", ")}`
        : `columns by name (${unknown.join(", ")}) of a table without names`,
      allowed: isNamed
        ? `the columns ${frame.names.join(", ")}`
        : "a table with names, or columns by position",
      remedy: isNamed
        ? "correct the names"
        : "pass a frame, row objects, an object of columns or an Arrow table, or use positions",
    });
  }
  return list.map((one) => {
    if (typeof one === "string") return frame.indexOf(one);
    const j = (one as number) < 0 ? (one as number) + frame.names.length : (one as number);
    if (j >= 0 && j < frame.names.length) return j;
    throw wrong(`column ${String(one)}`, frame, where);
  });
}

function wrong(problem: string, frame: Frame, where: string): OptionValueError {
  const count = frame.names.length;
  return new OptionValueError({
    where,
    problem: `${problem} for a table of ${count} columns`,
    allowed: `names, positions from ${-count} to ${count - 1}, or ${count} flags`,
    remedy: "correct the columns",
  });
}
