import type { Columns } from "./columns.ts";
import type { StepTransformer } from "./steps.ts";

/** What happens to some columns: a transformer, nothing, or they are left out. */
export type ColumnPart = StepTransformer | "passthrough" | "drop";

/** A name, what to do, and with which columns. */
export type ColumnStep = readonly [name: string, part: ColumnPart, columns: Columns];

/** Options of {@link ColumnTransformer}. */
export interface ColumnTransformerOptions {
  /** What happens to columns nobody picked: `drop` (default), `passthrough`, or a transformer. */
  readonly remainder?: ColumnPart;
  /** Whether names of columns begin with that of the part, `scale__age`. Default true. */
  readonly verboseFeatureNamesOut?: boolean;
}

/** A fitted part. */
export interface FittedColumns {
  readonly name: string;
  readonly part: ColumnPart;
  /** Positions in the table of fit. */
  readonly columns: readonly number[];
}

/** What {@link ColumnTransformer} learned. */
export interface ColumnState {
  /** Parts in order, the remainder last; parts without columns are left out. */
  readonly parts: readonly FittedColumns[];
  readonly features: number;
  /** Names of the table of fit, where it had some. */
  readonly names: readonly string[] | undefined;
}
