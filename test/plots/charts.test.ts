import fc from "fast-check";
import { parseHTML } from "linkedom";
import { afterEach, describe, expect, test, vi } from "vitest";
import { loadBreastCancer, loadDiabetes, loadIris } from "../../src/datasets/index.ts";
import { LinearRegression } from "../../src/models/index.ts";
import { AdditiveClassifier, AdditiveRegressor, XGBClassifier } from "../../src/models/trees/index.ts";
import { intervals } from "../../src/plots/charts/intervals.ts";
import { mergeCells } from "../../src/plots/charts/merge-cells.ts";
import { plotImportances, plotShapes } from "../../src/plots/index.ts";
import type { ImportancePlotModel, ShapePlotModel } from "../../src/plots/index.ts";
import { all, expectAxis, numberOf, parse, pointsOf } from "./support.ts";
import type { SvgElement } from "./support.ts";

const cancer = await loadBreastCancer();
const diabetes = await loadDiabetes();
const iris = await loadIris();
const boosted = await new XGBClassifier({ randomState: 0 }).fit(cancer.X, cancer.y);
const quick = { nBags: 2, maxRounds: 50, randomState: 0 };
const additive = await new AdditiveRegressor({ ...quick, interactions: 2 }).fit(diabetes.X, diabetes.y);
const classes = await new AdditiveClassifier(quick).fit(
  iris.X,
  Array.from(iris.y, (code) => iris.targetNames[code]),
);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.doUnmock("@observablehq/plot");
  vi.doUnmock("linkedom");
});

describe("importances", () => {
  const titles = (svg: SvgElement): string[] =>
    all(svg, "g.importance title").map((found) => found.textContent);

  test("are one bar a feature, the greatest first, as long as they are great", async () => {
    const svg = parse(await plotImportances(boosted, { top: 30, featureNames: cancer.featureNames }));
    const bars = all(svg, "g.importance rect");
    const expected = Array.from(boosted.featureImportances_).sort((a, b) => b - a);
    expect(bars).toHaveLength(30);
    expectAxis(
      bars.map((bar) => numberOf(bar, "width")),
      expected,
      1,
    );
    expectAxis(
      bars.map((bar) => numberOf(bar, "y")),
      bars.map((_, i) => i),
      1,
    );
    const best = cancer.featureNames[boosted.featureImportances_.indexOf(expected[0])];
    expect(titles(svg)[0]).toMatch(new RegExp(`^${best}: 0\\.\\d+$`));
    const labels = all(svg, "text").map(({ textContent }) => textContent);
    for (const name of cancer.featureNames) expect(labels).toContain(name);
  });

  test("are the most important 20 by default, and say so", async () => {
    const figure = await plotImportances(boosted);
    expect(all(parse(figure), "g.importance rect")).toHaveLength(20);
    expect(figure.title).toBe("XGBClassifier: importance of 20 of 30 features");
  });

  test("that are all 0 make bars of no length", async () => {
    const model = await new XGBClassifier({ maxDepth: 1, nEstimators: 1 }).fit(
      [[1], [1], [1], [1]],
      [0, 1, 0, 1],
    );
    const [bar] = all(parse(await plotImportances(model)), "g.importance rect");
    expect(numberOf(bar, "width")).toBe(0);
  });

  test("are refused for models without them, and before fit", async () => {
    const linear = await new LinearRegression().fit([[1], [2]], [1, 2]);
    await expect(plotImportances(linear as unknown as ImportancePlotModel)).rejects.toThrow(
      "plotImportances: LinearRegression has no feature importances. Allowed: tree models and additive models.",
    );
    await expect(plotImportances(new XGBClassifier())).rejects.toMatchObject({ code: "NOT_FITTED" });
    await expect(plotImportances(boosted, { top: 0 })).rejects.toThrow("top: a whole number of 1 or more");
  });
});

