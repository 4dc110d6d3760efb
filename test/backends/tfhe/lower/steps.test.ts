import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NoParametersError, OptionValueError, Tensor } from "../../../../src/core/index.ts";
import { evaluateAllRows, runPasses, trace } from "../../../../src/graph/index.ts";
import type { Graph } from "../../../../src/graph/index.ts";
import { simulateLowered } from "../../../../src/backends/index.ts";
import { joinColumns } from "../../../../src/backends/samples.ts";
import { lower, printSteps } from "../../../../src/backends/tfhe/index.ts";
import type { LoweredSteps } from "../../../../src/backends/tfhe/index.ts";
import { isSecure } from "../../../../src/backends/tfhe/params/index.ts";
import { anyMixedGraph, inputsFor } from "../../../graph/support.ts";
import { exactGraph } from "./support.ts";

/** The rows of all inputs side by side, and what the clear interpreter makes of them. */
function clearRows(graph: Graph, count: number): { features: Tensor; wanted: Tensor } {
  const samples = inputsFor(graph, count, 11);
  const inputs = graph.inputs.map(
    ({ type }, i) =>
      new Tensor(Float64Array.from(samples.flatMap((sample) => [...sample[i].data])), [count, ...type.shape]),
  );
  return { features: joinColumns(inputs), wanted: joinColumns(evaluateAllRows(graph, inputs)) };
}

function steps(graph: Graph): LoweredSteps {
  const lowered = lower(graph);
  if (lowered.kind !== "bootstrapped") throw new Error("the graph needs no lookup");
  return lowered;
}

const small = { min: 0, max: 7 };

test("random graphs: simulated at 2^-40 they give what the clear gives, with secure parameters", () => {
  let lookups = 0;
  fc.assert(
    fc.property(anyMixedGraph, (seed) => {
      const graph = exactGraph(seed);
      fc.pre(graph !== undefined);
      const lowered = lower(graph);
      const { features, wanted } = clearRows(graph, 20);
      expect(simulateLowered(lowered, features, { randomState: 1 }).toArray()).toEqual(wanted.toArray());
      if (lowered.kind !== "bootstrapped") return;
      lookups += lowered.prediction.rotations;
      expect(isSecure(lowered.parameters.tfhe, 128)).toBe(true);
      expect(lowered.prediction.log2WorstFailure).toBeLessThanOrEqual(-40);
    }),
    { numRuns: 80 },
  );
  expect(lookups).toBeGreaterThan(50);
});

describe("the listing", () => {
  test("reads like assembly", () => {
    const graph = runPasses(trace((x, y) => x.mul(y).add(x.lessThan(y)), { x: small, y: small }));
    expect(printSteps(steps(graph).program)).toMatch(/%0 = sum \$0 \+ \$1 .*\nlookup %0 \/ u0, 4 bits -> %1/);
  });

  test("a comparison needs no padding bit: half the boxes", () => {
    const less = runPasses(trace((x, y) => x.lessThan(y), { x: small, y: small }));
    const [lookup] = steps(less).program.steps.filter((step) => step.op === "lookup");
    expect(lookup.entries).toBe(15);
    expect(lookup.targets[0].values).toHaveLength(8);
    expect(lookup.bits).toBe(3);
  });

  test("a weight goes into the scale of the ciphertext, not into its noise", () => {
    // select: index = x + 8 bit.
    const graph = runPasses(
      trace((x, y, z) => y.add(z).lessThan(9).mul(x.add(1)), { x: small, y: small, z: small }),
    );
    const { program } = steps(graph);
    const sums = program.steps.filter((step) => step.op === "sum");
    expect(Math.max(...sums.flatMap(({ weights }) => weights.map(Math.abs)))).toBe(1);
  });
});

describe("what cannot be lowered", () => {
  test("noise that no parameters allow: the constraint and remedies are named", () => {
    const graph = runPasses(
      trace(
        (x, y) =>
          x
            .add(y)
            .apply((v) => (v * 37) % 101)
            .mul(2 ** 30)
            .add(x.sub(y).abs()),
        {
          x: { min: 0, max: 60 },
          y: { min: 0, max: 60 },
        },
      ),
    );
    expect(() => lower(graph)).toThrow(NoParametersError);
  });

  test("model privacy with lookups", () => {
    const graph = runPasses(trace((x, y) => x.mul(y), { x: small, y: small }));
    expect(() => lower(graph, { modelPrivacy: true })).toThrow(OptionValueError);
    expect(() => lower(graph, { modelPrivacy: true })).toThrow(/2 lookups/);
  });
});
