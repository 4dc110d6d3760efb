import { suite } from "../lib/suite.ts";
import { treeCases } from "../peers/cases/index.ts";
import { treeTasks } from "./model-tasks.ts";

const choice = treeCases[3];
export default suite(choice.id, () => treeTasks(choice));
