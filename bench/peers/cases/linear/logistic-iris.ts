import type { ModelCase } from "../case.ts";

export default {
  id: "LogisticRegression, iris",
  data: { dataset: "iris" },
  model: "LogisticRegression",

  nBits: 8,
  score: "accuracy",
} satisfies ModelCase;
