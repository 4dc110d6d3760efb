export { isForest, lowerDiagrams } from "./diagrams.ts";
export { lower } from "./lower.ts";
export type { Lowered } from "./lower.ts";
export { lowerSteps } from "./bootstrapped.ts";
export type { LoweredSteps, Prediction } from "./bootstrapped.ts";
export { lowerLinear, MAXIMUM_LINEAR_BITS } from "./linear.ts";
export type { LoweredLinear } from "./linear.ts";
export { scalarize } from "./scalarize.ts";
export type { ScalarCircuit, ScalarLookup } from "./scalar-circuit.ts";
