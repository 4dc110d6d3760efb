export { BaseEstimator } from "./base/index.ts";
export type { ClassWeight, EstimatorSpec, EstimatorTags, FheMode, Labels, ModelJson } from "./base/index.ts";
export type { NBits, PredictOptions, ScoreOptions } from "./base/index.ts";
export { FheModel } from "./fhe/index.ts";
export type { QuantizedTwin } from "./fhe/index.ts";
export * from "./linear/index.ts";
export { loadModel } from "./load-model.ts";
export type { LoadedModel, SingleModel } from "./load-model.ts";
export { ClientProcessing, Outcome } from "./processing/index.ts";
export type { ClientProcessingJson, ClientProcessingParts, Link, OutcomeParts } from "./processing/index.ts";
export {
  AdditiveClassifier,
  AdditiveRegressor,
  AdditiveTables,
  Binner,
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
  TreeClassifier,
  TreeEnsemble,
  TreeModel,
  TreeRegressor,
  XGBClassifier,
  XGBRegressor,
} from "./trees/index.ts";
export type {
  AdditiveOptions,
  AdditiveParts,
  AdditiveTablesJson,
  AdditiveTerm,
  BinColumn,
  BinnedFunction,
  BinnedMatrix,
  BinnerJson,
  BinnerOptions,
  Binning,
  BinStrategy,
  CartOptions,
  ClassCriterion,
  DecisionTreeClassifierOptions,
  DecisionTreeRegressorOptions,
  ForestFitOptions,
  ForestOptions,
  GrowPolicy,
  IntegerFunction,
  MaxFeatures,
  RandomForestClassifierOptions,
  RandomForestRegressorOptions,
  TreeBits,
  TreeEnsembleJson,
  TreeEnsembleParts,
  TreeFit,
  TreeFitOptions,
  TreeLink,
  TreeModelOptions,
  XGBFitOptions,
  XGBOptions,
} from "./trees/index.ts";
export { fromCatBoost, fromLightGBM, fromXGBoost } from "./trees/import/index.ts";
export type { ModelFile, TreeImportOptions, XGBoostImportOptions } from "./trees/import/index.ts";
