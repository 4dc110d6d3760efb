import { checkNames } from "../../base/index.ts";
import type { XGBClassifier } from "../xgb-classifier.ts";
import type { XGBRegressor } from "../xgb-regressor.ts";
import { buildBoosted } from "./build.ts";
import { readCatBoostModel } from "./catboost-model.ts";
import { damaged } from "./errors.ts";
import { IMPORT_OPTIONS } from "./options.ts";
import type { TreeImportOptions } from "./options.ts";
import { readSource } from "./source.ts";
import type { ModelFile } from "./source.ts";

const WHERE = "fromCatBoost";
const ALLOWED = 'what save_model("model.json", format="json") of CatBoost writes';

/**
 * Reads a model that CatBoost trained and saved as JSON: an XGBClassifier or XGBRegressor with the borders, leaves
 * and labels of the file, and `growPolicy: "oblivious"` where its trees are (the default of CatBoost).
 *
 * Comparisons are CatBoost's, in single precision, and sums of doubles: they agree to 1e-12 or so. A feature
 * that was complete in training may not lack values.
 *
 * @param data - The file: bytes, text, or parsed JSON.
 * @throws InvalidInputError, TruncatedDataError, CorruptedDataError for what is no such file, or a damaged one.
 * @throws UnsupportedOperationError naming loss functions, features and splits that are not imported.
 * @throws UnknownOptionError, OptionValueError, ConflictingOptionsError, FeatureCountError for options.
 */
export function fromCatBoost(data: ModelFile, options: TreeImportOptions = {}): XGBClassifier | XGBRegressor {
  checkNames(WHERE, options, IMPORT_OPTIONS);
  const source = readSource(data, { where: WHERE, allowed: ALLOWED });
  if (typeof source === "string" || !Object.hasOwn(source, "features_info"))
    throw damaged(
      WHERE,
      typeof source === "string" ? "text that is not JSON" : "an object without features_info",
      ALLOWED,
    );
  return buildBoosted(readCatBoostModel(source, WHERE), options, WHERE);
}
