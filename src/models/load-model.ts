import { CorruptedDataError } from "../core/index.ts";
import {
  ElasticNet,
  GammaRegressor,
  Lasso,
  LinearRegression,
  LinearSVC,
  LinearSVR,
  LogisticRegression,
  PoissonRegressor,
  Ridge,
  SGDClassifier,
  SGDRegressor,
  TweedieRegressor,
} from "./linear/index.ts";

/** Estimators by the name their dumps carry. */
const loaders = {
  ElasticNet,
  GammaRegressor,
  Lasso,
  LinearRegression,
  LinearSVC,
  LinearSVR,
  LogisticRegression,
  PoissonRegressor,
  Ridge,
  SGDClassifier,
  SGDRegressor,
  TweedieRegressor,
};

/** A model of any class that `dump` can write. */
export type LoadedModel = InstanceType<(typeof loaders)[keyof typeof loaders]>;

/**
 * Reads a dumped model of any class, as an object or JSON text; runs no code of it.
 *
 * @throws CorruptedDataError for anything `dump` could not have written.
 */
export function loadModel(json: unknown): LoadedModel {
  const name = estimatorName(json);
  if (name !== undefined && Object.hasOwn(loaders, name))
    return loaders[name as keyof typeof loaders].load(json);
  throw new CorruptedDataError({
    where: "loadModel",
    problem: name === undefined ? "no dump of a model" : `a dump of ${name}`,
    allowed: `what dump() of ${Object.keys(loaders).join(", ")} wrote`,
    remedy: "dump the fitted model again, or call load of your own estimator class",
  });
}

function estimatorName(json: unknown): string | undefined {
  try {
    const value = (typeof json === "string" ? JSON.parse(json) : json) as { estimator?: unknown } | null;
    return typeof value?.estimator === "string" ? value.estimator : undefined;
  } catch {
    return undefined;
  }
}
