export type { CheckedClass, CheckedEstimator, EstimatorCheck } from "./check.ts";
export { estimatorChecks } from "./estimator-checks.ts";
export type { EstimatorCheckOptions } from "./estimator-checks.ts";
