import type { ModelCase } from "../case.ts";

export default {
  id: "LogisticRegression, digits",
  data: { dataset: "digits", standardize: true },
  model: "LogisticRegression",
  // Both to the optimum: at the default tolerance the solvers stop at different points.
  params: { tol: 1e-8, max_iter: 10_000 },
  nBits: 8,
  score: "accuracy",
  fixture: "LogisticRegression/digits+std/l2,C=1",
} satisfies ModelCase;
