import { OptionValueError } from "../../../core/index.ts";
import { modelJson, show, toLabels } from "../../base/index.ts";
import type { Labels } from "../../base/index.ts";
import { Binner } from "../binning/index.ts";
import { normalized } from "../cart/index.ts";
import { DecisionTreeClassifier } from "../decision-tree-classifier.ts";
import { DecisionTreeRegressor } from "../decision-tree-regressor.ts";
import { assemble } from "../ensemble/index.ts";
import type { BinnedEnsemble } from "../ensemble/index.ts";
import { splitTreeBits } from "../options.ts";
import { RandomForestClassifier } from "../random-forest-classifier.ts";
import { RandomForestRegressor } from "../random-forest-regressor.ts";
import { treeShape } from "../tree-shape.ts";
import { XGBClassifier } from "../xgb-classifier.ts";
import { XGBRegressor } from "../xgb-regressor.ts";
import { missingBins, onGrid } from "./gaps.ts";
import { calibratedGrid, exactThresholds } from "./grids.ts";
import { checkImportOptions, wrongValue } from "./options.ts";
import type { TreeImportOptions } from "./options.ts";
import type { ReadModel } from "./read-model.ts";

/** Estimators that hold trees. */
const ESTIMATORS = {
  tree: { classifier: DecisionTreeClassifier, regressor: DecisionTreeRegressor },
  forest: { classifier: RandomForestClassifier, regressor: RandomForestRegressor },
  boosted: { classifier: XGBClassifier, regressor: XGBRegressor },
} as const;

/** What an estimator needs of the sums of its trees: classifiers that average hold shares, added ones log odds. */
const AVERAGES = ["tree", "forest"];

/** An estimator that trees are imported into. */
export type ImportedTrees =
  | DecisionTreeClassifier
  | DecisionTreeRegressor
  | RandomForestClassifier
  | RandomForestRegressor
  | XGBClassifier
  | XGBRegressor;

/** A fitted estimator of boosted trees. */
export function buildBoosted(
  read: ReadModel,
  options: TreeImportOptions,
  where: string,
): XGBClassifier | XGBRegressor {
  const json = dumpOf(read, options, where);
  return ESTIMATORS.boosted[read.kind].load(json);
}

/**
 * A fitted estimator of trees.
 *
 * @param estimator - Its class by name; by default that of what trained the trees.
 * @throws OptionValueError for an estimator that computes something else.
 */
export function buildTrees(
  read: ReadModel,
  options: TreeImportOptions,
  where: string,
  estimator?: string,
): ImportedTrees {
  const family = estimator === undefined ? read.family : familyOf(read, estimator, where);
  const json = dumpOf({ ...read, family }, options, where);
  return ESTIMATORS[family][read.kind].load(json);
}

function familyOf(read: ReadModel, estimator: string, where: string): ReadModel["family"] {
  const families = (["tree", "forest", "boosted"] as const).filter(
    (family) =>
      (family !== "tree" || read.trees.length === 1) &&
      (read.kind === "regressor" || AVERAGES.includes(family) === (read.link === "share")) &&
      (read.link !== "exp" || family === "boosted"),
  );
  const names = families.map((family) => ESTIMATORS[family][read.kind].spec.name);
  const found = names.indexOf(estimator);
  if (found >= 0) return families[found];
  throw new OptionValueError({
    where,
    problem: `estimator ${estimator} for a file of ${read.trees.length} trees, a ${read.kind}`,
    allowed: names.join(" or "),
    remedy: "leave estimator out, or pass a class that computes what the file does",
  });
}

/** What the estimator's `dump` would write, were it trained here. */
function dumpOf(read: ReadModel, options: TreeImportOptions, where: string): object {
  checkImportOptions(options, where);
  const { nBits = 6, grid = "exact", binning = "quantile" } = options;
  const featureNames = namesOf(read, options, where);
  const classes = classesOf(read, options, where);
  const { binner, ensemble } = assembleImported(read, options, where);
  const { depth } = treeShape(ensemble);
  const rounds = read.treeOutput ? ensemble.trees / read.outputs : ensemble.trees;
  const params = {
    nBits,
    binning: grid === "exact" ? "exact" : binning,
    maxDepth: Math.max(depth, 1),
    ...(read.family === "tree" ? {} : { nEstimators: Math.max(Math.floor(rounds), 1) }),
    ...(read.isOblivious ? { growPolicy: "oblivious" } : {}),
  };
  const { name } = ESTIMATORS[read.family][read.kind].spec;
  return modelJson(name, params, {
    binner: binner.toJSON(),
    model: ensemble.toJSON(),
    opLeaves: splitTreeBits(nBits).opLeaves,
    importances: Array.from(importancesOf(read)),
    ...(classes ? { classes: Array.from(classes as ArrayLike<number | string | boolean>) } : {}),
    ...(featureNames ? { featureNames } : {}),
  });
}

function assembleImported(
  read: ReadModel,
  { nBits = 6, grid, X, binning = "quantile", missing = "accept" }: TreeImportOptions,
  where: string,
): BinnedEnsemble {
  const { trees, features, outputs, link, base, scale, treeOutput } = read;
  const gaps = missing === "accept" ? read.gaps : read.gaps.map(() => false);
  const { opInputs } = splitTreeBits(nBits);
  const placed =
    grid === "calibration"
      ? calibratedGrid(X!, gaps, { strategy: binning, nBits: opInputs }, where)
      : exactThresholds(trees, features);
  const bins = missingBins(trees, placed, gaps);
  const binner = new Binner(placed.edges, bins);
  const head = { features, outputs, link, base, scale, treeOutput };
  return assemble(onGrid(trees, placed, bins, where), head, binner);
}

/** Total gain of each feature's splits as a share, or their number where the file has no gains. */
function importancesOf({ trees, features }: ReadModel): Float64Array {
  const gains = new Float64Array(features);
  for (const { feature, gain } of trees) feature.forEach((j, i) => (gains[j] += gain[i]));
  return normalized(gains);
}

function namesOf(
  read: ReadModel,
  { featureNames }: TreeImportOptions,
  where: string,
): readonly string[] | undefined {
  if (featureNames === undefined || featureNames.length === read.features)
    return featureNames ?? read.featureNames;
  throw wrongValue(where, `${featureNames.length} featureNames`, `${read.features}, one a feature`);
}

function classesOf(
  { kind, outputs, classes: own }: ReadModel,
  { classes }: TreeImportOptions,
  where: string,
): Labels | undefined {
  if (kind === "regressor") {
    if (classes === undefined) return undefined;
    throw wrongValue(where, "classes of a regressor", "classes with classifiers only");
  }
  const count = outputs === 1 ? 2 : outputs;
  if (classes === undefined) return own ?? Float64Array.from({ length: count }, (_, k) => k);
  const labels = toLabels(classes, `${where}(classes)`);
  const distinct = new Set(Array.from(labels as ArrayLike<unknown>)).size;
  if (labels.length === count && distinct === count) return labels;
  throw new OptionValueError({
    where,
    problem: `classes = ${show(Array.from(labels as ArrayLike<unknown>))}`,
    allowed: `${count} different labels, by the positions the model was trained with`,
    remedy: "pass the labels in the order of the encoder used in training",
  });
}
