import type { ModelCase } from "../case.ts";

export default {
  id: "GammaRegressor, claims",
  // Contracts without a claim have weight 0: they say nothing about the size of claims.
  data: {
    ...{ dataset: "claims_small", target: "avg_claim", weight: "claim_nb" },
    ...{ onlyWeighted: true, standardize: true },
  },
  model: "GammaRegressor",
  params: { alpha: 1e-3, tol: 1e-7, max_iter: 1000 },
  nBits: 8,
  score: "d2-gamma",
  fixture: "GammaRegressor/claims_small/avg_claim/w=claim_nb/power=2,alpha=0.001",
} satisfies ModelCase;
