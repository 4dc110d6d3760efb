import type { ModelCase } from "../case.ts";

export default {
  id: "SGDClassifier, breast cancer",
  data: { dataset: "breast_cancer", standardize: true },
  model: "SGDClassifier",
  // Seven epochs over the rows in their order: both sides take the same steps.
  params: { loss: "log_loss", alpha: 1e-3, max_iter: 7, tol: null, shuffle: false },
  nBits: 8,
  score: "accuracy",
  fixture: "SGDClassifier/breast_cancer+std/loss=log_loss,alpha=0.001",
} satisfies ModelCase;
