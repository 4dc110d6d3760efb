import type { ModelCase } from "../case.ts";

export default {
  id: "Ridge, diabetes",
  data: { dataset: "diabetes_raw", standardize: true },
  model: "Ridge",
  params: { alpha: 1 },
  nBits: 8,
  score: "r2",
  fixture: "Ridge/diabetes_raw+std/alpha=1.0",
} satisfies ModelCase;
