import type { ModelCase } from "../case.ts";

export default {
  id: "LogisticRegression, breast cancer",
  data: { dataset: "breast_cancer", standardize: true },
  model: "LogisticRegression",

  nBits: 8,
  score: "accuracy",
} satisfies ModelCase;
