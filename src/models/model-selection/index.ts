export { crossValScore } from "./cross-val-score.ts";
export type { CrossValOptions, ScoredEstimator } from "./cross-val-score.ts";
export { KFold, StratifiedKFold } from "./folds.ts";
export type { Fold, FoldOptions, Splitter } from "./folds.ts";
export { GridSearchCV, parameterGrid } from "./grid-search.ts";
export type { GridSearchOptions, GridSearchResult, ParamGrid, TunableEstimator } from "./grid-search.ts";
export { trainTestSplit } from "./train-test-split.ts";
export type { LabelsOf, Split, SplitOptions } from "./train-test-split.ts";
