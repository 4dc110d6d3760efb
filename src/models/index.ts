export { BaseEstimator } from "./base/index.ts";
export type { EstimatorSpec, EstimatorTags, FheMode, Labels, NBits, PredictOptions } from "./base/index.ts";
export { FheModel } from "./fhe/index.ts";
export type { QuantizedTwin } from "./fhe/index.ts";
export * from "./linear/index.ts";
export { loadModel } from "./load-model.ts";
export type { LoadedModel, SingleModel } from "./load-model.ts";
export { ClientProcessing, Outcome } from "./processing/index.ts";
export type { ClientProcessingJson, ClientProcessingParts, Link, OutcomeParts } from "./processing/index.ts";
