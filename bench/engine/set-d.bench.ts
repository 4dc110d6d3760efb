import { parameterSets } from "../lib/engine-set.ts";
import { suite } from "../lib/suite.ts";
import { lookupTasks } from "./lookup-tasks.ts";

export default suite("Set D, time per ciphertext", () =>
  lookupTasks(parameterSets.D, [
    { batch: 1, threads: 1 },
    { batch: 4, threads: 1 },
    { batch: 8, threads: 1 },
    { batch: 8, threads: 2 },
  ]),
);
