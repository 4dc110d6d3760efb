import { rating } from "../lib/circuits.ts";
import { simulationTasks } from "../lib/simulation-tasks.ts";
import { suite } from "../lib/suite.ts";

export default suite("Simulation, a table, a product, a comparison and an exact rounding", () =>
  simulationTasks(rating()),
);
