import { clearBackend } from "../../src/backends/index.ts";
import { TfheExecutable } from "../../src/backends/tfhe/index.ts";
import type { Graph } from "../../src/graph/index.ts";
import { rowsFor } from "./circuits.ts";
import { expectSame } from "./expect-same.ts";
import type { SuiteBody } from "./suite.ts";

/** Rows of one run: several chunks of the simulator. */
const ROWS = 2048;

/** A graph in the clear, and its lowered program simulated at 2^-40; ratios are to the clear run. */
export async function simulationTasks(graph: Graph, rowCount = ROWS): Promise<SuiteBody> {
  const clear = await clearBackend.compile(graph);
  const executable = await TfheExecutable.compile(graph);
  const rows = rowsFor(graph, rowCount);
  const simulate = (): unknown => executable.simulate(rows, { randomState: 1 });
  expectSame("simulation", executable.simulate(rows, { randomState: 1 }).data, clear.simulate(rows).data);
  return {
    compare: true,
    tasks: {
      "in the clear, a row": { per: rowCount, run: () => clear.simulate(rows) },
      "simulated, a row": { per: rowCount, run: simulate },
      "simulated rows a second": { per: rowCount, unit: "rows/s", run: simulate },
    },
  };
}
