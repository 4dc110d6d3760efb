import { describe, expect, test } from "vitest";
import { loadBreastCancer, loadIris } from "../../src/datasets/index.ts";
import { LinearRegression } from "../../src/models/index.ts";
import {
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  RandomForestClassifier,
  XGBClassifier,
} from "../../src/models/trees/index.ts";
import { plotTree } from "../../src/plots/index.ts";
import type { TreePlotModel } from "../../src/plots/index.ts";
import { all, numberOf, parse, placeOf, texts } from "./support.ts";
import type { SvgElement } from "./support.ts";

const iris = await loadIris();
const cancer = await loadBreastCancer();
const labels = Array.from(iris.y, (code) => iris.targetNames[code]);
const tree = await new DecisionTreeClassifier({ maxDepth: 4, randomState: 0 }).fit(iris.X, labels);
const boosted = await new XGBClassifier({ randomState: 0 }).fit(cancer.X, cancer.y);

/** Tests of tree `at` as they should read, in any order. */
function testsOf(model: TreePlotModel, at: number, names: (feature: number) => string): string[] {
  const { parts } = (model.tree_ ?? model.trees_)!;
  const found: string[] = [];
  const visit = (node: number): void => {
    if (node < 0) return;
    const edge = model.binner_.edges[parts.feature[node]][parts.threshold[node] - 1];
    found.push(
      `${names(parts.feature[node])} \u2265 ${String(Number(edge.toPrecision(6))).replace("-", "\u2212")}`,
    );
    visit(parts.left[node]);
    visit(parts.right[node]);
  };
  visit(parts.roots[at]);
  return found.sort();
}

/** Ids of two boxes that overlap; undefined where none do. */
function overlap(svg: SvgElement): string | undefined {
  const boxes = all(svg, "g.node").map((node) => {
    const box = node.querySelector("rect")!;
    const { x, y } = placeOf(node);
    return { x, y, width: numberOf(box, "width"), height: numberOf(box, "height") };
  });
  for (const [i, a] of boxes.entries()) {
    for (const [j, b] of boxes.slice(0, i).entries()) {
      const apart =
        Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
      if (!apart) return `${i}, ${j}`;
    }
  }
  return undefined;
}

describe("a classification tree", async () => {
  const svg = parse(await plotTree(tree, { featureNames: iris.featureNames }));

  test("has a box for every test and leaf, and a labelled line to each but the root", () => {
    const { left } = tree.tree_.parts;
    expect(all(svg, "g.node.decision")).toHaveLength(left.length);
    expect(all(svg, "g.node.leaf")).toHaveLength(tree.nLeaves_);
    expect(all(svg, "path.edge.yes")).toHaveLength(left.length);
    expect(all(svg, "path.edge.no")).toHaveLength(left.length);
    expect(
      all(svg, "text.edge-label")
        .map(({ textContent }) => textContent)
        .sort(),
    ).toEqual([...new Array<string>(left.length).fill("no"), ...new Array<string>(left.length).fill("yes")]);
  });

  test("states its tests in the units of the features", () => {
    expect(texts(svg, "g.node.decision").sort()).toEqual(
      testsOf(tree, 0, (feature) => iris.featureNames[feature]),
    );
  });

  test("names the class of each leaf with its share", () => {
    const leaves = texts(svg, "g.node.leaf");
    expect(leaves).toContain("setosa 100 %");
    for (const leaf of leaves) expect(leaf).toMatch(/^(setosa|versicolor|virginica) [\d.]+ %$/);
  });

  test("leads down, to the left where a test fails, without overlaps", () => {
    for (const edge of all(svg, "path.edge")) {
      const [, x1, y1, x2, y2] = /^M(-?\d+),(-?\d+)L(-?\d+),(-?\d+)$/
        .exec(edge.getAttribute("d")!)!
        .map(Number);
      expect(y2).toBeGreaterThan(y1);
      expect(Math.sign(x2 - x1)).toBe(edge.getAttribute("class") === "edge yes" ? 1 : -1);
    }
    expect(overlap(svg)).toBeUndefined();
  });

  test("lies within its view", () => {
    const [, , width, height] = svg.getAttribute("viewBox")!.split(" ").map(Number);
    for (const node of all(svg, "g.node")) {
      const [{ x, y }, box] = [placeOf(node), node.querySelector("rect")!];
      expect(x - numberOf(box, "width") / 2).toBeGreaterThanOrEqual(-1);
      expect(x + numberOf(box, "width") / 2 + 8).toBeLessThanOrEqual(width + 1);
      expect(y + numberOf(box, "height") / 2 + 30).toBeLessThanOrEqual(height);
    }
  });
});

describe("trees of ensembles", () => {
  test.each([0, 7, 19])("tree %i of boosting has its own tests, and leaves that add", async (at) => {
    const svg = parse(await plotTree(boosted, { tree: at }));
    expect(texts(svg, "g.node.decision").sort()).toEqual(testsOf(boosted, at, (feature) => `x${feature}`));
    for (const leaf of texts(svg, "g.node.leaf")) expect(leaf).toMatch(/^[+\u2212]\d/);
    expect(svg.querySelector("g.node.leaf title")!.textContent).toMatch(/^adds .* to log odds of 1$/);
    expect(svg.querySelector("text.title")!.textContent).toBe(`XGBClassifier, tree ${at} of 20`);
  });

  test("a tree of one class among several says which", async () => {
    const model = await new XGBClassifier({ nEstimators: 2, randomState: 0 }).fit(iris.X, labels);
    const { title } = await plotTree(model, { tree: 4 });
    expect(title).toBe("XGBClassifier, tree 4 of 6: adds to versicolor");
  });

  test("a tree of a forest shows shares", async () => {
    const model = await new RandomForestClassifier({ nEstimators: 3, randomState: 0 }).fit(
      cancer.X,
      cancer.y,
    );
    const svg = parse(await plotTree(model, { tree: 2 }));
    const leaves = model.trees_.leavesByTree()[2];
    expect(texts(svg, "g.node.leaf")).toHaveLength(leaves.length);
    for (const leaf of texts(svg, "g.node.leaf")) {
      const [, share] = /^[01] ([\d.]+) %$/.exec(leaf)!;
      expect(Number(share)).toBeGreaterThanOrEqual(50);
    }
  });
});

