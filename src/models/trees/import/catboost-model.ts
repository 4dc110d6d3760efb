import type { Labels } from "../../base/index.ts";
import type { TreeLink } from "../ensemble/index.ts";
import { readNested, readOblivious } from "./catboost-trees.ts";
import type { GapTreatment } from "./catboost-trees.ts";
import { damaged, notImported } from "./errors.ts";
import { Part } from "./part.ts";
import { realNames } from "./read-model.ts";
import type { ReadModel } from "./read-model.ts";

/** Loss functions that are imported, by CatBoost's names. */
const LOSSES: ReadonlyMap<string, TreeLink> = new Map([
  ["Logloss", "sigmoid"],
  ["CrossEntropy", "sigmoid"],
  ["MultiClass", "softmax"],
  ["RMSE", "identity"],
  ["MAE", "identity"],
  ["MAPE", "identity"],
  ["Quantile", "identity"],
  ["Huber", "identity"],
  ["Expectile", "identity"],
  ["Lq", "identity"],
  ["LogCosh", "identity"],
  ["Poisson", "exp"],
  ["Tweedie", "exp"],
]);

/** What `save_model(..., format="json")` of CatBoost wrote, as plain data. */
export function readCatBoostModel(data: object, where: string): ReadModel {
  const file = new Part(data, "", where);
  refuseOthers(file, where);
  const link = readLoss(file, where);
  const features = file.get("features_info").get("float_features").items();
  if (features.length === 0) throw damaged(where, "no features", "one feature or more");
  const gaps = features.map((feature) => readGap(feature, where));
  const [scale, bias] = readScale(file.get("scale_and_bias"), where);
  const outputs = bias.length;
  if (link === "softmax" ? outputs < 2 : outputs !== 1)
    throw damaged(where, `${outputs} biases for a ${link} model`, "one an output");
  // Trees of other growth policies are listed under another name, each a nest of nodes.
  const nested = file.optional("trees");
  const isOblivious = nested === undefined;
  const readTree = isOblivious ? readOblivious : readNested;
  const trees = (nested ?? file.get("oblivious_trees"))
    .items()
    .map((tree, t) => readTree(tree, { outputs, gaps, name: `tree ${t}`, where }));
  if (trees.length === 0) throw damaged(where, "no trees", "one tree or more");
  const isClassifier = link === "sigmoid" || link === "softmax";
  return {
    kind: isClassifier ? "classifier" : "regressor",
    ...{ family: "boosted", isOblivious, features: features.length, outputs, link, scale, trees },
    base: bias,
    treeOutput: outputs === 1 ? new Int32Array(trees.length) : null,
    gaps: gaps.map((treatment) => treatment !== "AsIs"),
    featureNames: realNames(
      features.map((feature) => feature.optional("feature_id")?.text() ?? ""),
      (name, i) => name === "" || name === String(i),
    ),
    classes: isClassifier ? readClasses(file, outputs === 1 ? 2 : outputs, where) : undefined,
  };
}

function refuseOthers(file: Part, where: string): void {
  const info = file.get("features_info");
  for (const kind of ["categorical", "text", "embedding"]) {
    if ((info.optional(`${kind}_features`)?.items().length ?? 0) === 0) continue;
    throw notImported(
      where,
      `${kind} features`,
      "models of numeric features",
      "encode them as numbers before training, for example one-hot, and leave cat_features out",
    );
  }
}

function readLoss(file: Part, where: string): TreeLink {
  const params = file.get("model_info").get("params");
  const name = params.get("loss_function").get("type").text();
  const link = LOSSES.get(name);
  if (link) return link;
  const allowed = [...LOSSES.keys()].join(", ");
  throw notImported(where, `the loss function "${name.slice(0, 60)}"`, allowed, "train with one of these");
}

function readGap(feature: Part, where: string): GapTreatment {
  const treatment = feature.optional("nan_value_treatment")?.text() ?? "AsIs";
  if (treatment === "AsIs" || treatment === "AsFalse" || treatment === "AsTrue") return treatment;
  throw damaged(where, `nan_value_treatment "${treatment}"`, "AsIs, AsFalse or AsTrue");
}

/** `[scale, bias]` or `[scale, [bias of each output]]`. */
function readScale(part: Part, where: string): [number, Float64Array] {
  const items = part.items();
  if (items.length !== 2) throw damaged(where, `${items.length} entries of scale_and_bias`, "two");
  const scale = items[0].number();
  const bias = Array.isArray(items[1].value) ? items[1].numbers() : Float64Array.of(items[1].number());
  if (scale > 0 && bias.length > 0) return [scale, bias];
  throw damaged(where, `scale ${scale} and ${bias.length} biases`, "a scale above 0, and one bias or more");
}

function readClasses(file: Part, count: number, where: string): Labels | undefined {
  const names = file.get("model_info").optional("class_params")?.optional("class_names")?.items();
  if (!names || names.length === 0) return undefined;
  const labels = names.map(({ value }) => value);
  const isKind = (kind: string): boolean => labels.every((label) => typeof label === kind);
  if (labels.length === count && new Set(labels).size === count) {
    if (isKind("number")) return Float64Array.from(labels as number[]);
    if (isKind("string")) return labels as string[];
    if (isKind("boolean")) return labels as boolean[];
  }
  throw damaged(where, `class names ${JSON.stringify(labels).slice(0, 80)}`, `${count} different labels`);
}
