export { isFrameLike, toFrame } from "./read.ts";
export type { ArrowTable, ArrowVector, Cell, ColumnLike, FrameLike } from "./forms.ts";
export { isArrowVector } from "./forms.ts";
export { readColumn } from "./cells.ts";
export { checkNotEmpty, Frame } from "./frame.ts";
export type { Column } from "./frame.ts";
export { columnNamesOf, frameToMatrix } from "./matrix.ts";
export { readCsv } from "./csv.ts";
export type { CsvColumnKind, CsvOptions } from "./csv.ts";
