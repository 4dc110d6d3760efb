import type { readFile as ReadFile } from "node:fs/promises";
import type { ParseError } from "papaparse";
import { EmptyInputError, InvalidInputError, OptionValueError, ShapeError } from "../errors.ts";
import { UnknownOptionError } from "../errors.ts";
import { Frame } from "./frame.ts";
import type { Column } from "./frame.ts";

/** What the cells of a CSV column are read as. */
export type CsvColumnKind = "number" | "text" | "boolean" | "date";

/** Options of {@link readCsv}. */
export interface CsvOptions {
  /** Between cells. Default: found out among comma, semicolon, tab and bar. */
  readonly delimiter?: string | undefined;
  /** Whether the first line holds the names (default), or the names themselves. Without: x0, x1, ... */
  readonly header?: boolean | readonly string[] | undefined;
  /** Cells that stand for nothing, trimmed. Default: empty, NA, N/A, NaN, nan, null, NULL, None. */
  readonly missing?: readonly string[] | undefined;
  /** Kinds of columns that should not be found out: postal codes as text, say. */
  readonly columns?: Readonly<Record<string, CsvColumnKind>> | undefined;
  /** The sign before decimals. Default a point. */
  readonly decimal?: "." | "," | undefined;
}

const OPTIONS = ["delimiter", "header", "missing", "columns", "decimal"];
const MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?Infinity$/;
const WHERE = "readCsv";

/**
 * Reads comma-separated values (RFC 4180; other delimiters too) with typed columns.
 *
 * A column whose cells all look like numbers holds numbers, one of true and false 0 and 1, any other text;
 * dates are text unless `columns` says otherwise, and then milliseconds since 1970. Runs in browsers.
 *
 * @param source - The text itself, a Blob or File, or a URL (`file:` only outside browsers).
 * @throws ShapeError for lines of another length, InvalidInputError for open quotes and cells that are not of
 *   the kind asked for, each naming the row; EmptyInputError without rows; errors of the options.
 */
export async function readCsv(source: string | Blob | URL, options: CsvOptions = {}): Promise<Frame> {
  checkOptions(options);
  const text = typeof source === "string" ? source : await textOf(source);
  const { default: csv } = await import("papaparse");
  const { data, errors } = csv.parse<string[]>(text, {
    delimiter: options.delimiter ?? "",
    delimitersToGuess: [",", ";", "\t", "|"],
    skipEmptyLines: true,
  });
  checkSyntax(errors);
  const { header = true } = options;
  const names = header === true ? (data[0] ?? []) : header || (data[0] ?? []).map((_, j) => `x${j}`);
  const rows = header === true ? data.slice(1) : data;
  checkRows(rows, names.length, typeof source === "string");
  checkColumnNames(options.columns ?? {}, names);
  const missing = new Set(options.missing ?? MISSING);
  return new Frame(
    names.map((name, j) => {
      const cells = rows.map((row) => (missing.has(row[j].trim()) ? null : row[j]));
      return [name.trim(), typed(cells, name, options)];
    }),
    WHERE,
  );
}

async function textOf(source: Blob | URL): Promise<string> {
  if (source instanceof Blob) return source.text();
  if (source.protocol === "file:") {
    // Named in a variable so that bundlers for browsers, where nobody gets here, do not look for it.
    const files = "node:fs/promises";
    const { readFile } = (await import(files)) as { readFile: typeof ReadFile };
    return readFile(source, "utf8");
  }
  const response = await fetch(source);
  if (response.ok) return response.text();
  throw new InvalidInputError({
    where: WHERE,
    problem: `${source.href} answered ${response.status} ${response.statusText}`,
    allowed: "a URL that answers with the text",
    remedy: "correct the URL, or fetch the text yourself and pass it",
  });
}

type Texts = readonly (string | null)[];

