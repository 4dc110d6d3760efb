export * from "./plot-importances.ts";
export * from "./plot-shapes.ts";
export type * from "./terms.ts";
