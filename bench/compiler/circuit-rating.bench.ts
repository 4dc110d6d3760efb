import { circuitTasks } from "../lib/circuit-tasks.ts";
import { suite } from "../lib/suite.ts";

export default suite("Encrypted, a table, a product, a comparison and a rounding, 8 samples", ({ quick }) =>
  circuitTasks(["rating", 0], 8, quick ? 3 : 9),
);
