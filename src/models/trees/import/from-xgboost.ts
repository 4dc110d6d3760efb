import type { XGBClassifier } from "../xgb-classifier.ts";
import type { XGBRegressor } from "../xgb-regressor.ts";
import { buildBoosted } from "./build.ts";
import { damaged } from "./errors.ts";
import { IMPORT_OPTIONS } from "./options.ts";
import type { TreeImportOptions } from "./options.ts";
import { readSource } from "./source.ts";
import type { ModelFile } from "./source.ts";
import { readXgbModel } from "./xgboost-model.ts";
import { checkNames } from "../../base/index.ts";

/** Options of {@link fromXGBoost}. */
export interface XGBoostImportOptions extends TreeImportOptions {
  /** Rounds to keep, from the first. Default: those up to `best_iteration` where the file notes it, else all. */
  readonly rounds?: number | undefined;
}

const WHERE = "fromXGBoost";
const ALLOWED = 'what save_model("model.json") or save_model("model.ubj") of XGBoost writes';

/**
 * Reads a model that XGBoost trained and `save_model` wrote, JSON or UBJSON: an XGBClassifier or XGBRegressor
 * with the thresholds, leaves and default directions of the file.
 *
 * Comparisons are XGBoost's, in single precision, so every row reaches the same leaves; sums are of doubles and
 * differ from its float32 sums by rounding, about 1e-6 of their size.
 *
 * @param data - The file: bytes, text, or parsed JSON.
 * @throws InvalidInputError, TruncatedDataError, CorruptedDataError for what is no such file, or a damaged one.
 * @throws UnsupportedOperationError naming objectives, boosters and splits that are not imported.
 * @throws UnknownOptionError, OptionValueError, ConflictingOptionsError, FeatureCountError for options.
 */
export function fromXGBoost(
  data: ModelFile,
  options: XGBoostImportOptions = {},
): XGBClassifier | XGBRegressor {
  checkNames(WHERE, options, [...IMPORT_OPTIONS, "rounds"]);
  const source = readSource(data, { where: WHERE, allowed: ALLOWED });
  if (typeof source === "string") throw damaged(WHERE, "text that is not JSON", ALLOWED);
  if (Array.isArray(source) || !Object.hasOwn(source, "learner"))
    throw damaged(WHERE, `${describe(source)}: it has no learner`, ALLOWED);
  return buildBoosted(readXgbModel(source, options.rounds, WHERE), options, WHERE);
}

function describe(source: object): string {
  if (Array.isArray(source)) return "a list, such as dump_model writes without objective and base score";
  if ("oblivious_trees" in source) return "a CatBoost model";
  if ("tree_info" in source) return "a LightGBM model";
  return "an object of another kind";
}
