import { perceptron } from "../lib/circuits.ts";
import { simulationTasks } from "../lib/simulation-tasks.ts";
import { suite } from "../lib/suite.ts";

export default suite("Simulation, dense layers 64-16-10 with exact rounding", () =>
  simulationTasks(perceptron("exact")),
);
