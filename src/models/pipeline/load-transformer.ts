import { CorruptedDataError } from "../../core/index.ts";
import type { Tensor } from "../../core/index.ts";
import { estimatorNameOf } from "../base/index.ts";
import type { TableLike } from "../base/index.ts";
import {
  KBinsDiscretizer,
  MaxAbsScaler,
  MinMaxScaler,
  Normalizer,
  OneHotEncoder,
  OrdinalEncoder,
  PCA,
  PolynomialFeatures,
  RobustScaler,
  SimpleImputer,
  StandardScaler,
} from "../preprocessing/index.ts";
import { ColumnTransformer } from "./column-transformer.ts";
import { Pipeline } from "./pipeline.ts";
import { isTransformer } from "./steps.ts";
import type { StepEstimator, StepTransformer } from "./steps.ts";

/** Classes of your own whose dumps may be steps, by the name the dumps carry. */
export type Loaders = Readonly<Record<string, { load(json: unknown): StepEstimator }>>;

const classes: Loaders = {
  KBinsDiscretizer,
  MaxAbsScaler,
  MinMaxScaler,
  Normalizer,
  OneHotEncoder,
  OrdinalEncoder,
  PCA,
  PolynomialFeatures,
  RobustScaler,
  SimpleImputer,
  StandardScaler,
};

/** A transformer that was loaded. */
export interface LoadedTransformer extends StepTransformer {
  transform(X: TableLike): Tensor | Promise<Tensor>;
}

/** Names of the transformers that can be loaded. */
export const TRANSFORMERS: readonly string[] = [...Object.keys(classes), "ColumnTransformer", "Pipeline"];

/**
 * Reads a dump of one of {@link TRANSFORMERS}, its steps by `loadStep`; undefined for any other.
 *
 * @throws CorruptedDataError for a dump that is damaged.
 */
export function readTransformer(
  json: unknown,
  loadStep: (json: unknown) => StepEstimator,
): StepEstimator | undefined {
  const name = estimatorNameOf(json);
  if (name === "ColumnTransformer") return ColumnTransformer.load(json, loadStep);
  if (name === "Pipeline") return Pipeline.load(json, loadStep);
  return name !== undefined && Object.hasOwn(classes, name) ? classes[name].load(json) : undefined;
}

/**
 * Reads a dumped transformer of any class, pipelines of transformers included; runs no code of it.
 *
 * A client needs this and the `clientProcessing` of the model to prepare its rows.
 *
 * @param own - Classes of your own that may be among the steps.
 * @throws CorruptedDataError for anything `dump` could not have written.
 */
export function loadTransformer(json: unknown, own: Loaders = {}): LoadedTransformer {
  const name = estimatorNameOf(json);
  const loaded =
    name !== undefined && Object.hasOwn(own, name)
      ? own[name].load(json)
      : readTransformer(json, (step) => loadTransformer(step, own));
  if (isTransformer(loaded)) return loaded;
  throw new CorruptedDataError({
    where: "loadTransformer",
    problem: name === undefined ? "no dump of a transformer" : `a dump of ${name}`,
    allowed: `what dump() of ${[...TRANSFORMERS, ...Object.keys(own)].join(", ")} wrote`,
    remedy: "dump the fitted transformer again; models are read by loadModel",
  });
}
