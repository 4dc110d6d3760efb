import { columnNamesOf, createRandom } from "../../core/index.ts";
import type { Tensor } from "../../core/index.ts";
import type { Checkpoints } from "../base/index.ts";
import { additiveImportances, trainAdditive } from "./additive/index.ts";
import type { AdditiveOptions, AdditiveTables, LossData, RunningLoss } from "./additive/index.ts";
import type { Objective } from "./boosting/index.ts";
import { normalized } from "./cart/index.ts";
import { splitTreeBits } from "./options.ts";
import { prepareTraining } from "./training-data.ts";
import type { TreeFit } from "./tree-fit.ts";

/** Training data of additive models, checked. */
export interface AdditiveData {
  readonly X: Tensor;
  /** Targets, or positions of classes. */
  readonly y: Float64Array;
  readonly weight: Float64Array;
}

/** Steps of `fit`: one for each bag's features, and one more for its pairs. */
export function additiveSteps({ nBags, interactions }: AdditiveOptions): number {
  return interactions > 0 ? 2 * nBags : nBags;
}

/** Trains an additive model and measures its features. */
export async function fitAdditive(
  data: AdditiveData,
  objective: Objective,
  lossOf: (data: LossData) => RunningLoss,
  params: AdditiveOptions,
  checkpoints: Checkpoints,
): Promise<TreeFit<AdditiveTables>> {
  const { rows, weight, grid } = prepareTraining(data.X, data.weight, params);
  const y = Float64Array.from(rows, (i) => data.y[i]);
  const base = objective.base(y, weight);
  const random = createRandom(params.randomState);
  const { matrix } = grid;
  const { link } = objective;
  const model = await trainAdditive({ matrix, y, weight, base, link, lossOf, params, random, checkpoints });
  return {
    ...{ binner: grid.binner!, model },
    opLeaves: splitTreeBits(params.nBits).opLeaves,
    importances: normalized(additiveImportances(model, matrix, weight)),
    featureNames: columnNamesOf(data.X),
  };
}
