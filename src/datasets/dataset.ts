import type { Tensor } from "../core/index.ts";

/** A small data set shipped with the package. */
export interface Dataset {
  /** Features, shape [rows, features]. */
  readonly X: Tensor;
  /** Target, one number a row: class numbers 0, 1, ... or real values. */
  readonly y: Float64Array;
  /** Column names of `X`, in order. */
  readonly featureNames: readonly string[];
  /** What the data is, how large, and where it comes from. */
  readonly description: string;
  /** Under which terms the data may be used. */
  readonly licence: string;
}

/** A data set whose target numbers are classes. */
export interface ClassificationDataset extends Dataset {
  /** Name of class 0, 1, ... */
  readonly targetNames: readonly string[];
}
