import { suite } from "../lib/suite.ts";
import type { ModelCase } from "../peers/cases/index.ts";
import { treeTasks } from "./model-tasks.ts";

const choice: ModelCase = {
  id: "AdditiveClassifier, breast cancer",
  data: { dataset: "breast_cancer" },
  model: "AdditiveClassifier",
  params: { random_state: 0 },
  nBits: 6,
  score: "accuracy",
};
export default suite(choice.id, () => treeTasks(choice));
