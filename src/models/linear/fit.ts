import type { Labels } from "../base/index.ts";
import type { LinearCoefficients, QuantizedLinear } from "./quantize.ts";

/** What a solver hands over. */
export interface LinearSolution extends LinearCoefficients {
  readonly iterations: number;
  readonly converged: boolean;
  /** Whether several outputs were fitted one class against the rest each. Default false. */
  readonly oneVsRest?: boolean;
  /** Number of the next row of a stochastic descent that may be continued, from 1. */
  readonly steps?: number | undefined;
  /** Names of the columns, where X had some. */
  readonly featureNames?: readonly string[] | undefined;
  /** Labels by position; classifiers only. */
  readonly classes?: Labels | undefined;
}

/** The state of a fitted linear model. */
export interface LinearFit extends LinearSolution {
  /** Missing in a model fitted elsewhere, until rows have shown the ranges of its inputs. */
  readonly quantized?: QuantizedLinear | undefined;
}

/** The state of a fitted linear model whose inputs are calibrated. */
export interface CalibratedFit extends LinearSolution {
  readonly quantized: QuantizedLinear;
}
