import { OptionValueError } from "../../../core/index.ts";
import { damaged, notImported } from "./errors.ts";
import { Part } from "./part.ts";
import type { ReadModel } from "./read-model.ts";
import { XGBOOST_OBJECTIVES } from "./xgboost-objectives.ts";
import type { ImportedObjective } from "./xgboost-objectives.ts";
import { readXgbTree } from "./xgboost-trees.ts";

/** The trees of a booster, whichever kind. */
interface Booster {
  readonly model: Part;
  /** Factor of each tree, of `dart` only. */
  readonly weights: Float64Array | undefined;
}

/**
 * What XGBoost's `save_model` wrote, as plain data.
 *
 * @param rounds - Rounds to keep; undefined for those the file calls best, or all.
 * @throws CorruptedDataError, UnsupportedOperationError, OptionValueError for more rounds than there are.
 */
export function readXgbModel(data: object, rounds: number | undefined, where: string): ReadModel {
  const learner = new Part(data, "", where).get("learner");
  const objective = readObjective(learner.get("objective").get("name").text(), where);
  const params = learner.get("learner_model_param");
  if ((params.optional("num_target")?.integer(0) ?? 1) > 1)
    throw notImported(where, "a model of several targets", "one target", "train one model a target");
  const features = params.get("num_feature").integer(1, 2 ** 31 - 1);
  const outputs = objective.link === "softmax" ? params.get("num_class").integer(2, 2 ** 15) : 1;
  const { model, weights } = readBooster(learner.get("gradient_booster"), where);
  const trees = model.get("trees").items();
  const info = model.get("tree_info").integers(0, outputs - 1, trees.length);
  if (weights && weights.length !== trees.length)
    throw damaged(where, `${weights.length} weights of ${trees.length} trees`, "one a tree");
  const parallel = model.get("gbtree_model_param").optional("num_parallel_tree")?.integer(0) ?? 1;
  const count = treesOf(trees.length, outputs * Math.max(parallel, 1), rounds ?? bestRounds(learner), where);
  const names =
    learner
      .optional("feature_names")
      ?.items()
      .map((name) => name.text()) ?? [];
  if (names.length > 0 && names.length !== features)
    throw damaged(where, `${names.length} feature names of ${features} features`, "one a feature");
  return {
    ...objective,
    ...{ family: "boosted", isOblivious: false, scale: 1, classes: undefined, outputs, features },
    base: readBase(params.get("base_score"), objective, outputs, where),
    featureNames: names.length > 0 ? names : undefined,
    gaps: Array<boolean>(features).fill(true),
    treeOutput: info.slice(0, count),
    trees: trees.slice(0, count).map((tree, t) => {
      const weight = weights?.[t] ?? 1;
      return readXgbTree(tree, { features, name: `tree ${t}`, where, weight });
    }),
  };
}

function readObjective(name: string, where: string): ImportedObjective {
  const found = XGBOOST_OBJECTIVES.get(name);
  if (found) return found;
  throw notImported(
    where,
    `the objective "${name.slice(0, 60)}"`,
    [...XGBOOST_OBJECTIVES.keys()].join(", "),
    "train with one of these objectives",
  );
}

function readBooster(booster: Part, where: string): Booster {
  const name = booster.get("name").text();
  if (name === "gbtree") return { model: booster.get("model"), weights: undefined };
  if (name === "dart") {
    const model = booster.get("gbtree").get("model");
    return { model, weights: booster.get("weight_drop").numbers().map(Math.fround) };
  }
  throw notImported(
    where,
    `the booster "${name.slice(0, 60)}"`,
    "gbtree and dart",
    name === "gblinear"
      ? "pass its weights to fromCoefficients of a linear model"
      : "train with booster=gbtree",
  );
}

/** Rounds up to the best one, which early stopping notes; XGBClassifier and XGBRegressor of Python predict with these. */
function bestRounds(learner: Part): number | undefined {
  const best = learner.optional("attributes")?.optional("best_iteration")?.integer(0);
  return best === undefined ? undefined : best + 1;
}

function treesOf(trees: number, perRound: number, rounds: number | undefined, where: string): number {
  if (trees === 0 || trees % perRound !== 0)
    throw damaged(where, `${trees} trees in rounds of ${perRound}`, "one round or more, all complete");
  const all = trees / perRound;
  if (rounds === undefined) return trees;
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= all) return rounds * perRound;
  throw new OptionValueError({
    where,
    problem: `rounds = ${String(rounds)} of a model of ${all}`,
    allowed: `a whole number from 1 to ${all}`,
    remedy: "leave rounds out to use those the model was saved with",
  });
}

/** `base_score` is a prediction: one number, or from XGBoost 3 on `[one a class]`. Sums begin where the link gives it. */
function readBase(part: Part, { link }: ImportedObjective, outputs: number, where: string): Float64Array {
  const { value } = part;
  const list =
    typeof value === "string" && value.startsWith("[") ? value.replace(/^\[|\]$/g, "").split(",") : [value];
  const scores = Float64Array.from(
    new Part(list, "learner.learner_model_param.base_score", where).numbers(),
    Math.fround,
  );
  if (scores.length !== 1 && scores.length !== outputs)
    throw damaged(where, `${scores.length} base scores for ${outputs} outputs`, "one, or one an output");
  const f = Math.fround;
  const inverse = (score: number): number => {
    // Step by step in single precision, as XGBoost, so that sums begin at the very same number.
    if (link === "sigmoid") return f(-Math.log(f(f(1 / score) - 1)));
    return link === "exp" ? f(Math.log(score)) : score;
  };
  const base = Float64Array.from({ length: outputs }, (_, k) => inverse(scores[scores.length === 1 ? 0 : k]));
  const bad = base.findIndex((sum) => !Number.isFinite(sum));
  if (bad < 0) return base;
  throw damaged(
    where,
    `base_score ${scores.join(", ")}`,
    link === "sigmoid" ? "shares between 0 and 1" : "numbers above 0",
  );
}
