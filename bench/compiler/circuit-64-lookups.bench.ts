import { circuitTasks } from "../lib/circuit-tasks.ts";
import { suite } from "../lib/suite.ts";

export default suite("Encrypted, 64 lookups of 4 bits, one sample", ({ quick }) =>
  circuitTasks(["fourBitLookups", 64], 1, quick ? 3 : 9),
);
