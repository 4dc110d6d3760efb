import { fourBitLookups } from "../lib/circuits.ts";
import { simulationTasks } from "../lib/simulation-tasks.ts";
import { suite } from "../lib/suite.ts";

export default suite("Simulation, 64 lookups of 4 bits", () => simulationTasks(fourBitLookups(64)));
