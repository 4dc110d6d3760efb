import { LogisticRegression, PoissonRegressor, XGBClassifier } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import { loadBreastCancer, loadClaims } from "../../src/datasets/index.ts";
import { trainTestSplit } from "../../src/models/model-selection/index.ts";
import { StandardScaler } from "../../src/models/preprocessing/index.ts";

/** A model to take all the way: data split, standardized, and an unfitted estimator. */
export interface DemoCase {
  readonly title: string;
  /** What `score` means for this model. */
  readonly metric: string;
  readonly model: LogisticRegression | PoissonRegressor | XGBClassifier;
  readonly XTrain: Tensor;
  readonly XTest: Tensor;
  readonly yTrain: Float64Array;
  readonly yTest: Float64Array;
  /** Test rows that are encrypted, the first ones. Default: all. */
  readonly encryptedRows?: number;
}

function standardized(
  X: Tensor,
  y: Float64Array,
  stratify?: Float64Array,
): Omit<DemoCase, "title" | "metric" | "model"> {
  const split = trainTestSplit(X, y, { testSize: 0.3, randomState: 42, ...(stratify ? { stratify } : {}) });
  const scaler = new StandardScaler().fit(split.XTrain);
  return { ...split, XTrain: scaler.transform(split.XTrain), XTest: scaler.transform(split.XTest) };
}

export async function breastCancer(): Promise<DemoCase> {
  const { X, y } = await loadBreastCancer();
  return {
    title: "Is a tumour benign? Logistic regression on breast cancer",
    metric: "accuracy",
    model: new LogisticRegression({ nBits: 8 }),
    ...standardized(X, y, y),
  };
}

export async function claims(): Promise<DemoCase> {
  const { X, claimNb } = await loadClaims();
  return {
    title: "How many claims will a driver make? Poisson regression on claims",
    metric: "D2",
    model: new PoissonRegressor({ nBits: 8, alpha: 0.01 }),
    ...standardized(X, claimNb),
  };
}

/** Trees need no scaled features, and run without a bootstrap. */
export async function boostedTrees(): Promise<DemoCase> {
  const { X, y } = await loadBreastCancer();
  return {
    title: "The same tumours, by 20 boosted trees of depth 3",
    metric: "accuracy",
    model: new XGBClassifier(),
    ...trainTestSplit(X, y, { testSize: 0.3, randomState: 42, stratify: y }),
    encryptedRows: 40,
  };
}
