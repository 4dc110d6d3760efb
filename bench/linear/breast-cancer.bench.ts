import { suite } from "../lib/suite.ts";
import choice from "../peers/cases/linear/logistic-breast-cancer.ts";
import { modelTasks } from "./model-tasks.ts";

export default suite(choice.id, () => modelTasks(choice));
