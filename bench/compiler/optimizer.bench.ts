import {
  lookupConstraint,
  optimizeParameters,
  type NoiseConstraint,
  type OptimizationProblem,
} from "../../src/backends/tfhe/params/index.ts";
import { expectSame } from "../lib/expect-same.ts";
import { suite } from "../lib/suite.ts";

function problem(constraints: readonly NoiseConstraint[]): OptimizationProblem {
  const { length } = constraints;
  return {
    constraints,
    rotations: length,
    keyswitches: length,
    log2PError: -40,
    security: 128,
    where: "bench",
  };
}

/** A network's layer: lookups of different norms. */
function layer(count: number): NoiseConstraint[] {
  return Array.from({ length: count }, (_, i) => ({
    ...lookupConstraint(2 + (i % 4), 1 + (i % 97) / 7),
    freshNorm: i % 3,
    count: 1 + (i % 5),
  }));
}

export default suite("Choosing parameters, one call", () => {
  // Before anything else: the gadgets of every size are still to be found.
  const start = performance.now();
  const first = optimizeParameters(problem([lookupConstraint(4, 5)]));
  const cold = performance.now() - start;
  const again = optimizeParameters(problem([lookupConstraint(4, 5)]));
  expectSame(
    "the second answer",
    [again.parameters.lweDimension, again.milliseconds],
    [first.parameters.lweDimension, first.milliseconds],
  );
  const global = { ...problem(layer(500)), log2PError: undefined, log2GlobalPError: -30 };
  const gaussian = { ...problem([lookupConstraint(4, 5)]), distribution: "gaussian" as const };
  return {
    figures: { "the first call of a process": { value: cold, unit: "ms" } },
    tasks: {
      "one lookup": { run: () => optimizeParameters(problem([lookupConstraint(4, 5)])) },
      "500 lookups of different norms": { run: () => optimizeParameters(problem(layer(500))) },
      "the same, one probability for the whole sample": { run: () => optimizeParameters(global) },
      "one lookup, Gaussian noise": { run: () => optimizeParameters(gaussian) },
    },
  };
});
