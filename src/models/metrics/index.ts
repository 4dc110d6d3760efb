export { accuracyScore } from "./accuracy.ts";
export * from "./deviance.ts";
export type { MetricOptions } from "./inputs.ts";
export * from "./log-loss.ts";
export { meanAbsoluteError, meanSquaredError, r2Score, rootMeanSquaredError } from "./regression.ts";
