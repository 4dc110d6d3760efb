import type { ModelCase } from "../case.ts";

export default {
  id: "ElasticNet, diabetes",
  data: { dataset: "diabetes_raw", standardize: true },
  model: "ElasticNet",
  params: { alpha: 0.05, l1_ratio: 0.2, tol: 1e-8, max_iter: 100_000 },
  nBits: 8,
  score: "r2",
  fixture: "ElasticNet/diabetes_raw+std/alpha=0.05,l1_ratio=0.2",
} satisfies ModelCase;
