import type { LabelsLike, MatrixLike, VectorLike } from "../../core/index.ts";
import { columnNamesOf, createRandom } from "../../core/index.ts";
import type { Tensor } from "../../core/index.ts";
import type { Checkpoints } from "../base/index.ts";
import { boost } from "./boosting/index.ts";
import type { EvaluationRows, Objective, XGBOptions } from "./boosting/index.ts";
import { normalized } from "./cart/index.ts";
import { assemble } from "./ensemble/index.ts";
import type { TreeEnsemble } from "./ensemble/index.ts";
import { splitTreeBits } from "./options.ts";
import { prepareTraining } from "./training-data.ts";
import type { TreeFit } from "./tree-fit.ts";
import { TREE_FIT_OPTIONS } from "./tree-model.ts";
import type { TreeFitOptions } from "./tree-model.ts";

/** Options of `fit` of boosted trees. */
export interface XGBFitOptions<Y extends LabelsLike | VectorLike = LabelsLike> extends TreeFitOptions {
  /** Rows the loss is followed on: X of shape [m, d] and targets of length m. */
  readonly evalSet?: readonly [MatrixLike, Y] | undefined;
}

export const XGB_FIT_OPTIONS: readonly string[] = [...TREE_FIT_OPTIONS, "evalSet"];

/** Training data of boosted trees, checked. */
export interface XGBData {
  readonly X: Tensor;
  /** Targets, or positions of classes. */
  readonly y: Float64Array;
  readonly weight: Float64Array;
  readonly evaluation: EvaluationRows | undefined;
}

/** Trains boosted trees and puts them on the grid. */
export async function fitBoosted(
  data: XGBData,
  objective: Objective,
  params: XGBOptions,
  checkpoints: Checkpoints,
): Promise<{ fit: TreeFit<TreeEnsemble>; losses: readonly number[] }> {
  const { rows, weight, grid } = prepareTraining(data.X, data.weight, params);
  const random = createRandom(params.randomState);
  const y = Float64Array.from(rows, (i) => data.y[i]);
  const { evaluation } = data;
  const result = await boost({ grid, y, weight, objective, params, random, evaluation, checkpoints });
  const { trees, treeOutput, base, gains, losses, rounds } = result;
  const { outputs, link } = objective;
  const head = { features: data.X.shape[1], outputs, link, scale: 1, base, treeOutput };
  const { binner, ensemble } = assemble(trees, head, grid.binner);
  const fit: TreeFit<TreeEnsemble> = {
    ...{ binner, model: ensemble, importances: normalized(gains) },
    opLeaves: splitTreeBits(params.nBits).opLeaves,
    featureNames: columnNamesOf(data.X),
    figures: evaluation && { bestIteration: rounds - 1, bestScore: losses[rounds - 1] },
  };
  return { fit, losses };
}
