export * from "./checkpoints.ts";
export * from "./estimator.ts";
export * from "./fhe-mode.ts";
export * from "./inputs.ts";
export * from "./labels.ts";
export * from "./options.ts";
export * from "./persistence.ts";
export * from "./warn.ts";
