export * from "./additive-tables.ts";
export * from "./options.ts";
export * from "./running-loss.ts";
export * from "./terms.ts";
export * from "./train-additive.ts";
