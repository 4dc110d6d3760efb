import { additive } from "../lib/circuits.ts";
import { simulationTasks } from "../lib/simulation-tasks.ts";
import { suite } from "../lib/suite.ts";

export default suite("Simulation, 30 inputs as bits, no bootstrap", () => simulationTasks(additive()));
