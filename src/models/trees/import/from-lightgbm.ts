import { checkNames } from "../../base/index.ts";
import type { XGBClassifier } from "../xgb-classifier.ts";
import type { XGBRegressor } from "../xgb-regressor.ts";
import { buildBoosted } from "./build.ts";
import { damaged } from "./errors.ts";
import { readLgbJson } from "./lightgbm-json.ts";
import { toReadModel } from "./lightgbm-model.ts";
import { readLgbText } from "./lightgbm-text.ts";
import { IMPORT_OPTIONS } from "./options.ts";
import type { TreeImportOptions } from "./options.ts";
import { readSource } from "./source.ts";
import type { ModelFile } from "./source.ts";

const WHERE = "fromLightGBM";
const ALLOWED = 'what save_model("model.txt") of LightGBM writes, or JSON of dump_model()';

/**
 * Reads a model that LightGBM trained, as the text of `save_model` or the JSON of `dump_model`: an XGBClassifier
 * or XGBRegressor with the thresholds, leaves and default directions of the file.
 *
 * Comparisons and sums are of doubles, as LightGBM's: rows reach the same leaves, sums agree to 1e-12 or so. A
 * feature that was complete in training may not lack values.
 *
 * @param data - The file: bytes, text, or parsed JSON.
 * @throws InvalidInputError, TruncatedDataError, CorruptedDataError for what is no such file, or a damaged one.
 * @throws UnsupportedOperationError naming objectives, splits and leaves that are not imported.
 * @throws UnknownOptionError, OptionValueError, ConflictingOptionsError, FeatureCountError for options.
 */
export function fromLightGBM(data: ModelFile, options: TreeImportOptions = {}): XGBClassifier | XGBRegressor {
  checkNames(WHERE, options, IMPORT_OPTIONS);
  const source = readSource(data, { where: WHERE, allowed: ALLOWED });
  if (typeof source === "object" && !Object.hasOwn(source, "tree_info"))
    throw damaged(WHERE, "an object without tree_info", ALLOWED);
  const file = typeof source === "string" ? readLgbText(source, WHERE) : readLgbJson(source, WHERE);
  return buildBoosted(toReadModel(file, WHERE), options, WHERE);
}
