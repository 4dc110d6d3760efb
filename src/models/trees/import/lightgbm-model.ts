import type { TreeLink } from "../ensemble/index.ts";
import { damaged, notImported } from "./errors.ts";
import type { MissingType } from "./lightgbm-nodes.ts";
import { realNames } from "./read-model.ts";
import type { ReadModel, ReadTree } from "./read-model.ts";

/** A tree and how each of its splits treats missing values. */
export interface LgbTree {
  readonly tree: ReadTree;
  readonly missing: readonly { readonly feature: number; readonly type: MissingType }[];
}

/** What both forms of LightGBM's files say. */
export interface LgbFile {
  readonly version: string;
  readonly objective: string | undefined;
  readonly classes: number;
  /** Trees a round. */
  readonly perRound: number;
  readonly features: number;
  readonly names: readonly string[];
  /** Whether trees are averaged (`boosting=rf`). */
  readonly averages: boolean;
  readonly trees: readonly LgbTree[];
}

/** Objectives that are imported, by LightGBM's names. */
const OBJECTIVES: ReadonlyMap<string, TreeLink> = new Map([
  ["binary", "sigmoid"],
  ["cross_entropy", "sigmoid"],
  ["multiclass", "softmax"],
  ["regression", "identity"],
  ["regression_l1", "identity"],
  ["huber", "identity"],
  ["fair", "identity"],
  ["quantile", "identity"],
  ["mape", "identity"],
  ["poisson", "exp"],
  ["gamma", "exp"],
  ["tweedie", "exp"],
]);

const VERSIONS = ["v2", "v3", "v4"];

/** @throws CorruptedDataError, UnsupportedOperationError */
export function toReadModel(file: LgbFile, where: string): ReadModel {
  const { features, perRound, names, trees } = file;
  if (!VERSIONS.includes(file.version))
    throw notImported(
      where,
      `version ${file.version || "unknown"} of the format`,
      VERSIONS.join(", "),
      "save the model with LightGBM 2.2 or later",
    );
  const { link, factor } = readObjective(file.objective, where);
  const outputs = link === "softmax" ? file.classes : 1;
  if (perRound !== outputs || (link === "softmax" && outputs < 2))
    throw damaged(where, `${perRound} trees a round for ${outputs} outputs`, "one an output");
  if (trees.length === 0 || trees.length % perRound !== 0)
    throw damaged(where, `${trees.length} trees in rounds of ${perRound}`, "one round or more, all complete");
  if (names.length > 0 && names.length !== features)
    throw damaged(where, `${names.length} feature names of ${features} features`, "one a feature");
  // Features that were complete in training may not lack values: LightGBM would take them for zeros.
  const gaps = Array<boolean>(features).fill(true);
  trees.forEach(({ tree, missing }, t) => {
    const beyond = tree.feature.find((j) => j >= features);
    if (beyond !== undefined)
      throw damaged(
        where,
        `tree ${t} tests feature ${beyond} of ${features}`,
        "tests of the model's features",
      );
    for (const { feature, type } of missing) if (type !== "NaN") gaps[feature] = false;
  });
  return {
    kind: link === "sigmoid" || link === "softmax" ? "classifier" : "regressor",
    ...{ family: "boosted", isOblivious: false, features, outputs, link, classes: undefined, gaps },
    featureNames: realNames(names, (name, i) => name === `Column_${i}`),
    base: new Float64Array(outputs),
    scale: (file.averages ? perRound / trees.length : 1) * factor,
    treeOutput: Int32Array.from(trees, (_, t) => t % perRound),
    trees: trees.map(({ tree }) => tree),
  };
}

/** The link of an objective such as `binary sigmoid:1`, and what sums are multiplied by. */
function readObjective(text: string | undefined, where: string): { link: TreeLink; factor: number } {
  const [name, ...options] = (text ?? "").split(" ");
  const link = OBJECTIVES.get(name);
  if (link === undefined || options.includes("sqrt")) {
    throw notImported(
      where,
      text === undefined || name === ""
        ? "a model without an objective"
        : `the objective "${text.slice(0, 60)}"`,
      [...OBJECTIVES.keys()].join(", "),
      "train with one of these objectives",
    );
  }
  const sigmoid = options.find((option) => option.startsWith("sigmoid:"))?.slice("sigmoid:".length);
  const factor = link === "sigmoid" && sigmoid !== undefined ? Number(sigmoid) : 1;
  if (factor > 0 && Number.isFinite(factor)) return { link, factor };
  throw damaged(where, `the objective "${text?.slice(0, 60)}"`, "a sigmoid above 0");
}
