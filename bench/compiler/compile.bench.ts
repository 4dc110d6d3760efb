import { compileGraph } from "../../src/backends/index.ts";
import { additive, fourBitLookups, greatest, perceptron, rating } from "../lib/circuits.ts";
import { suite } from "../lib/suite.ts";

export default suite("Compiling a graph: passes, lowering, parameters", () => {
  const graphs = {
    "a table, a product, a comparison, a rounding": rating(),
    "the greatest of eight values": greatest(),
    "64 lookups": fourBitLookups(64),
    "30 inputs as bits": additive(),
    "dense layers 64-16-10, exact rounding": perceptron("exact"),
    "dense layers 64-16-10, approximate rounding": perceptron("approximate"),
  };
  return {
    tasks: Object.fromEntries(
      Object.entries(graphs).map(([name, graph]) => [name, { run: () => compileGraph(graph) }]),
    ),
  };
});
