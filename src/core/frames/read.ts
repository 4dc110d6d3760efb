import { InvalidInputError } from "../errors.ts";
import { describeValue } from "../arrays.ts";
import { readColumn } from "./cells.ts";
import { isArrowTable, isColumns, isRowObjects } from "./forms.ts";
import type { ArrowTable, Cell, ColumnLike, FrameLike } from "./forms.ts";
import { Frame } from "./frame.ts";

/** Whether a value is a table with named columns in one of the accepted forms. */
export function isFrameLike(value: unknown): value is FrameLike {
  return value instanceof Frame || isRowObjects(value) || isArrowTable(value) || isColumns(value);
}

/**
 * Reads a table: an object of columns, a list of row objects, or an Apache Arrow table.
 *
 * Booleans become 0 and 1, dates milliseconds since 1970, missing cells NaN or null; Arrow dictionaries
 * become text. Row objects may lack cells; their columns are those of all rows, as they first appear.
 *
 * @throws InvalidInputError naming row and column for cells that do not fit; ShapeError for columns of
 *   different lengths; OutOfRangeError for integers beyond 2^53 - 1.
 */
export function toFrame(values: FrameLike, where = "toFrame"): Frame {
  if (values instanceof Frame) return values;
  if (isRowObjects(values)) return fromRows(values, where);
  if (isArrowTable(values)) return fromArrow(values, where);
  if (isColumns(values)) return fromColumns(Object.entries(values), where);
  throw new InvalidInputError({
    where,
    problem: describeValue(values),
    allowed: "an object of columns, a list of row objects, or an Apache Arrow table",
    remedy: "pass for example { age: [31, 45], city: ['Bern', 'Oslo'] }",
  });
}

function fromColumns(columns: readonly (readonly [string, ColumnLike])[], where: string): Frame {
  return new Frame(
    columns.map(([name, cells]) => [name, readColumn(cells, `column ${name}`, where)]),
    where,
  );
}

function fromRows(rows: readonly Readonly<Record<string, Cell>>[], where: string): Frame {
  const odd = rows.findIndex((row) => (row as unknown) === null || typeof row !== "object");
  if (odd >= 0) {
    throw new InvalidInputError({
      where,
      problem: `row ${odd} is ${describeValue(rows[odd])}`,
      allowed: "one object a row",
      remedy: "drop or correct the row",
    });
  }
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return fromColumns(
    names.map((name) => [name, rows.map((row) => (Object.hasOwn(row, name) ? row[name] : null))]),
    where,
  );
}

function fromArrow(table: ArrowTable, where: string): Frame {
  const columns = table.schema.fields.map(({ name }, j) => [name, table.getChildAt(j) ?? []] as const);
  return fromColumns(columns, where);
}
