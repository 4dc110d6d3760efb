import type { TreeLink } from "../ensemble/index.ts";

/** What the sum of the trees means under an objective of XGBoost. */
export interface ImportedObjective {
  readonly kind: "classifier" | "regressor";
  readonly link: TreeLink;
}

const number: ImportedObjective = { kind: "regressor", link: "identity" };
const logarithm: ImportedObjective = { kind: "regressor", link: "exp" };
const classes: ImportedObjective = { kind: "classifier", link: "softmax" };

/** Objectives that are imported, by XGBoost's names. */
export const XGBOOST_OBJECTIVES: ReadonlyMap<string, ImportedObjective> = new Map([
  ["binary:logistic", { kind: "classifier", link: "sigmoid" }],
  ["multi:softprob", classes],
  ["multi:softmax", classes],
  ["reg:squarederror", number],
  ["reg:linear", number],
  ["reg:squaredlogerror", number],
  ["reg:absoluteerror", number],
  ["reg:pseudohubererror", number],
  ["reg:quantileerror", number],
  ["count:poisson", logarithm],
  ["reg:gamma", logarithm],
  ["reg:tweedie", logarithm],
]);
