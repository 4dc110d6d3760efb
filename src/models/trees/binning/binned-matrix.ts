/** Bin numbers of one feature, one a row. */
export type BinColumn = Uint8Array | Uint16Array | Uint32Array;

/** Features in columns of bin numbers: what trees are trained on and evaluated over. */
export interface BinnedMatrix {
  readonly rows: number;
  /** One a feature, all of one width. */
  readonly columns: readonly BinColumn[];
  /** Bins of each feature: its numbers are 0 .. bins - 1. */
  readonly bins: Uint32Array;
}

/** Columns of the narrowest type that holds all bin numbers; one type for all keeps loops over them fast. */
export function emptyColumns(rows: number, bins: Uint32Array): BinColumn[] {
  const most = bins.reduce((a, b) => Math.max(a, b), 0);
  const Column = most <= 2 ** 8 ? Uint8Array : most <= 2 ** 16 ? Uint16Array : Uint32Array;
  return Array.from(bins, () => new Column(rows));
}
