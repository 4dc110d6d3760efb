import type { ScoreName } from "../../lib/scores.ts";
import type { SyntheticTarget } from "../../lib/synthetic.ts";
import type { ModelCase } from "./case.ts";
import { linearCases } from "./linear/index.ts";

type Given = Pick<ModelCase, "params" | "peerParams"> & { readonly label?: string };

/** One model on generated data of 20,000 rows and 50 features, with scikit-learn's defaults but for `given`. */
function synthetic(
  model: string,
  target: SyntheticTarget,
  score: ScoreName,
  { label, ...given }: Given = {},
): ModelCase {
  const id = `${model}${label === undefined ? "" : ` ${label}`}, 20,000 x 50`;
  return { id, data: { synthetic: target }, model, ...given, nBits: 8, score, fitOnly: true };
}

/** Twenty epochs on both sides: left to themselves they stop by chance, and do different work. */
const epochs = { max_iter: 20, tol: null, random_state: 0 };

/** Training alone, beside scikit-learn: all models on data large enough to tell, then digits and claims. */
export const fitCases: readonly ModelCase[] = [
  synthetic("LogisticRegression", "classes", "accuracy"),
  synthetic("LogisticRegression", "classes", "accuracy", {
    label: "L1",
    params: { penalty: "l1", solver: "liblinear" },
    peerParams: { random_state: 0 },
  }),
  synthetic("LinearSVC", "classes", "accuracy", { peerParams: { dual: false, random_state: 0 } }),
  synthetic("SGDClassifier", "classes", "accuracy", {
    label: "20 epochs",
    params: { loss: "log_loss", ...epochs },
  }),
  synthetic("LinearRegression", "values", "r2"),
  synthetic("Ridge", "values", "r2"),
  synthetic("Lasso", "values", "r2", { params: { alpha: 0.1 } }),
  synthetic("ElasticNet", "values", "r2", { params: { alpha: 0.1 } }),
  synthetic("LinearSVR", "values", "r2", { peerParams: { random_state: 0 } }),
  synthetic("LinearSVR", "values", "r2", {
    label: "squared loss",
    params: { loss: "squared_epsilon_insensitive" },
    peerParams: { dual: false, random_state: 0 },
  }),
  synthetic("SGDRegressor", "values", "r2", { label: "20 epochs", params: epochs }),
  synthetic("PoissonRegressor", "counts", "d2-poisson", { params: { alpha: 1e-3 } }),
  synthetic("GammaRegressor", "amounts", "d2-gamma", { params: { alpha: 1e-3 } }),
  synthetic("TweedieRegressor", "sums", "d2-tweedie-1.5", { params: { power: 1.5, alpha: 1e-3 } }),
  ...linearCases
    .filter(({ id }) => id.includes("digits") || id.includes("claims"))
    .map((each) => ({ ...each, fitOnly: true })),
];
