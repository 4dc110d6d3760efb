import { CorruptedDataError } from "../core/index.ts";
import { estimatorNameOf } from "./base/index.ts";
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
import { readTransformer, TRANSFORMERS } from "./pipeline/index.ts";
import type { Loaders, Pipeline, Step, StepEstimator } from "./pipeline/index.ts";
import {
  AdditiveClassifier,
  AdditiveRegressor,
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
  XGBClassifier,
  XGBRegressor,
} from "./trees/index.ts";

/** Estimators by the name their dumps carry. */
const loaders = {
  AdditiveClassifier,
  AdditiveRegressor,
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  ElasticNet,
  GammaRegressor,
  Lasso,
  LinearRegression,
  LinearSVC,
  LinearSVR,
  LogisticRegression,
  PoissonRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
  Ridge,
  SGDClassifier,
  SGDRegressor,
  TweedieRegressor,
  XGBClassifier,
  XGBRegressor,
};

/** A model of one of the classes above. */
export type SingleModel = InstanceType<(typeof loaders)[keyof typeof loaders]>;

/** A model of any class that `dump` can write, or a pipeline that ends in one. */
export type LoadedModel = SingleModel | Pipeline<readonly [...Step[], readonly [string, SingleModel]]>;

/**
 * Reads a dumped model of any class or a pipeline, as an object or JSON text; runs no code of it.
 *
 * @param own - Classes of your own that may be among the steps, by the name their dumps carry.
 * @throws CorruptedDataError for anything `dump` could not have written.
 */
export function loadModel(json: unknown, own: Loaders = {}): LoadedModel {
  return loadStep(json, own) as unknown as LoadedModel;
}

function loadStep(json: unknown, own: Loaders): StepEstimator {
  const name = estimatorNameOf(json);
  if (name !== undefined && Object.hasOwn(own, name)) return own[name].load(json);
  if (name !== undefined && Object.hasOwn(loaders, name))
    return loaders[name as keyof typeof loaders].load(json);
  const loaded = readTransformer(json, (step) => loadStep(step, own));
  if (loaded) return loaded;
  throw new CorruptedDataError({
    where: "loadModel",
    problem: name === undefined ? "no dump of a model" : `a dump of ${name}`,
    allowed: `what dump() of ${[...Object.keys(loaders), ...TRANSFORMERS].join(", ")} wrote`,
    remedy: "dump the fitted model again, or pass your own classes: loadModel(json, { MyEstimator })",
  });
}
