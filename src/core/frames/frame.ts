import { EmptyInputError, InvalidInputError, OutOfRangeError, ShapeError } from "../errors.ts";

/** A column of a frame: numbers (NaN where missing), or text (null where missing). */
export type Column = Float64Array | readonly (string | null)[];

/**
 * A table with named columns, each of numbers or of text, all of one length.
 *
 * Make one with {@link toFrame} or {@link readCsv}; estimators take the other forms as they are.
 */
export class Frame {
  /** Column names, in order. */
  readonly names: readonly string[];
  /** Number of rows. Named after Array's, as Tensor's is. */
  readonly length: number;
  readonly #columns: readonly Column[];

  /**
   * Wraps columns without copying.
   *
   * @throws InvalidInputError for a name given twice; ShapeError for columns of different lengths.
   */
  constructor(columns: readonly (readonly [name: string, column: Column])[], where = "Frame") {
    this.names = columns.map(([name]) => name);
    this.#columns = columns.map(([, column]) => column);
    this.length = this.#columns[0]?.length ?? 0;
    const twice = this.names.find((name, j) => this.names.indexOf(name) !== j);
    if (twice !== undefined) {
      throw new InvalidInputError({
        where,
        problem: `two columns named ${twice}`,
        allowed: "column names that differ",
        remedy: "rename one of them",
      });
    }
    const odd = this.#columns.findIndex((column) => column.length !== this.length);
    if (odd >= 0) {
      throw new ShapeError({
        where,
        problem: `column ${this.names[odd]} has ${this.#columns[odd].length} rows, column ${this.names[0]} has ${this.length}`,
        allowed: "columns of one length",
        remedy: "fill in the missing cells with null",
      });
    }
  }

  /** Rows and columns. */
  get shape(): readonly [rows: number, columns: number] {
    return [this.length, this.names.length];
  }

  /**
   * A column by its name or position: not a copy.
   *
   * @throws InvalidInputError for a name that is none; OutOfRangeError for a position beyond the columns.
   */
  column(which: string | number): Column {
    return this.#columns[this.indexOf(which)];
  }

  /** A column of numbers. @throws InvalidInputError where it holds text, and the errors of column. */
  numbers(which: string | number): Float64Array {
    const column = this.column(which);
    if (column instanceof Float64Array) return column;
    throw new InvalidInputError({
      where: `Frame.numbers("${this.names[this.indexOf(which)]}")`,
      problem: "a column of text",
      allowed: "a column of numbers",
      remedy: "use labels() for text, or encode the column",
    });
  }

  /** A column of text without gaps, for targets of a classifier. @throws InvalidInputError otherwise. */
  labels(which: string | number): string[] {
    const column = this.column(which);
    const missing = column instanceof Float64Array ? 0 : column.indexOf(null);
    if (!(column instanceof Float64Array) && missing < 0) return [...column] as string[];
    throw new InvalidInputError({
      where: `Frame.labels("${this.names[this.indexOf(which)]}")`,
      problem: column instanceof Float64Array ? "a column of numbers" : `no value at row ${missing}`,
      allowed: "a column of text without gaps",
      remedy: column instanceof Float64Array ? "use numbers()" : "fill in or drop the row",
    });
  }

  /** Position of a column. @throws The errors of column. */
  indexOf(which: string | number): number {
    if (typeof which === "string") {
      const index = this.names.indexOf(which);
      if (index >= 0) return index;
      throw new InvalidInputError({
        where: "Frame",
        problem: `no column ${which}`,
        allowed: `the columns ${this.names.join(", ")}`,
        remedy: "correct the name",
      });
    }
    if (Number.isInteger(which) && which >= 0 && which < this.names.length) return which;
    throw new OutOfRangeError({
      where: "Frame",
      problem: `column ${which} of ${this.names.length}`,
      allowed: `a whole number from 0 to ${this.names.length - 1}`,
      remedy: "correct the position",
    });
  }

  /** The columns asked for, in that order. @throws The errors of column. */
  select(which: readonly (string | number)[]): Frame {
    const indices = which.map((one) => this.indexOf(one));
    return new Frame(indices.map((j) => [this.names[j], this.#columns[j]]));
  }

  /** All columns but these. @throws The errors of column. */
  drop(...which: (string | number)[]): Frame {
    const left = new Set(which.map((one) => this.indexOf(one)));
    return this.select(this.names.map((_, j) => j).filter((j) => !left.has(j)));
  }

  /** The same columns under other names, one each. @throws InvalidInputError, ShapeError */
  renamed(names: readonly string[]): Frame {
    if (names.length === this.names.length)
      return new Frame(names.map((name, j) => [name, this.#columns[j]]));
    throw new ShapeError({
      where: "Frame.renamed",
      problem: `${names.length} names for ${this.names.length} columns`,
      allowed: "one name a column",
      remedy: "pass as many names as there are columns",
    });
  }

  /** The rows listed, in that order: a copy. @throws OutOfRangeError for a row beyond the last. */
  take(rows: ArrayLike<number>): Frame {
    const indices = Array.from(rows);
    const bad = indices.find((i) => !Number.isInteger(i) || i < 0 || i >= this.length);
    if (bad !== undefined) {
      throw new OutOfRangeError({
        where: "Frame.take",
        problem: `row ${bad} of ${this.length}`,
        allowed: `whole numbers from 0 to ${this.length - 1}`,
        remedy: "correct the row numbers",
      });
    }
    return this.#mapColumns((column) =>
      column instanceof Float64Array
        ? Float64Array.from(indices, (i) => column[i])
        : indices.map((i) => column[i]),
    );
  }

  /** Rows `start` to `end` (exclusive), with Array.slice's rules for both. */
  slice(start?: number, end?: number): Frame {
    return this.#mapColumns((column) => column.slice(start, end));
  }

  /** The rows as objects, missing cells as null. */
  toRows(): Record<string, number | string | null>[] {
    return Array.from({ length: this.length }, (_, i) =>
      Object.fromEntries(
        this.names.map((name, j) => {
          const cell = this.#columns[j][i];
          return [name, Number.isNaN(cell) ? null : cell];
        }),
      ),
    );
  }

  toString(): string {
    return `Frame [${this.length} rows: ${this.names.join(", ")}]`;
  }

  toJSON(): Record<string, number | string | null>[] {
    return this.toRows();
  }

  #mapColumns(f: (column: Column) => Column): Frame {
    return new Frame(this.names.map((name, j) => [name, f(this.#columns[j])]));
  }
}

/** @throws EmptyInputError for a frame without rows or columns. */
export function checkNotEmpty(frame: Frame, where: string): void {
  if (frame.length > 0 && frame.names.length > 0) return;
  throw new EmptyInputError({
    where,
    problem: `${frame.length} rows and ${frame.names.length} columns`,
    allowed: "at least one row and one column",
    remedy: "check how the data was loaded or filtered",
  });
}
