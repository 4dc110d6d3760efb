import { columnNamesOf, createRandom } from "../../core/index.ts";
import type { MatrixLike, VectorLike } from "../../core/index.ts";
import { Checkpoints, checkNames, checkXy, choice } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { cartOptions, growRegressionTree } from "./cart/index.ts";
import type { CartOptions } from "./cart/index.ts";
import { assemble, TreeEnsemble } from "./ensemble/index.ts";
import { splitTreeBits, treeModelOptions } from "./options.ts";
import type { TreeModelOptions } from "./options.ts";
import { readTreeModel } from "./persistence.ts";
import { prepareTraining } from "./training-data.ts";
import { treeShape } from "./tree-shape.ts";
import { TREE_FIT_OPTIONS } from "./tree-model.ts";
import type { TreeFitOptions } from "./tree-model.ts";
import { TreeRegressor } from "./tree-regressor.ts";
import { checkTargets } from "./check-targets.ts";

/** Options of {@link DecisionTreeRegressor}. */
export interface DecisionTreeRegressorOptions extends TreeModelOptions, CartOptions {
  /** What splits lower: `"squared_error"`, the variance around the leaves' means. */
  criterion: "squared_error";
}

/**
 * A regression tree (CART) on binned features, grown by the greatest decrease of squared error.
 *
 * With `binning: "exact"` its thresholds are scikit-learn's; among splits of equal gain the first feature and
 * the lowest threshold are taken. Leaves hold means.
 */
export class DecisionTreeRegressor extends TreeRegressor<DecisionTreeRegressorOptions, TreeEnsemble> {
  static readonly spec: EstimatorSpec<DecisionTreeRegressorOptions> = {
    name: "DecisionTreeRegressor",
    options: {
      ...treeModelOptions,
      criterion: choice<"squared_error">("squared_error"),
      ...cartOptions(null, null),
    },
    tags: { kind: "regressor", targets: "real", sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<DecisionTreeRegressorOptions> {
    return DecisionTreeRegressor.spec;
  }

  /** Splits from the root to the deepest leaf. @throws NotFittedError */
  get depth_(): number {
    return treeShape(this.tree_).depth;
  }

  /** Number of leaves. @throws NotFittedError */
  get nLeaves_(): number {
    return this.tree_.leaves;
  }

  /** The fitted tree. @throws NotFittedError */
  get tree_(): TreeEnsemble {
    return this.fitted("tree_").model;
  }

  override async fit(X: MatrixLike, y: VectorLike, options: TreeFitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, TREE_FIT_OPTIONS);
    const data = checkXy(X, y, options.sampleWeight, where);
    checkTargets(data.y, where);
    const checkpoints = new Checkpoints(where, "fit: trees", 1, options);
    const { rows, weight, grid } = prepareTraining(data.X, data.weight, params);
    const targets = Float64Array.from(rows, (i) => data.y[i]);
    const random = createRandom(params.randomState);
    const { tree, importances } = growRegressionTree({ grid, weight, params, random, where }, targets);
    const head = {
      features: data.X.shape[1],
      outputs: 1,
      link: "identity",
      scale: 1,
      treeOutput: null,
    } as const;
    const { binner, ensemble } = assemble([tree], { ...head, base: new Float64Array(1) }, grid.binner);
    await checkpoints.reach(1);
    return this.setFit({
      ...{ binner, model: ensemble, importances },
      opLeaves: splitTreeBits(params.nBits).opLeaves,
      featureNames: columnNamesOf(data.X),
    });
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): DecisionTreeRegressor {
    const read = (part: unknown): TreeEnsemble => TreeEnsemble.fromJSON(part);
    const { params, fit } = readTreeModel(json, DecisionTreeRegressor.spec, read);
    return new DecisionTreeRegressor(params).setFit(fit);
  }
}
