import { circuitTasks } from "../lib/circuit-tasks.ts";
import { suite } from "../lib/suite.ts";

export default suite("Encrypted, one lookup of 4 bits, 64 samples", ({ quick }) =>
  circuitTasks(["fourBitLookups", 1], 64, quick ? 3 : 9),
);
