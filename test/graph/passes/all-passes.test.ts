import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { opOf } from "../../../src/graph/index.ts";
import { passes, runPasses, sameGraph } from "../../../src/graph/index.ts";
import { anyGraph, expectSame, randomGraph } from "../support.ts";

describe("each pass keeps every output of random graphs", () => {
  for (const pass of passes) {
    test(pass.name, () => {
      fc.assert(
        fc.property(anyGraph, (raw) => {
          const graph = randomGraph(raw);
          expectSame(graph, pass.run(graph));
        }),
        { numRuns: 150 },
      );
    });
  }
});

test("all passes together keep every output, leave nothing nonlinear, and are done", () => {
  fc.assert(
    fc.property(anyGraph, (raw) => {
      const graph = randomGraph(raw);
      const result = runPasses(graph, {
        onPass: (_, next) => {
          expectSame(graph, next, 4);
        },
      });
      expectSame(graph, result);
      expect(result.nodes.filter((node) => opOf(node.op).kind === "nonlinear")).toEqual([]);
      expect(sameGraph(runPasses(result), result)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
