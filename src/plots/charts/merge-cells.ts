/** Neighbouring cells of equal value: rows and columns from the first to before the last. */
export interface Block {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
  readonly value: number;
}

/** A table as few rectangles of equal values: runs in each row, joined with equal runs in the rows below. */
export function mergeCells(
  rows: number,
  columns: number,
  valueAt: (row: number, column: number) => number,
): Block[] {
  const blocks: Block[] = [];
  let open = new Map<string, Block>();
  for (let row = 0; row < rows; row++) {
    const next = new Map<string, Block>();
    for (let column = 0; column < columns;) {
      const [start, value] = [column, valueAt(row, column)];
      while (column < columns && valueAt(row, column) === value) column++;
      const key = `${start},${column},${value}`;
      const above = open.get(key);
      next.set(key, { rows: [above ? above.rows[0] : row, row + 1], columns: [start, column], value });
      open.delete(key);
    }
    blocks.push(...open.values());
    open = next;
  }
  return [...blocks, ...open.values()];
}
