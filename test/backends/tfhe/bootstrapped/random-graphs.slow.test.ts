import fc from "fast-check";
import { expect, test } from "vitest";
import { anyMixedGraph } from "../../../graph/support.ts";
import { exactGraph } from "../lower/support.ts";
import { expectExecuted } from "./execution.ts";

test("random graphs: encrypted they give what the clear gives", async () => {
  let bootstraps = 0;
  await fc.assert(
    fc.asyncProperty(anyMixedGraph, async (seed) => {
      const graph = exactGraph(seed);
      fc.pre(graph !== undefined);
      bootstraps += await expectExecuted(graph, 4);
    }),
    { numRuns: 150 },
  );
  expect(bootstraps).toBeGreaterThan(700);
}, 600_000);
