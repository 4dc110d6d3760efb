import { ClassCountError, FeatureCountError } from "../../core/index.ts";
import type { Labels } from "../base/index.ts";
import type { LinearFit } from "./fit.ts";
import type { LinearCoefficients } from "./quantize.ts";

/**
 * The former solution, if it can be continued on data of that many features and these classes.
 *
 * @throws FeatureCountError, ClassCountError when it was fitted on other ones.
 */
export function formerSolution(
  fit: LinearFit,
  features: number,
  classes: Labels | undefined,
  where: string,
): LinearCoefficients {
  const width = fit.coef.shape[1];
  if (width !== features) {
    throw new FeatureCountError({
      where: `${where}(X)`,
      problem: `${features} features, where the former fit had ${width}`,
      allowed: `${width} features, to continue from the former fit`,
      remedy: "pass the same columns, or fit a clone() of the model",
    });
  }
  const list = (labels: Labels): string => Array.from(labels as ArrayLike<unknown>, String).join(", ");
  if (classes && fit.classes && list(classes) !== list(fit.classes)) {
    throw new ClassCountError({
      where: `${where}(y)`,
      problem: `the classes ${list(classes)}, where the former fit had ${list(fit.classes)}`,
      allowed: `the classes ${list(fit.classes)}, to continue from the former fit`,
      remedy: "train on rows of the same classes, or fit a clone() of the model",
    });
  }
  return fit;
}
