export * from "./rounding.ts";
export * from "./uniform.ts";
export * from "./fold-linear.ts";
