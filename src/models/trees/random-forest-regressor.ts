import { columnNamesOf, threadsToUse } from "../../core/index.ts";
import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { Checkpoints, checkNames, checkXy, choice } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { r2Score } from "../metrics/index.ts";
import { cartOptions, forestOptions, growForest } from "./cart/index.ts";
import type { ForestOptions } from "./cart/index.ts";
import { TreeEnsemble } from "./ensemble/index.ts";
import { splitTreeBits, treeModelOptions } from "./options.ts";
import type { TreeModelOptions } from "./options.ts";
import { readTreeModel } from "./persistence.ts";
import { warnOfSeenRows } from "./random-forest-classifier.ts";
import { assembleForest, FOREST_FIT_OPTIONS, forestTask, outOfBag } from "./random-forest-fit.ts";
import type { ForestFitOptions } from "./random-forest-fit.ts";
import { prepareTraining } from "./training-data.ts";
import { TreeRegressor } from "./tree-regressor.ts";
import { checkTargets } from "./check-targets.ts";

/** Options of {@link RandomForestRegressor}. */
export interface RandomForestRegressorOptions extends TreeModelOptions, ForestOptions {
  /** What splits lower: `"squared_error"`, the variance around the leaves' means. */
  criterion: "squared_error";
}

/**
 * A forest of regression trees on binned features; predictions are the mean of the trees'.
 *
 * Defaults are Concrete ML's (20 trees of depth 4), the rest scikit-learn's: each node chooses from all
 * features. Weights scale rows within each tree's draw, as in scikit-learn.
 */
export class RandomForestRegressor extends TreeRegressor<RandomForestRegressorOptions, TreeEnsemble> {
  static readonly spec: EstimatorSpec<RandomForestRegressorOptions> = {
    name: "RandomForestRegressor",
    options: {
      ...treeModelOptions,
      criterion: choice<"squared_error">("squared_error"),
      ...cartOptions(4, null),
      ...forestOptions,
    },
    // A row given twice can be drawn twice as often, one of weight 2 cannot: sampleWeight is taken, not declared.
    tags: { kind: "regressor", targets: "real", fhe: true },
  };

  override get spec(): EstimatorSpec<RandomForestRegressorOptions> {
    return RandomForestRegressor.spec;
  }

  /** The fitted trees; their leaves hold means. @throws NotFittedError */
  get trees_(): TreeEnsemble {
    return this.fitted("trees_").model;
  }

  /** R2 on rows predicted by the trees that did not draw them; undefined without `oobScore`. @throws NotFittedError */
  get oobScore_(): number | undefined {
    return this.fitted("oobScore_").figures?.oobScore;
  }

  override async fit(X: MatrixLike, y: VectorLike, options: ForestFitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, FOREST_FIT_OPTIONS);
    const threads = threadsToUse(options.threads, `${where} option threads`);
    const data = checkXy(X, y, options.sampleWeight, where);
    checkTargets(data.y, where);
    const checkpoints = new Checkpoints(where, "fit: trees", params.nEstimators, options);
    const training = prepareTraining(data.X, data.weight, params);
    const targets = Float64Array.from(training.rows, (i) => data.y[i]);
    const task = forestTask(training, { kind: "numbers", y: targets }, params, where);
    const forest = await growForest(task, threads, checkpoints);
    const assembled = assembleForest(forest, training, 1, "identity");
    const score = (): number => {
      const { decisions, rows } = outOfBag(assembled, training, forest.draws!);
      if (rows.length < targets.length) warnOfSeenRows(where, targets.length - rows.length);
      return r2Score(
        rows.map((i) => targets[i]),
        decisions.data,
      );
    };
    return this.setFit({
      ...{ binner: assembled.binner, model: assembled.ensemble, importances: forest.importances },
      opLeaves: splitTreeBits(params.nBits).opLeaves,
      featureNames: columnNamesOf(data.X),
      figures: params.oobScore ? { oobScore: score() } : undefined,
    });
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): RandomForestRegressor {
    const read = (part: unknown): TreeEnsemble => TreeEnsemble.fromJSON(part);
    const { params, fit } = readTreeModel(json, RandomForestRegressor.spec, read);
    return new RandomForestRegressor(params).setFit(fit);
  }
}
