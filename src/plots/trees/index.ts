export * from "./plot-tree.ts";
export type * from "./model.ts";
