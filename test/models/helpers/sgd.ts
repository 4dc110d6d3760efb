import { SGDClassifier, SGDRegressor } from "../../../src/models/linear/index.ts";
import type { LinearCase } from "./fixtures.ts";

/** A case of the SGD fixtures: of the shared ones, or of those make_sgd_options.py wrote. */
export interface SgdCase extends LinearCase {
  n_iter: number | number[];
  t: number;
  batches?: number;
  proba?: number[][];
}

/** scikit-learn's option names, and its names of losses, in ours. */
function optionsOf({ penalty_is: penalty, ...params }: Record<string, unknown>): Record<string, unknown> {
  const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(penalty === undefined ? params : { ...params, penalty }).map(([name, value]) => [
      camel(name),
      name === "loss" ? camel(value as string) : value,
    ]),
  );
}

/** The unfitted model of a case. */
export function makeSgd(
  { id, params }: Pick<SgdCase, "id" | "params">,
  more: object = {},
): SGDClassifier | SGDRegressor {
  const options = { shuffle: false, ...optionsOf(params), ...more };
  return id.startsWith("SGDClassifier") ? new SGDClassifier(options) : new SGDRegressor(options);
}

/** Coefficients and intercepts, each as one list. */
export function numbersOf(
  model: SGDClassifier | SGDRegressor,
): [coef: Float64Array, intercept: Float64Array] {
  return model instanceof SGDClassifier
    ? [model.coef_.data, model.intercept_]
    : [model.coef_, Float64Array.of(model.intercept_)];
}
