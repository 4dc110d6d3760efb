import { columnNamesOf, createRandom } from "../../core/index.ts";
import type { LabelsLike, MatrixLike } from "../../core/index.ts";
import { checkLabelledXy, checkNames, Checkpoints, choice, classWeightOption } from "../base/index.ts";
import type { ClassWeight, EstimatorSpec } from "../base/index.ts";
import { cartOptions, growClassTree } from "./cart/index.ts";
import type { CartOptions } from "./cart/index.ts";
import { assemble, TreeEnsemble } from "./ensemble/index.ts";
import type { ClassCriterion } from "./growth/index.ts";
import { splitTreeBits, treeModelOptions } from "./options.ts";
import type { TreeModelOptions } from "./options.ts";
import { readTreeModel } from "./persistence.ts";
import { prepareTraining } from "./training-data.ts";
import { treeShape } from "./tree-shape.ts";
import { TreeClassifier } from "./tree-classifier.ts";
import { TREE_FIT_OPTIONS } from "./tree-model.ts";
import type { TreeFitOptions } from "./tree-model.ts";

/** Options of {@link DecisionTreeClassifier}. */
export interface DecisionTreeClassifierOptions extends TreeModelOptions, CartOptions {
  /** Impurity that splits lower: `"gini"` (default), `"entropy"` or its other name `"log_loss"`. */
  criterion: ClassCriterion | "log_loss";
  /** Weights of classes. Default null: 1 each. */
  classWeight: ClassWeight;
}

/**
 * A classification tree (CART) on binned features, grown by the greatest decrease of impurity.
 *
 * With `binning: "exact"` its thresholds are scikit-learn's; among splits of equal gain the first feature and
 * the lowest threshold are taken. Leaves hold class shares.
 */
export class DecisionTreeClassifier extends TreeClassifier<DecisionTreeClassifierOptions, TreeEnsemble> {
  static readonly spec: EstimatorSpec<DecisionTreeClassifierOptions> = {
    name: "DecisionTreeClassifier",
    options: {
      ...treeModelOptions,
      criterion: choice<ClassCriterion | "log_loss">("gini", "entropy", "log_loss"),
      ...cartOptions(null, null),
      classWeight: classWeightOption,
    },
    tags: { kind: "classifier", targets: "labels", multiclass: true, sampleWeight: true, fhe: true },
  };

  override get spec(): EstimatorSpec<DecisionTreeClassifierOptions> {
    return DecisionTreeClassifier.spec;
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

  override async fit(X: MatrixLike, y: LabelsLike, options: TreeFitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, TREE_FIT_OPTIONS);
    const weights = { sampleWeight: options.sampleWeight, classWeight: params.classWeight };
    const { X: features, labels, weight: given } = checkLabelledXy(X, y, weights, where);
    const checkpoints = new Checkpoints(where, "fit: trees", 1, options);
    const { rows, weight, grid } = prepareTraining(features, given, params);
    const codes = Int32Array.from(rows, (i) => labels.codes[i]);
    const classes = labels.classes.length;
    const criterion = params.criterion === "gini" ? "gini" : "entropy";
    const random = createRandom(params.randomState);
    const { tree, importances } = growClassTree(
      { grid, weight, params, random, where },
      codes,
      classes,
      criterion,
    );
    const outputs = classes === 2 ? 1 : classes;
    const head = { features: features.shape[1], outputs, link: "share", scale: 1, treeOutput: null } as const;
    const { binner, ensemble } = assemble([tree], { ...head, base: new Float64Array(outputs) }, grid.binner);
    await checkpoints.reach(1);
    return this.setFit({
      ...{ binner, model: ensemble, importances, classes: labels.classes },
      opLeaves: splitTreeBits(params.nBits).opLeaves,
      featureNames: columnNamesOf(features),
    });
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): DecisionTreeClassifier {
    const read = (part: unknown): TreeEnsemble => TreeEnsemble.fromJSON(part);
    const { params, fit } = readTreeModel(json, DecisionTreeClassifier.spec, read);
    return new DecisionTreeClassifier(params).setFit(fit);
  }
}
