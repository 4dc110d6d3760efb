import type { ModelCase } from "../case.ts";

export default {
  id: "SGDRegressor, diabetes",
  data: { dataset: "diabetes_raw", standardize: true },
  model: "SGDRegressor",
  // Seven epochs over the rows in their order: both sides take the same steps.
  params: { max_iter: 7, tol: null, shuffle: false },
  nBits: 8,
  score: "r2",
  fixture: "SGDRegressor/diabetes_raw+std/",
} satisfies ModelCase;
