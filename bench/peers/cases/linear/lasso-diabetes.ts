import type { ModelCase } from "../case.ts";

export default {
  id: "Lasso, diabetes",
  data: { dataset: "diabetes_raw", standardize: true },
  model: "Lasso",
  params: { alpha: 1, tol: 1e-8, max_iter: 100_000 },
  nBits: 8,
  score: "r2",
  fixture: "Lasso/diabetes_raw+std/alpha=1.0",
} satisfies ModelCase;
