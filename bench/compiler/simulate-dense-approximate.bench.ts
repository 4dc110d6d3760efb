import { TfheExecutable } from "../../src/backends/tfhe/index.ts";
import { clearBackend } from "../../src/backends/index.ts";
import { perceptron, rowsFor } from "../lib/circuits.ts";
import { suite } from "../lib/suite.ts";

/** Simulated rows a second of the reference system for an MLP of these sizes: Concrete ML 1.9.0, two cores. */
const REFERENCE = 63;
const ROWS = 2048;

export default suite("Simulation, dense layers 64-16-10 with approximate rounding", async () => {
  const graph = perceptron("approximate");
  const clear = await clearBackend.compile(graph);
  const executable = await TfheExecutable.compile(graph);
  const rows = rowsFor(graph, ROWS);
  // Noise decides in some rows: results are not compared, every index draws its noise.
  const simulate = (): unknown => executable.simulate(rows, { randomState: 1 });
  return {
    compare: true,
    tasks: {
      "in the clear, a row": { per: ROWS, run: () => clear.simulate(rows) },
      "simulated, a row": { per: ROWS, run: simulate },
      "simulated rows a second": { per: ROWS, unit: "rows/s", run: simulate },
    },
    figures: { "the reference system, measured elsewhere": { value: REFERENCE, unit: "rows/s" } },
  };
});