function typed(cells: Texts, name: string, { columns = {}, decimal = "." }: CsvOptions): Column {
  const point = (cell: string): string => (decimal === "," ? cell.trim().replace(",", ".") : cell.trim());
  const isNumber = (cell: string): boolean => NUMBER.test(point(cell));
  const isFlag = (cell: string): boolean => /^(true|false)$/i.test(cell.trim());
  const isDate = (cell: string): boolean => !Number.isNaN(Date.parse(cell));
  const numbers = (read: (cell: string) => number): Column =>
    Float64Array.from(cells, (cell) => (cell === null ? NaN : read(cell)));
  const all = (accepts: (cell: string) => boolean): boolean =>
    cells.every((cell) => cell === null || accepts(cell));
  const hold = (kind: string, accepts: (cell: string) => boolean): void => {
    const odd = cells.findIndex((cell) => cell !== null && !accepts(cell));
    if (odd >= 0) throw notOfKind(kind, cells[odd]!, odd, name);
  };
  switch (columns[name.trim()]) {
    case "text":
      return cells;
    case "number":
      hold("number", isNumber);
      return numbers((cell) => Number(point(cell)));
    case "boolean":
      hold("boolean", isFlag);
      return numbers((cell) => Number(/true/i.test(cell)));
    case "date":
      hold("date", isDate);
      return numbers(Date.parse);
  }
  if (all(isNumber)) return numbers((cell) => Number(point(cell)));
  return all(isFlag) ? numbers((cell) => Number(/true/i.test(cell))) : cells;
}

function notOfKind(kind: string, cell: string, row: number, name: string): InvalidInputError {
  return new InvalidInputError({
    where: WHERE,
    problem: `"${cell}" at row ${row}, column ${name}`,
    allowed: `cells that can be read as ${kind}, and the missing ones`,
    remedy: `correct the cell, add it to missing, or set columns: { ${name}: "text" }`,
  });
}

function checkSyntax(errors: readonly ParseError[]): void {
  const found = errors.find(({ type }) => type === "Quotes");
  if (!found) return;
  throw new InvalidInputError({
    where: WHERE,
    problem: `${found.message} in row ${found.row ?? 0}`,
    allowed: 'quoted cells that end with a quote; a quote inside is doubled: "a ""b"""',
    remedy: "correct the quotes; a file that was cut off ends like this, too",
  });
}

function checkRows(rows: readonly string[][], width: number, isText: boolean): void {
  if (rows.length === 0) {
    throw new EmptyInputError({
      where: WHERE,
      problem: "no rows below the header",
      allowed: "at least one row",
      remedy: isText ? "pass the text itself, or a URL or Blob to read from" : "check the file",
    });
  }
  const odd = rows.findIndex((row) => row.length !== width);
  if (odd < 0) return;
  throw new ShapeError({
    where: WHERE,
    problem: `row ${odd} has ${rows[odd].length} cells, the header has ${width}`,
    allowed: "as many cells in every row",
    remedy: "quote cells that contain the delimiter, or set delimiter",
  });
}

function checkColumnNames(columns: Readonly<Record<string, CsvColumnKind>>, names: readonly string[]): void {
  const known = names.map((name) => name.trim());
  const wrong = Object.keys(columns).filter((name) => !known.includes(name));
  if (wrong.length === 0) return;
  throw new InvalidInputError({
    where: `${WHERE} option columns`,
    problem: `no column ${wrong.join(", ")}`,
    allowed: `the columns ${known.join(", ")}`,
    remedy: "correct the names",
  });
}

function checkOptions(options: CsvOptions): void {
  const unknown = Object.keys(options).filter((name) => !OPTIONS.includes(name));
  if (unknown.length > 0) {
    throw new UnknownOptionError({
      where: WHERE,
      problem: `unknown option ${unknown.join(", ")}`,
      allowed: `the options ${OPTIONS.join(", ")}`,
      remedy: `correct or remove ${unknown.join(", ")}`,
    });
  }
  const kinds = ["number", "text", "boolean", "date"];
  const bad = [
    ...Object.entries(options.columns ?? {}).filter(([, kind]) => !kinds.includes(kind)),
    ...(options.decimal === undefined || [".", ","].includes(options.decimal)
      ? []
      : [["decimal", options.decimal]]),
    ...(options.delimiter === undefined || options.delimiter.length > 0
      ? []
      : [["delimiter", "an empty text"]]),
  ];
  if (bad.length === 0) return;
  throw new OptionValueError({
    where: WHERE,
    problem: bad.map(([name, value]) => `${name} = ${value}`).join("; "),
    allowed: `columns: ${kinds.join(", ")}; decimal: "." or ","; delimiter: some text`,
    remedy: "correct the options",
  });
}
