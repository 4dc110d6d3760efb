import { FheLearnError } from "../../core/index.ts";
import { corruptedModel, modelJson, readFeatureNames, readModelJson, readParams } from "../base/index.ts";
import type { EstimatorSpec, ModelJson } from "../base/index.ts";
import { readClasses } from "../processing/index.ts";
import { Binner } from "./binning/index.ts";
import type { BinnedFunction } from "./ensemble/index.ts";
import type { TreeFit } from "./tree-fit.ts";
import { isWhole } from "./options.ts";

/** A fitted tree model as plain data, as `dump` writes and `load` reads it. */
export type TreeModelJson = ModelJson;

export function dumpTreeModel(estimator: string, params: object, fit: TreeFit): TreeModelJson {
  const { binner, model, opLeaves, importances, classes, featureNames, figures } = fit;
  return modelJson(estimator, params, {
    binner: binner.toJSON(),
    model: model.toJSON(),
    opLeaves,
    importances: Array.from(importances),
    ...(classes ? { classes: Array.from(classes as ArrayLike<number | string | boolean>) } : {}),
    ...(featureNames ? { featureNames } : {}),
    ...(figures ? { figures } : {}),
  });
}

/**
 * Reads what {@link dumpTreeModel} wrote; runs no code of it.
 *
 * @param readFunction - Reads the `model` part.
 * @throws CorruptedDataError for anything else, another estimator's dump or an unknown version.
 */
export function readTreeModel<O extends object, F extends BinnedFunction>(
  json: unknown,
  spec: EstimatorSpec<O>,
  readFunction: (json: unknown) => F,
): { params: O; fit: TreeFit<F> } {
  const { name, tags } = spec;
  const { params, fitted } = readModelJson(json, name);
  const options = readParams(params, spec);
  try {
    const binner = Binner.fromJSON(fitted.binner);
    const model = readFunction(fitted.model);
    const classes = tags.kind === "classifier" ? readClasses(fitted.classes) : undefined;
    if (model.features !== binner.features)
      throw corruptedModel(name, "parts whose sizes do not belong together");
    if (classes && classes.length !== (model.outputs === 1 ? 2 : model.outputs))
      throw corruptedModel(name, `${classes.length} classes for ${model.outputs} outputs`);
    if (!isWhole(fitted.opLeaves, 1, 16)) throw corruptedModel(name, `opLeaves ${String(fitted.opLeaves)}`);
    const fit: TreeFit<F> = {
      ...{ binner, model, classes },
      opLeaves: fitted.opLeaves as number,
      importances: readNumbers(fitted.importances, binner.features, name),
      featureNames: readFeatureNames(fitted.featureNames, binner.features, name),
      figures: readFigures(fitted.figures, name),
    };
    return { params: options, fit };
  } catch (cause) {
    if (cause instanceof FheLearnError) throw corruptedModel(name, cause.problem, cause);
    throw cause;
  }
}

function readNumbers(values: unknown, length: number, name: string): Float64Array {
  if (Array.isArray(values) && values.length === length && values.every(Number.isFinite))
    return Float64Array.from(values as number[]);
  throw corruptedModel(name, "importances that are damaged");
}

function readFigures(figures: unknown, name: string): Record<string, number> | undefined {
  if (figures === undefined) return undefined;
  if (typeof figures === "object" && figures !== null && Object.values(figures).every(Number.isFinite))
    return figures as Record<string, number>;
  throw corruptedModel(name, "figures that are no numbers");
}
