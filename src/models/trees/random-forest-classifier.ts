import { columnNamesOf, threadsToUse } from "../../core/index.ts";
import type { LabelsLike, MatrixLike } from "../../core/index.ts";
import {
  checkLabelledXy,
  checkNames,
  Checkpoints,
  choice,
  classWeightOption,
  decodeLabels,
  warn,
} from "../base/index.ts";
import type { ClassWeight, EstimatorSpec } from "../base/index.ts";
import { accuracyScore } from "../metrics/index.ts";
import { Outcome } from "../processing/index.ts";
import { cartOptions, forestOptions, growForest } from "./cart/index.ts";
import type { ForestOptions } from "./cart/index.ts";
import { TreeEnsemble } from "./ensemble/index.ts";
import type { ClassCriterion } from "./growth/index.ts";
import { splitTreeBits, treeModelOptions } from "./options.ts";
import type { TreeModelOptions } from "./options.ts";
import { readTreeModel } from "./persistence.ts";
import { assembleForest, FOREST_FIT_OPTIONS, forestTask, outOfBag } from "./random-forest-fit.ts";
import type { ForestFitOptions } from "./random-forest-fit.ts";
import { prepareTraining } from "./training-data.ts";
import { TreeClassifier } from "./tree-classifier.ts";

/** Options of {@link RandomForestClassifier}. */
export interface RandomForestClassifierOptions extends TreeModelOptions, ForestOptions {
  /** Impurity that splits lower: `"gini"` (default), `"entropy"` or its other name `"log_loss"`. */
  criterion: ClassCriterion | "log_loss";
  /** Weights of classes. Default null: 1 each. */
  classWeight: ClassWeight;
}

/**
 * A forest of classification trees on binned features; probabilities are the mean of the trees' class shares.
 *
 * Defaults are Concrete ML's (20 trees of depth 4), the rest scikit-learn's: each node chooses from the square
 * root of the number of features. Weights scale rows within each tree's draw, as in scikit-learn.
 */
export class RandomForestClassifier extends TreeClassifier<RandomForestClassifierOptions, TreeEnsemble> {
  static readonly spec: EstimatorSpec<RandomForestClassifierOptions> = {
    name: "RandomForestClassifier",
    options: {
      ...treeModelOptions,
      criterion: choice<ClassCriterion | "log_loss">("gini", "entropy", "log_loss"),
      ...cartOptions(4, "sqrt"),
      ...forestOptions,
      classWeight: classWeightOption,
    },
    // A row given twice can be drawn twice as often, one of weight 2 cannot: sampleWeight is taken, not declared.
    tags: { kind: "classifier", targets: "labels", multiclass: true, fhe: true },
  };

  override get spec(): EstimatorSpec<RandomForestClassifierOptions> {
    return RandomForestClassifier.spec;
  }

  /** The fitted trees; their leaves hold class shares. @throws NotFittedError */
  get trees_(): TreeEnsemble {
    return this.fitted("trees_").model;
  }

  /** Accuracy on rows predicted by the trees that did not draw them; undefined without `oobScore`. @throws NotFittedError */
  get oobScore_(): number | undefined {
    return this.fitted("oobScore_").figures?.oobScore;
  }

  override async fit(X: MatrixLike, y: LabelsLike, options: ForestFitOptions = {}): Promise<this> {
    const where = this.at("fit");
    const params = this.checkedOptions();
    checkNames(where, options, FOREST_FIT_OPTIONS);
    const threads = threadsToUse(options.threads, `${where} option threads`);
    const weights = { sampleWeight: options.sampleWeight, classWeight: params.classWeight };
    const { X: features, labels, weight } = checkLabelledXy(X, y, weights, where);
    const checkpoints = new Checkpoints(where, "fit: trees", params.nEstimators, options);
    const training = prepareTraining(features, weight, params);
    const codes = Int32Array.from(training.rows, (i) => labels.codes[i]);
    const classes = labels.classes.length;
    const criterion = params.criterion === "gini" ? "gini" : "entropy";
    const targets = { kind: "classes", codes, classes, criterion } as const;
    const task = forestTask(training, targets, params, where);
    const forest = await growForest(task, threads, checkpoints);
    const assembled = assembleForest(forest, training, classes === 2 ? 1 : classes, "share");
    const score = (): number => {
      const { decisions, rows } = outOfBag(assembled, training, forest.draws!);
      if (rows.length < codes.length) warnOfSeenRows(where, codes.length - rows.length);
      const truth = decodeLabels(
        labels.classes,
        Int32Array.from(rows, (i) => codes[i]),
      );
      return accuracyScore(
        truth,
        new Outcome({ link: "share", classes: labels.classes }).predictions(decisions),
      );
    };
    return this.setFit({
      ...{ binner: assembled.binner, model: assembled.ensemble, importances: forest.importances },
      classes: labels.classes,
      opLeaves: splitTreeBits(params.nBits).opLeaves,
      featureNames: columnNamesOf(features),
      figures: params.oobScore ? { oobScore: score() } : undefined,
    });
  }

  /** Reads what `dump` wrote, as an object or JSON text. @throws CorruptedDataError */
  static load(json: unknown): RandomForestClassifier {
    const read = (part: unknown): TreeEnsemble => TreeEnsemble.fromJSON(part);
    const { params, fit } = readTreeModel(json, RandomForestClassifier.spec, read);
    return new RandomForestClassifier(params).setFit(fit);
  }
}

/** Tells that some rows do not count in the out-of-bag score. */
export function warnOfSeenRows(where: string, rows: number): void {
  warn(where, `${rows} rows were drawn by every tree and do not count in oobScore_`, "raise nEstimators");
}
