import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Tensor } from "../../../../src/core/index.ts";
import { buildTrees, readTree } from "../../../../src/models/trees/import/index.ts";
import type { FileNode, ReadModel } from "../../../../src/models/trees/import/index.ts";

const FEATURES = 3;
const EDGES = [-1, 0, 0.5, 2];

/** A tree as nested objects: what importing must not change. */
type Nested = FileNode<Split>;
interface Split {
  readonly node: Nested;
}

const leaf = fc.integer({ min: -8, max: 8 }).map((value): Nested => ({ leaf: [value] }));
const { tree } = fc.letrec<{ tree: Nested; split: Nested }>((tie) => ({
  tree: fc.oneof({ maxDepth: 5, depthIdentifier: "tree" }, leaf, tie("split")),
  split: fc
    .record({
      feature: fc.integer({ min: 0, max: FEATURES - 1 }),
      edge: fc.constantFrom(...EDGES),
      left: tie("tree").map((node) => ({ node })),
      right: tie("tree").map((node) => ({ node })),
      gapRight: fc.boolean(),
    })
    .map((split): Nested => ({ ...split, gain: 1 })),
}));

/** Values on, between and beyond the edges, and none. */
const cell = fc.constantFrom(NaN, -2, -1, -0.5, 0, 0.25, 0.5, 1, 2, 3);
const rows = fc.array(fc.array(cell, { minLength: FEATURES, maxLength: FEATURES }), {
  minLength: 1,
  maxLength: 30,
});

function walk(node: Nested, row: readonly number[]): number {
  if ("leaf" in node) return node.leaf[0];
  const value = row[node.feature];
  const goesRight = Number.isNaN(value) ? node.gapRight : value >= node.edge;
  return walk((goesRight ? node.right : node.left).node, row);
}

function modelOf(trees: readonly Nested[]): ReadModel {
  return {
    ...{
      kind: "regressor",
      family: "boosted",
      isOblivious: false,
      features: FEATURES,
      featureNames: undefined,
    },
    ...{ gaps: [true, true, true], outputs: 1, link: "identity", base: Float64Array.of(0), scale: 1 },
    treeOutput: new Int32Array(trees.length),
    trees: trees.map((nested, t) => readTree({ node: nested }, ({ node }) => node, `tree ${t}`, "test")),
    classes: undefined,
  };
}

async function predictions(model: ReadModel, X: Tensor, options: object): Promise<number[]> {
  const built = buildTrees(model, options, "test");
  return Array.from((await built.predict(X, { fhe: "float" })) as Float64Array);
}

describe("any trees, any rows, any of the values missing", () => {
  const trees = fc.array(tree, { minLength: 1, maxLength: 3 });
  const sums = (list: readonly Nested[], table: readonly number[][]): number[] =>
    table.map((row) => list.reduce((sum, nested) => sum + walk(nested, row), 0));

  test("on the exact grid every row goes its way", async () => {
    await fc.assert(
      fc.asyncProperty(trees, rows, async (list, table) => {
        const X = new Tensor(Float64Array.from(table.flat()), [table.length, FEATURES]);
        expect(await predictions(modelOf(list), X, {})).toEqual(sums(list, table));
      }),
      { numRuns: 400 },
    );
  });

  test("on a calibrated grid that parts all its rows they do, too", async () => {
    await fc.assert(
      fc.asyncProperty(trees, rows, async (list, table) => {
        const X = new Tensor(Float64Array.from(table.flat()), [table.length, FEATURES]);
        const options = { grid: "calibration", X, nBits: 8 };
        expect(await predictions(modelOf(list), X, options)).toEqual(sums(list, table));
      }),
      { numRuns: 400 },
    );
  });

  test("complete rows do not notice that values may be missing", async () => {
    const complete = rows.map((table) => table.map((row) => row.map((x) => (Number.isNaN(x) ? 0 : x))));
    await fc.assert(
      fc.asyncProperty(trees, complete, async (list, table) => {
        const X = new Tensor(Float64Array.from(table.flat()), [table.length, FEATURES]);
        expect(await predictions(modelOf(list), X, { missing: "refuse" })).toEqual(sums(list, table));
      }),
      { numRuns: 100 },
    );
  });
});
