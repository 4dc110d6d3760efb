import { Tensor } from "../core/index.ts";

/** Columns of numbers with their names. */
export interface Table {
  readonly names: readonly string[];
  readonly rows: number;
  /** All values, row-major. */
  readonly values: Float64Array;
}

/** Reads the CSV form of the shipped data: a header and numbers, no quoting. */
export function readTable(csv: string): Table {
  const lines = csv.trimEnd().split("\n");
  const names = lines[0].split(",");
  const rows = lines.length - 1;
  const values = new Float64Array(rows * names.length);
  for (let i = 0, next = 0; i < rows; i++) {
    for (const cell of lines[i + 1].split(",")) values[next++] = Number(cell);
  }
  return { names, rows, values };
}

/** The first `count` columns as a matrix. */
export function firstColumns({ names, rows, values }: Table, count: number): Tensor {
  const data = new Float64Array(rows * count);
  for (let i = 0; i < rows; i++) {
    data.set(values.subarray(i * names.length, i * names.length + count), i * count);
  }
  return new Tensor(data, [rows, count]);
}

/** One column by its position. */
export function column({ names, rows, values }: Table, index: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => values[i * names.length + index]);
}

/** Features and target of a table whose last column is the target. */
export function splitTarget(table: Table): { X: Tensor; y: Float64Array; featureNames: readonly string[] } {
  const features = table.names.length - 1;
  return {
    X: firstColumns(table, features),
    y: column(table, features),
    featureNames: table.names.slice(0, features),
  };
}
