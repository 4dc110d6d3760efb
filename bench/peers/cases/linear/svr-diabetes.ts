import type { ModelCase } from "../case.ts";

export default {
  id: "LinearSVR, diabetes",
  data: { dataset: "diabetes_raw", standardize: true },
  model: "LinearSVR",
  params: { loss: "squared_epsilon_insensitive", C: 1, epsilon: 0, tol: 1e-8, max_iter: 10_000 },
  peerParams: { dual: false, random_state: 0 },
  nBits: 8,
  score: "r2",
  fixture: "LinearSVR/diabetes_raw+std/squared_epsilon_insensitive,C=1.0,epsilon=0.0",
} satisfies ModelCase;
