import { greatest } from "../lib/circuits.ts";
import { simulationTasks } from "../lib/simulation-tasks.ts";
import { suite } from "../lib/suite.ts";

export default suite("Simulation, the greatest of eight values", () => simulationTasks(greatest()));
