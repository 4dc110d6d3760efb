import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { loadData } from "../../bench/lib/data.ts";
import { score } from "../../bench/lib/scores.ts";
import { makeSynthetic } from "../../bench/lib/synthetic.ts";
import { InvalidInputError } from "../../src/core/index.ts";

describe("scores of the harness", () => {
  test("accuracy counts weights", () => {
    expect(score("accuracy", [0, 1, 1], [0, 1, 0])).toBeCloseTo(2 / 3, 12);
    expect(score("accuracy", [0, 1, 1], [0, 1, 0], [1, 1, 2])).toBe(0.5);
  });

  test("R2 and D2 are 1 for the truth and 0 for the weighted mean", () => {
    const y = [0, 3, 1];
    const w = [1, 2, 1];
    const mean = y.map(() => 7 / 4);
    for (const name of ["r2", "d2-poisson"] as const) {
      expect(score(name, y, name === "r2" ? y : [1e-300, 3, 1], w)).toBeCloseTo(1, 12);
      expect(score(name, y, mean, w)).toBeCloseTo(0, 12);
    }
  });

  test("D2 of the Poisson law is scikit-learn's", () => {
    // d2_tweedie_score([1, 0, 2], [0.5, 0.25, 1.5], power=1, sample_weight=[1, 2, 0.5])
    expect(score("d2-poisson", [1, 0, 2], [0.5, 0.25, 1.5], [1, 2, 0.5])).toBeCloseTo(0.5967568862642237, 12);
  });
});

test("D2 of the gamma and Tweedie laws is scikit-learn's", () => {
  // d2_tweedie_score(y, p, power=2 and 1.5, sample_weight=w)
  const [p, w] = [
    [0.5, 0.25, 1.5],
    [1, 2, 0.5],
  ];
  expect(score("d2-gamma", [1, 0.5, 2], p, w)).toBeCloseTo(-0.8860386900285315, 12);
  expect(score("d2-tweedie-1.5", [1, 0, 2], p, w)).toBeCloseTo(0.39488498486340506, 12);
});

describe("data of the harness", () => {
  test("standardizes with the moments of the training rows, as the fixtures do", async () => {
    const { xTrain, xTest } = await loadData({ dataset: "breast_cancer", standardize: true });
    expect([xTrain.length, xTest.length, xTrain[0].length]).toEqual([398, 171, 30]);
    for (let c = 0; c < 30; c++) {
      const mean = xTrain.reduce((sum, row) => sum + row[c], 0) / xTrain.length;
      const square = xTrain.reduce((sum, row) => sum + row[c] ** 2, 0) / xTrain.length;
      expect(mean).toBeCloseTo(0, 10);
      expect(square).toBeCloseTo(1, 10);
    }
  });

  test("rows are those of the stored split, in its order", async () => {
    const splits = JSON.parse(
      await readFile(new URL("../fixtures/datasets/splits.json", import.meta.url), "utf8"),
    ) as Record<string, { train: number[]; test: number[] }>;
    const csv = await readFile(new URL("../fixtures/datasets/claims_small.csv", import.meta.url), "utf8");
    const rows = csv.trim().split("\n").slice(1);
    const data = await loadData({ dataset: "claims_small", target: "frequency", weight: "exposure" });
    const cells = rows[splits.claims_small.test[5]].split(",").map(Number);
    expect(data.xTest[5]).toEqual(cells.slice(0, 7));
    expect([data.weightTest![5], data.yTest[5]]).toEqual([cells[7], cells[10]]);
  });

  test("rows of weight 0 can be left out, before standardizing", async () => {
    const { xTrain, weightTrain } = await loadData({
      ...{ dataset: "claims_small", target: "avg_claim", weight: "claim_nb" },
      ...{ onlyWeighted: true, standardize: true },
    });
    expect(xTrain.length).toBe(207);
    expect(Math.min(...weightTrain!)).toBe(1);
    expect(xTrain.reduce((sum, row) => sum + row[0], 0)).toBeCloseTo(0, 8);
  });

  test("generated targets follow the features as their law says", () => {
    const rows = { rows: 4000, features: 3, seed: 7 };
    for (const target of ["classes", "values", "counts", "amounts", "sums"] as const) {
      const { x, y } = makeSynthetic(target, rows);
      expect([x.length, x[0].length, y.length]).toEqual([4000, 3, 4000]);
      expect(makeSynthetic(target, rows).y).toEqual(y);
      if (target === "classes") expect(new Set(y)).toEqual(new Set([0, 1]));
      if (target === "counts") expect(y.every(Number.isInteger)).toBe(true);
      if (target === "amounts") expect(Math.min(...y)).toBeGreaterThan(0);
      if (target === "sums") expect(y.filter((value) => value === 0).length).toBeGreaterThan(1000);
    }
  });

  test("a name nobody knows is refused with the names that exist", async () => {
    await expect(loadData({ dataset: "wine" })).rejects.toThrow(InvalidInputError);
    await expect(loadData({ dataset: "iris", target: "colour" })).rejects.toThrow(/sepal_length/);
  });
});