describe("shape functions", () => {
  test("are steps at the bin edges, as high as the term's values", async () => {
    const term = additive.terms_.find(({ features }) => features.length === 1 && features[0] === 2)!;
    const edges = additive.binner_.edges[2];
    const svg = parse(await plotShapes(additive, { feature: 2 }));
    const points = pointsOf(svg.querySelector("g.shape path")!);
    expect(points).toHaveLength(2 * (edges.length + 1));
    const values = Array.from(term.values);
    for (let bin = 0; bin < values.length; bin++) expect(points[2 * bin].y).toBe(points[2 * bin + 1].y);
    // The y axis of SVG points down.
    expectAxis(
      values.map((_, bin) => points[2 * bin].y),
      values,
      -1,
    );
    const steps = Array.from(edges, (_, k) => points[2 * k + 1].x);
    expectAxis(steps, Array.from(edges), 1);
    const marks = all(svg, "g.bin-edges line").map((mark) => numberOf(mark, "x1"));
    expectAxis(marks, Array.from(edges), 1);
    expect(marks[0]).toBeCloseTo(steps[0], 3);
  });

  test("of a feature found by its name", async () => {
    const byName = await plotShapes(additive, { feature: "bmi", featureNames: diabetes.featureNames });
    const byNumber = await plotShapes(additive, { feature: 2, featureNames: diabetes.featureNames });
    expect(byName.svg).toBe(byNumber.svg);
    expect(byName.title).toBe("AdditiveRegressor: what bmi adds");
  });

  test("have one chart a class, named, on one scale", async () => {
    const svg = parse(await plotShapes(classes, { feature: 3 }));
    const term = classes.terms_.find(({ features }) => features[0] === 3)!;
    const paths = all(svg, "g.shape path").map(pointsOf);
    expect(paths).toHaveLength(3);
    const drawn = paths.flatMap((points) => points.filter((_, i) => i % 2 === 0).map(({ y }) => y));
    const bins = term.values.length / 3;
    const values = [0, 1, 2].flatMap((k) =>
      Array.from({ length: bins }, (_, bin) => term.values[bin * 3 + k]),
    );
    expectAxis(drawn, values, -1);
    const labels = all(svg, "text").map(({ textContent }) => textContent);
    for (const name of iris.targetNames)
      expect(labels.some((label) => label.endsWith(`adds to ${name}`))).toBe(true);
  });

  test("are drawn all, pairs last, up to the option top", async () => {
    const svg = parse(await plotShapes(additive));
    expect(all(svg, "g.shape path")).toHaveLength(10);
    expect(all(svg, "g.cells")).toHaveLength(2);
    const some = await plotShapes(additive, { top: 3 });
    expect(all(parse(some), "svg.fhe-chart").length).toBe(3);
    expect(some.title).toBe("AdditiveRegressor: 3 of 12 functions");
  });

  test("of a feature the model does not use are refused, and models that are not additive", async () => {
    const model = await new AdditiveRegressor(quick).fit(
      [
        [1, 5],
        [2, 5],
        [3, 5],
        [4, 5],
      ],
      [1, 2, 3, 4],
    );
    await expect(plotShapes(model, { feature: 1 })).rejects.toThrow(
      "plotShapes: the model has no function of x1. Allowed: the functions of x0.",
    );
    await expect(plotShapes(model, { feature: 2 })).rejects.toThrow(
      "Allowed: a number from 0 to 1, or one of x0, x1.",
    );
    await expect(plotShapes(model, { feature: [0, 1] })).rejects.toThrow(
      "fit with a greater option interactions",
    );
    await expect(plotShapes(boosted as unknown as ShapePlotModel)).rejects.toThrow(
      "XGBClassifier has no shape functions",
    );
    await expect(plotShapes(new AdditiveRegressor())).rejects.toMatchObject({ code: "NOT_FITTED" });
    await expect(plotShapes(model, { feature: [0] } as object)).rejects.toMatchObject({
      code: "OPTION_VALUE",
    });
  });
});

