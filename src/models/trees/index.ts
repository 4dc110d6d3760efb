export * from "./binning/index.ts";
export { DecisionTreeClassifier } from "./decision-tree-classifier.ts";
export type { DecisionTreeClassifierOptions } from "./decision-tree-classifier.ts";
export { DecisionTreeRegressor } from "./decision-tree-regressor.ts";
export type { DecisionTreeRegressorOptions } from "./decision-tree-regressor.ts";
export * from "./ensemble/index.ts";
