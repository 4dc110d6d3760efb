import type { ModelCase } from "../case.ts";

export default {
  id: "LinearRegression, diabetes",
  data: { dataset: "diabetes" },
  model: "LinearRegression",
  nBits: 8,
  score: "r2",
  fixture: "LinearRegression/diabetes/",
} satisfies ModelCase;
