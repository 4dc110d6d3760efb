import type { ModelCase } from "../case.ts";

export default {
  id: "LogisticRegression, digits",
  data: { dataset: "digits", standardize: true },
  model: "LogisticRegression",

  nBits: 8,
  score: "accuracy",
} satisfies ModelCase;
