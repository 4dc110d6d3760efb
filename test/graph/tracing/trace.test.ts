import { expect, test } from "vitest";
import { Tensor } from "../../../src/core/index.ts";
import { evaluate, Graph, trace } from "../../../src/graph/index.ts";

test("the toy linear model on integers is two levelled nodes with exact ranges", () => {
  const graph = trace((x) => x.mul(2).add(3), { x: { min: 0, max: 15 } });
  expect(graph.toString()).toBe(
    [
      '%0 = input("x")  uint4 [0, 15]  # x',
      "%1 = mul(%0, 2)  uint5 [0, 30]  # x * 2",
      "%3 = add(%1, 3)  uint6 [3, 33]  # x * 2 + 3",
      "return %3",
    ].join("\n"),
  );
  expect(graph.maximumIntegerBitWidth()).toBe(6);
  expect(evaluate(graph, [Tensor.scalar(7)])[0].toArray()).toBe(17);
  expect(Graph.fromJSON(JSON.parse(JSON.stringify(graph))).toString()).toBe(graph.toString());
});
