import type { TfheParameters } from "../parameters.ts";
import { predictTime, type EngineCosts, type Workload } from "./costs.ts";
import { calibratedCosts } from "./table.ts";

/**
 * Milliseconds this library's engine takes for some bootstraps, within about 25 % on the machine the costs
 * were calibrated on.
 *
 * @param costs those of another machine. Default: the stored ones.
 */
export function predictMilliseconds(
  parameters: TfheParameters,
  work: Workload,
  costs: EngineCosts = calibratedCosts,
): number {
  return predictTime(parameters, work, costs).milliseconds;
}
