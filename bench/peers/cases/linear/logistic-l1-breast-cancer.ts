import type { ModelCase } from "../case.ts";

export default {
  id: "LogisticRegression L1, breast cancer",
  data: { dataset: "breast_cancer", standardize: true },
  model: "LogisticRegression",
  params: { penalty: "l1", solver: "liblinear", random_state: 0, tol: 1e-8, max_iter: 10_000 },
  nBits: 8,
  score: "accuracy",
  fixture: "LogisticRegression/breast_cancer+std/l1,liblinear,C=1.0",
} satisfies ModelCase;
