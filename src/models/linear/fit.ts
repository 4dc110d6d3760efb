import type { Labels } from "../base/index.ts";
import type { LinearCoefficients, QuantizedLinear } from "./quantize.ts";

/** What a solver hands over. */
export interface LinearSolution extends LinearCoefficients {
  readonly iterations: number;
  readonly converged: boolean;
  /** Whether several outputs were fitted one class against the rest each. Default false. */
  readonly oneVsRest?: boolean;
  /** Labels by position; classifiers only. */
  readonly classes?: Labels | undefined;
}

/** The state of a fitted linear model. */
export interface LinearFit extends LinearSolution {
  readonly quantized: QuantizedLinear;
}