test("a tree that is one leaf is one box", async () => {
  const model = await new DecisionTreeRegressor().fit([[1], [2]], [3, 3]);
  const svg = parse(await plotTree(model));
  expect(texts(svg, "g.node")).toEqual(["3"]);
  expect(all(svg, "path.edge")).toHaveLength(0);
});

test("tests for missing values, and where those go elsewhere", async () => {
  const trees = {
    ...{ trees: 1, leafWidth: 1, outputs: 1, link: "identity" },
    parts: {
      roots: Int32Array.of(0),
      treeOutput: Int32Array.of(0),
      feature: Int32Array.of(0, 1),
      // Feature 0 has one edge, so bin 2 is that of missing values alone.
      threshold: Uint16Array.of(2, 1),
      left: Int32Array.of(1, -2),
      right: Int32Array.of(-1, -3),
      values: Float64Array.of(1, 2, -3),
    },
  };
  const model: TreePlotModel = {
    ...{ spec: { name: "Imported" }, isFitted: true, featureNamesIn_: ["age", "dose"], trees_: trees },
    binner_: { edges: [Float64Array.of(5), Float64Array.of(-0.5)], missing: [2, 0] },
  };
  const svg = parse(await plotTree(model));
  expect(texts(svg, "g.node.decision")).toEqual(["age is missing", "dose \u2265 \u22120.5"]);
  const hints = all(svg, "g.node.decision title").map(({ textContent }) => textContent);
  expect(hints).toEqual([
    "age is missing (bin 2 or above); missing values: yes",
    "dose \u2265 -0.5 (bin 1 or above); missing values: no",
  ]);
  expect(texts(svg, "g.node.leaf").sort()).toEqual(["+1", "+2", "\u22123"]);
});

test("maxDepth sums up what is below", async () => {
  const svg = parse(await plotTree(tree, { maxDepth: 1 }));
  expect(all(svg, "g.node.decision")).toHaveLength(1);
  const [cut] = all(svg, "g.node.cut");
  const below = tree.tree_.parts.left.length - 1;
  expect(cut.querySelector("title")!.textContent).toBe(`${below} more tests, ${below + 1} leaves`);
});

test("names of features with marks of XML stay text", async () => {
  const names = ["<a>", "b & c", '"d"', "e'"];
  const svg = parse(await plotTree(tree, { featureNames: names, title: "<script>alert(1)</script>" }));
  expect(texts(svg, "g.node.decision").sort()).toEqual(testsOf(tree, 0, (feature) => names[feature]));
  expect(all(svg, "script")).toHaveLength(0);
  expect(svg.querySelector("text.title")!.textContent).toBe("<script>alert(1)</script>");
});

describe("refuses", () => {
  test("a model that is not fitted", async () => {
    await expect(plotTree(new DecisionTreeClassifier())).rejects.toThrow(
      "plotTree: DecisionTreeClassifier is not fitted. Allowed: a fitted model. To fix it: call await model.fit(X, y) first.",
    );
  });

  test("a model without trees", async () => {
    const model = await new LinearRegression().fit([[1], [2]], [1, 2]);
    await expect(plotTree(model as unknown as TreePlotModel)).rejects.toThrow(
      /^plotTree: LinearRegression has no trees\. Allowed: decision trees, random forests and boosted trees\./,
    );
  });

  test("trees there are not", async () => {
    await expect(plotTree(boosted, { tree: 20 })).rejects.toThrow(
      "plotTree: tree = 20 of a XGBClassifier with 20. Allowed: a tree from 0 to 19. To fix it: correct the option tree.",
    );
    await expect(plotTree(tree, { tree: 1 })).rejects.toThrow("Allowed: tree 0, the only one.");
  });

  test("more nodes than allowed, naming both ways out", async () => {
    const nodes = 2 * tree.nLeaves_ - 1;
    await expect(plotTree(tree, { maxNodes: nodes - 1 })).rejects.toThrow(
      `plotTree: a drawing of ${nodes} nodes. Allowed: at most maxNodes = ${nodes - 1}. To fix it: set maxDepth`,
    );
    await expect(plotTree(tree, { maxNodes: nodes })).resolves.toBeDefined();
  });

  test("wrong options, all at once", async () => {
    await expect(plotTree(tree, { depth: 2 } as object)).rejects.toMatchObject({ code: "UNKNOWN_OPTION" });
    await expect(plotTree(tree, { tree: -1, theme: "blue" } as object)).rejects.toThrow(
      'plotTree: theme = "blue"; tree = -1. Allowed: theme: one of "auto", "light", "dark"; tree: a whole number of 0 or more. To fix it: correct theme, tree.',
    );
    await expect(plotTree(tree, { featureNames: ["a"] })).rejects.toThrow(
      "plotTree: 1 featureNames for the 4 features of DecisionTreeClassifier.",
    );
  });
});
