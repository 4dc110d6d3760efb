export * from "./forest.ts";
export * from "./forest-options.ts";
export type { ForestTargets, ForestTask } from "./forest-tree.ts";
export * from "./grow-cart.ts";
export * from "./options.ts";
