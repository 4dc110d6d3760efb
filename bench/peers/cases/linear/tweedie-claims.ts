import type { ModelCase } from "../case.ts";

export default {
  id: "TweedieRegressor, claims",
  data: { dataset: "claims_small", target: "pure_premium", weight: "exposure", standardize: true },
  model: "TweedieRegressor",
  params: { power: 1.5, alpha: 0.01, tol: 1e-7, max_iter: 1000 },
  nBits: 8,
  score: "d2-tweedie-1.5",
  fixture: "TweedieRegressor/claims_small/pure_premium/w=exposure/power=1.5,alpha=0.01",
} satisfies ModelCase;
