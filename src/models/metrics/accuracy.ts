import type { LabelsLike } from "../../core/index.ts";
import { checkLabelPairs } from "./inputs.ts";
import type { MetricOptions } from "./inputs.ts";

/** Weighted share of labels that are right, 0 to 1. */
export function accuracyScore(yTrue: LabelsLike, yPred: LabelsLike, options: MetricOptions = {}): number {
  const pairs = checkLabelPairs(yTrue, yPred, options, "accuracyScore");
  let right = 0;
  for (let i = 0; i < pairs.weight.length; i++)
    if (pairs.yTrue[i] === pairs.yPred[i]) right += pairs.weight[i];
  return right / pairs.total;
}