describe("pair tables", () => {
  test("fill the plane with cells whose values are the table's", async () => {
    const pair = additive.terms_.find(({ features }) => features.length === 2)!;
    const [first, second] = pair.features;
    const svg = parse(await plotShapes(additive, { feature: [second, first] }));
    const cells = all(svg, "g.cells rect");
    const distinct = new Set(pair.values);
    expect(new Set(cells.map((cell) => cell.querySelector("title")!.textContent)).size).toBeLessThanOrEqual(
      distinct.size,
    );
    expect(new Set(cells.map((cell) => cell.getAttribute("fill"))).size).toBeGreaterThan(1);
    const corners = cells.map((cell) => {
      const [x, y] = [numberOf(cell, "x"), numberOf(cell, "y")];
      return { x, y, right: x + numberOf(cell, "width"), bottom: y + numberOf(cell, "height") };
    });
    const area = corners.reduce((sum, { x, y, right, bottom }) => sum + (right - x) * (bottom - y), 0);
    const width = Math.max(...corners.map(({ right }) => right)) - Math.min(...corners.map(({ x }) => x));
    const height = Math.max(...corners.map(({ bottom }) => bottom)) - Math.min(...corners.map(({ y }) => y));
    expect(area).toBeCloseTo(width * height, 3);
    expect(all(svg, "g.scale rect").length).toBeGreaterThan(10);
    // The cell furthest from 0 says the table's value.
    const number = (cell: SvgElement): number =>
      Number(cell.querySelector("title")!.textContent.replace("\u2212", "-"));
    const sizes = cells.map((cell) => Math.abs(number(cell)));
    const largest = Math.max(...Array.from(pair.values, Math.abs));
    expect(Math.max(...sizes)).toBeCloseTo(largest, 3);
  });

  test("mergeCells covers every cell once, with its value, in no more blocks than cells", () => {
    const table = fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
      .chain(([rows, columns]) =>
        fc.tuple(
          fc.constant(rows),
          fc.constant(columns),
          fc.array(fc.integer({ min: 0, max: 2 }), { minLength: rows * columns, maxLength: rows * columns }),
        ),
      );
    fc.assert(
      fc.property(table, ([rows, columns, values]) => {
        const blocks = mergeCells(rows, columns, (row, column) => values[row * columns + column]);
        const covered = values.map(() => NaN);
        let cells = 0;
        for (const {
          rows: [top, below],
          columns: [left, right],
          value,
        } of blocks) {
          for (let row = top; row < below; row++) {
            for (let column = left; column < right; column++) {
              covered[row * columns + column] = value;
              cells++;
            }
          }
        }
        expect(covered).toEqual(values);
        expect(cells).toBe(values.length);
      }),
    );
    expect(mergeCells(3, 4, () => 1)).toEqual([{ rows: [0, 3], columns: [0, 4], value: 1 }]);
  });
});

describe("intervals", () => {
  test("lie between the edges, the outer two a little beyond", () => {
    expect(intervals(Float64Array.of(0, 5, 10))).toEqual([
      { from: -0.8, to: 0 },
      { from: 0, to: 5 },
      { from: 5, to: 10 },
      { from: 10, to: 10.8 },
    ]);
  });

  test("have a width for one edge and for none", () => {
    expect(intervals(Float64Array.of(4))).toEqual([
      { from: 2, to: 4 },
      { from: 4, to: 6 },
    ]);
    expect(intervals(Float64Array.of())).toEqual([{ from: -0.5, to: 0.5 }]);
  });
});

describe("where charts are made", () => {
  test("in the page's own document where there is one", async () => {
    const { document } = parseHTML("<html></html>") as unknown as {
      document: { createElementNS(...given: unknown[]): unknown };
    };
    const made = vi.spyOn(document, "createElementNS");
    vi.stubGlobal("document", document);
    await plotImportances(boosted);
    expect(made.mock.calls.length).toBeGreaterThan(10);
  });

  test.each(["@observablehq/plot", "linkedom"])(
    "without %s: an error that says what to install",
    async (name) => {
      vi.doMock(name, () => {
        throw new Error("not found");
      });
      await expect(plotImportances(boosted)).rejects.toMatchObject({
        code: "MISSING_PACKAGE",
        where: "plotImportances",
        problem: `the package ${name} could not be loaded`,
        remedy: "npm install @observablehq/plot linkedom@0.18.12",
      });
    },
  );
});
