import type { Labels } from "../base/index.ts";
import type { Binner } from "./binning/index.ts";
import type { BinnedFunction } from "./ensemble/index.ts";

/** The state of a fitted model. */
export interface TreeFit<F extends BinnedFunction = BinnedFunction> {
  /** The public grid of the inputs. */
  readonly binner: Binner;
  /** What is computed from bin numbers. */
  readonly model: F;
  /** Bits of the integers of one tree or table. */
  readonly opLeaves: number;
  /** One a feature. */
  readonly importances: Float64Array;
  /** Labels by position; classifiers only. */
  readonly classes?: Labels | undefined;
  readonly featureNames?: readonly string[] | undefined;
  /** Figures of the training, by name. */
  readonly figures?: Readonly<Record<string, number>> | undefined;
}
