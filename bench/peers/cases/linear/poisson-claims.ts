import type { ModelCase } from "../case.ts";

export default {
  id: "PoissonRegressor, claims",
  data: { dataset: "claims_small", target: "frequency", weight: "exposure", standardize: true },
  model: "PoissonRegressor",
  params: { alpha: 1e-4 },
  nBits: 8,
  score: "d2-poisson",
  fixture: "PoissonRegressor/claims_small/frequency/w=exposure/power=1,alpha=0.0001",
} satisfies ModelCase;
