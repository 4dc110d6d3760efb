import type { ModelCase } from "../case.ts";

export default {
  id: "LinearSVC, breast cancer",
  data: { dataset: "breast_cancer", standardize: true },
  model: "LinearSVC",
  params: { loss: "squared_hinge", tol: 1e-8, max_iter: 10_000 },
  peerParams: { dual: false, random_state: 0 },
  nBits: 8,
  score: "accuracy",
  fixture: "LinearSVC/breast_cancer+std/squared_hinge,l2,C=1.0",
} satisfies ModelCase;
