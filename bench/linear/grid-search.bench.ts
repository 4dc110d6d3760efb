import { loadBreastCancer } from "../../src/datasets/index.ts";
import { LogisticRegression } from "../../src/index.ts";
import { GridSearchCV } from "../../src/models/model-selection/index.ts";
import { suite } from "../lib/suite.ts";

export default suite("GridSearchCV: 7 nBits x 5 folds, logistic regression, breast cancer", async () => {
  const { X, y } = await loadBreastCancer();
  const grid = { nBits: [2, 3, 4, 5, 6, 8, 10] };
  const search = (fhe: "simulate" | "disable") => async (): Promise<unknown> =>
    new GridSearchCV(new LogisticRegression(), grid, { cv: 5, fhe }).fit(X, y);
  return {
    slow: true,
    tasks: { simulated: { run: search("simulate") }, "clear integers": { run: search("disable") } },
  };
});
