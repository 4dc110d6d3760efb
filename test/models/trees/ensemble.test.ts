import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CorruptedDataError, Tensor } from "../../../src/core/index.ts";
import { assemble, TreeEnsemble } from "../../../src/models/trees/index.ts";
import type { Binner, ThresholdTree, TreeEnsembleParts } from "../../../src/models/trees/index.ts";

/** A random tree on three features, its leaves numbered from left to right. */
const trees: fc.Arbitrary<ThresholdTree> = fc
  .infiniteStream(fc.integer({ min: 0, max: 99 }))
  .map((numbers) => {
    const next = (): number => numbers.next().value as number;
    const [feature, edge, left, right, values]: number[][] = [[], [], [], [], []];
    const grow = (depth: number): number => {
      if (depth === 4 || next() < 25) return ~(values.push(next() - 50) - 1);
      const node = feature.push(next() % 3) - 1;
      edge.push(next() / 10);
      left.push(0);
      right.push(0);
      left[node] = grow(depth + 1);
      right[node] = grow(depth + 1);
      return node;
    };
    grow(0);
    return {
      feature: Int32Array.from(feature),
      edge: Float64Array.from(edge),
      left: Int32Array.from(left),
      right: Int32Array.from(right),
      values: Float64Array.from(values),
    };
  });
const rows = fc
  .array(fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: -5, max: 105 }))), { minLength: 1, maxLength: 20 })
  .map(
    (list) =>
      new Tensor(
        Float64Array.from(list.flat(), (value) => value / 10),
        [list.length, 3],
      ),
  );

/** The value of one tree for one row, by the definition. */
function walk({ feature, edge, left, right, values }: ThresholdTree, row: Float64Array): number {
  let at = feature.length > 0 ? 0 : ~0;
  while (at >= 0) at = row[feature[at]] >= edge[at] ? right[at] : left[at];
  return values[~at];
}

const head = { features: 3, outputs: 2, link: "softmax", scale: 0.5, base: Float64Array.of(1, -2) } as const;

function build(list: readonly ThresholdTree[]): { binner: Binner; ensemble: TreeEnsemble } {
  return assemble(list, { ...head, treeOutput: Int32Array.from(list, (_, t) => t % 2) });
}

test("on the grid of its own thresholds an ensemble computes what its trees do", () => {
  fc.assert(
    fc.property(fc.array(trees, { minLength: 1, maxLength: 6 }), rows, (list, X) => {
      const { binner, ensemble } = build(list);
      const decisions = ensemble.decisions(binner.transform(X));
      Array.from(X).forEach((row, i) => {
        for (const k of [0, 1]) {
          const own = list.filter((_, t) => t % 2 === k);
          const sum = own.reduce((total, tree) => total + walk(tree, row), 0);
          expect(decisions.at(i, k)).toBe(head.base[k] + 0.5 * sum);
        }
      });
      const copy = TreeEnsemble.fromJSON(JSON.parse(JSON.stringify(ensemble)));
      expect(copy.decisions(binner.transform(X))).toEqual(decisions);
    }),
  );
});

test("integers are off by half a step a tree and half for the base, and stay in the range that is told", () => {
  fc.assert(
    fc.property(
      fc.array(trees, { minLength: 1, maxLength: 6 }),
      rows,
      fc.integer({ min: 2, max: 8 }),
      (list, X, nBits) => {
        const { binner, ensemble } = build(list);
        const bins = binner.transform(X);
        const real = ensemble.decisions(bins);
        const twin = ensemble.quantize(nBits);
        const integers = twin.integers(bins);
        expect(Math.max(...twin.leaves)).toBeLessThan(2 ** nBits);
        expect(Math.min(...twin.leaves)).toBeGreaterThanOrEqual(0);
        integers.data.forEach((value, at) => {
          const count = list.filter((_, t) => t % 2 === at % 2).length;
          expect(Number.isInteger(value)).toBe(true);
          expect(Math.abs(value * twin.scale - real.data[at])).toBeLessThanOrEqual(
            ((count + 1) / 2) * twin.scale * (1 + 1e-9),
          );
          expect(value).toBeGreaterThanOrEqual(twin.ranges[at % 2].min);
          expect(value).toBeLessThanOrEqual(twin.ranges[at % 2].max);
        });
      },
    ),
  );
});

describe("parts that are no trees are refused", () => {
  const good: TreeEnsembleParts = {
    ...{ features: 2, outputs: 1, link: "identity", scale: 1, base: Float64Array.of(0) },
    roots: Int32Array.of(0),
    treeOutput: null,
    feature: Int32Array.of(0, 1),
    threshold: Uint16Array.of(1, 2),
    left: Int32Array.of(1, ~0),
    right: Int32Array.of(~2, ~1),
    values: Float64Array.of(1, 2, 3),
  };
  const wrong: [string, Partial<TreeEnsembleParts>, RegExp][] = [
    ["a cycle", { left: Int32Array.of(1, 0) }, /node 0 below node 1: a cycle/],
    ["a node that is its own child", { left: Int32Array.of(0, ~0) }, /a cycle/],
    ["a leaf in two places", { right: Int32Array.of(~0, ~1) }, /leaf 0 in two places/],
    ["a leaf that does not exist", { right: Int32Array.of(~3, ~1) }, /leaf 3, which does not exist/],
    ["a node that does not exist", { left: Int32Array.of(2, ~0) }, /node 2, which does not exist/],
    ["a leaf nobody reaches", { values: Float64Array.of(1, 2, 3, 4) }, /no tree holds/],
    ["a feature that does not exist", { feature: Int32Array.of(0, 2) }, /tests feature 2 of 2/],
    ["a test everything passes", { threshold: Uint16Array.of(1, 0) }, /threshold 0/],
    ["an infinite leaf", { values: Float64Array.of(1, Infinity, 3) }, /leaf value Infinity/],
    ["lists of different lengths", { threshold: Uint16Array.of(1) }, /different lengths/],
    ["an output that does not exist", { treeOutput: Int32Array.of(1) }, /outputs of trees/],
    ["no trees", { roots: Int32Array.of() }, /no trees/],
    ["a scale of 0", { scale: 0 }, /scale 0/],
  ];

  test("these parts are trees", () => {
    expect(new TreeEnsemble(good).leaves).toBe(3);
  });

  test.each(wrong)("%s", (_, part, message) => {
    expect(() => new TreeEnsemble({ ...good, ...part })).toThrow(CorruptedDataError);
    expect(() => new TreeEnsemble({ ...good, ...part })).toThrow(message);
  });

  test.each([
    [{ version: 2 }, /version 2/],
    [{ threshold: [1, -1] }, /thresholds out of range/],
    [{ left: [1.5, -1] }, /left that are no list/],
    [{ values: "1" }, /values that are no list/],
    [{ outputs: "1" }, /1 outputs/],
  ])("JSON with %j", (part, message) => {
    const json = { ...JSON.parse(JSON.stringify(new TreeEnsemble(good))), ...part } as unknown;
    expect(() => TreeEnsemble.fromJSON(json)).toThrow(CorruptedDataError);
    expect(() => TreeEnsemble.fromJSON(json)).toThrow(message);
  });
});
